import { composeQuery, isQueryValid, parseQuery as parseByOracle } from '@jetstreamapp/soql-parser-js'
import { expect } from 'chai'
import fc from 'fast-check'
import { parseQuery } from '../../../server/records/query/parse.ts'
import type { Condition, Query } from '../../../server/records/query/query.ts'
import { CORPUS, INVALID } from './soql-corpus.ts'

/** What the other parser understood, as we understand its own way to write it. */
function throughOracle(text: string): Query {
  return parseQuery(composeQuery(parseByOracle(text, { allowPartialQuery: false })))
}

const field = fc.constantFrom(
  'Name',
  'Amount__c',
  'Account.Name',
  'order__r.Account.Owner.Name',
  'CreatedDate',
)
const literal = fc.oneof(
  fc.constantFrom(
    '1',
    '-2.50',
    'null',
    'TRUE',
    'TODAY',
    'LAST_N_DAYS:7',
    '2026-02-28',
    '2026-02-28T10:00:00Z',
  ),
  fc.stringMatching(/^[a-zA-Z0-9 ()=,%_<>!-]{0,12}$/).map(text => `'${text}'`),
  fc.constantFrom(String.raw`'it\'s'`, String.raw`'back\\slash'`, "'AND'", "'SELECT Id FROM X'"),
)
const comparison = fc.oneof(
  fc
    .tuple(field, fc.constantFrom('=', '!=', '<', '<=', '>', '>='), literal)
    .map(([left, operator, right]) => `${left} ${operator} ${right}`),
  fc
    .tuple(
      field,
      fc.constantFrom('IN', 'NOT IN'),
      fc.array(fc.constantFrom("'a'", "'b, c'", "')'"), { minLength: 1 }),
    )
    .map(([left, operator, values]) => `${left} ${operator} (${values.join(', ')})`),
  fc.constantFrom(
    'Id NOT IN (SELECT order__c FROM order_proposal__c)',
    "Id IN (SELECT a FROM B WHERE c LIKE 'd%')",
  ),
)
const { condition } = fc.letrec<{ condition: string; term: string }>(tie => ({
  condition: fc
    .tuple(fc.constantFrom(' AND ', ' OR '), fc.array(tie('term'), { minLength: 1, maxLength: 3 }))
    .map(([word, terms]) => terms.join(word)),
  term: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    tie('condition').map(inner => `(${inner})`),
    comparison.map(inner => `(NOT ${inner})`),
  ),
}))
// The other parser takes OFFSET behind LIMIT only.
const query = fc
  .tuple(
    fc.uniqueArray(field, { minLength: 1 }),
    fc.option(condition, { nil: undefined }),
    fc.uniqueArray(fc.tuple(field, fc.constantFrom('', ' ASC', ' DESC NULLS LAST', ' ASC NULLS FIRST')), {
      selector: ([path]) => path,
    }),
    fc.option(fc.nat(200), { nil: undefined }),
    fc.option(fc.nat(2000), { nil: undefined }),
  )
  .map(([fields, where, order, limit, offset]) =>
    [
      `SELECT ${fields.join(', ')} FROM Order`,
      where === undefined ? '' : `WHERE ${where}`,
      order.length ? `ORDER BY ${order.map(item => item.join('')).join(', ')}` : '',
      limit === undefined ? '' : `LIMIT ${limit}`,
      offset === undefined || limit === undefined ? '' : `OFFSET ${offset}`,
    ]
      .filter(Boolean)
      .join(' '),
  )

describe('our parser and @jetstreamapp/soql-parser-js', () => {
  for (const text of CORPUS) {
    it(`understand alike: ${text}`, () => {
      expect(withoutRedundancy(parseQuery(text))).to.deep.equal(withoutRedundancy(throughOracle(text)))
    })
  }

  for (const text of INVALID) {
    it(`both refuse: ${text}`, () => {
      expect(isQueryValid(text)).to.equal(false)
      expect(() => parseQuery(text)).to.throw('ERROR at Row:1:Column:')
    })
  }

  it('understand alike what is made at random', () => {
    fc.assert(
      fc.property(query, text => {
        expect(withoutRedundancy(parseQuery(text))).to.deep.equal(withoutRedundancy(throughOracle(text)))
      }),
      { numRuns: 120 },
    )
  }).timeout(60_000)
})

/** The other parser keeps parentheses as they are and writes some that mean nothing. */
function withoutRedundancy(query: Query): unknown {
  return JSON.parse(JSON.stringify(query), (_, value) => flatten(value))
}

function flatten(value: Condition): Condition {
  const isList = (value?.kind === 'and' || value?.kind === 'or') && value.of.length === 1
  return isList ? (value.of[0] as Condition) : value
}
