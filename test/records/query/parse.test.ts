import { expect } from 'chai'
import { AtelierError } from '../../../server/kernel/errors.ts'
import { parseQuery } from '../../../server/records/query/parse.ts'
import type { Condition, Query } from '../../../server/records/query/query.ts'

const field = (path: string) => ({ kind: 'field', path }) as const
const text = (value: string) => ({ type: 'string', text: value }) as const
const number = (value: string) => ({ type: 'number', text: value }) as const

function whereOf(condition: string): Condition | undefined {
  return parseQuery(`SELECT Id FROM Order WHERE ${condition}`).where
}

describe('SOQL text becomes a query', () => {
  const selects: readonly { given: string; then: Query['select'] }[] = [
    { given: 'Id, Account.Owner.Name', then: [field('Id'), field('Account.Owner.Name')] },
    { given: 'COUNT()', then: [{ kind: 'function', name: 'COUNT' }] },
    {
      given: 'SUM(Amount) total, count_distinct(Name)',
      then: [
        { kind: 'function', name: 'SUM', path: 'Amount', alias: 'total' },
        { kind: 'function', name: 'count_distinct', path: 'Name' },
      ],
    },
    {
      given: 'CALENDAR_YEAR(convertTimezone(CreatedDate)) y',
      then: [
        {
          kind: 'function',
          name: 'CALENDAR_YEAR',
          of: { kind: 'function', name: 'convertTimezone', path: 'CreatedDate' },
          alias: 'y',
        },
      ],
    },
    { given: 'FIELDS(standard)', then: [{ kind: 'fields', set: 'STANDARD' }] },
    {
      given: '(SELECT Id FROM Contacts WHERE Name = null LIMIT 2)',
      then: [
        {
          kind: 'subquery',
          query: {
            from: 'Contacts',
            select: [field('Id')],
            scope: 'live',
            where: {
              kind: 'compare',
              left: field('Name'),
              operator: '=',
              right: { type: 'null', text: 'null' },
            },
            limit: 2,
          },
        },
      ],
    },
    {
      given: 'TYPEOF What WHEN Account THEN Phone, Name WHEN Lead THEN Id ELSE Name END',
      then: [
        {
          kind: 'typeof',
          path: 'What',
          when: [
            { object: 'Account', fields: ['Phone', 'Name'] },
            { object: 'Lead', fields: ['Id'] },
          ],
          otherwise: ['Name'],
        },
      ],
    },
  ]
  for (const { given, then } of selects) {
    it(`selects ${given}`, () => expect(parseQuery(`SELECT ${given} FROM Order`).select).to.deep.equal(then))
  }

  const conditions: readonly { given: string; then: Condition }[] = [
    ...(['=', '!=', '<', '<=', '>', '>='] as const).map(operator => ({
      given: `a ${operator} 1`,
      then: { kind: 'compare', left: field('a'), operator, right: number('1') } as const,
    })),
    {
      given: 'a<>-1.5e3',
      then: { kind: 'compare', left: field('a'), operator: '!=', right: number('-1.5e3') },
    },
    {
      given: "a like 'x%'",
      then: { kind: 'compare', left: field('a'), operator: 'LIKE', right: text('x%') },
    },
    {
      given: "a IN ('x','y')",
      then: { kind: 'in', left: field('a'), not: false, values: [text('x'), text('y')] },
    },
    {
      given: "a not in ('x', null)",
      then: { kind: 'in', left: field('a'), not: true, values: [text('x'), { type: 'null', text: 'null' }] },
    },
    {
      given: "a INCLUDES ('x;y')",
      then: { kind: 'includes', left: field('a'), not: false, values: [text('x;y')] },
    },
    {
      given: "a EXCLUDES ('x')",
      then: { kind: 'includes', left: field('a'), not: true, values: [text('x')] },
    },
    {
      given: 'a IN (SELECT b FROM C)',
      then: {
        kind: 'semiJoin',
        left: field('a'),
        not: false,
        query: { from: 'C', select: [field('b')], scope: 'live' },
      },
    },
    ...(
      [
        ['2026-01-31', 'date'],
        ['2026-01-31T10:00:00Z', 'datetime'],
        ['2026-01-31T10:00:00.123+04:00', 'datetime'],
        ['10:00:00.000Z', 'time'],
        ['TODAY', 'dateLiteral'],
        ['LAST_N_FISCAL_QUARTERS:3', 'dateLiteral'],
        ['USD5000.50', 'currency'],
        ['true', 'boolean'],
      ] as const
    ).map(([literal, type]) => ({
      given: `a = ${literal}`,
      then: { kind: 'compare', left: field('a'), operator: '=', right: { type, text: literal } } as const,
    })),
  ]
  for (const { given, then } of conditions) {
    it(`understands ${given}`, () => expect(whereOf(given)).to.deep.equal(then))
  }

  it('reads AND of three as one, and OR in parentheses as a part of it', () => {
    const compare = (path: string) =>
      ({ kind: 'compare', left: field(path), operator: '=', right: number('1') }) as const
    expect(whereOf('a = 1 AND (b = 1 OR c = 1) AND NOT d = 1')).to.deep.equal({
      kind: 'and',
      of: [compare('a'), { kind: 'or', of: [compare('b'), compare('c')] }, { kind: 'not', of: compare('d') }],
    })
  })

  const strings = [
    { given: String.raw`'it\'s'`, then: { text: "it's" } },
    { given: String.raw`'a\\b'`, then: { text: 'a\\b', pattern: 'a\\\\b' } },
    { given: String.raw`'50\%\_'`, then: { text: '50%_', pattern: '50\\%\\_' } },
    { given: String.raw`'\n\t\r\"'`, then: { text: '\n\t\r"' } },
    { given: String.raw`'\u0416\u043e'`, then: { text: 'Жо' } },
    { given: `'a -- b /* c */ ; DROP'`, then: { text: 'a -- b /* c */ ; DROP' } },
  ]
  for (const { given, then } of strings) {
    it(`unescapes ${given}`, () => {
      expect(whereOf(`a = ${given}`))
        .to.have.property('right')
        .that.deep.equals({ type: 'string', ...then })
    })
  }

  it('takes every clause in its order', () => {
    const query = parseQuery(
      `select a.Status s, COUNT(Id) from Order a using scope mine where a.Id != null with security_enforced
       group by rollup(a.Status) having COUNT(Id) > 1 order by COUNT(Id) desc nulls last, Status limit 10 offset 5
       for view for reference all rows update tracking`,
    )
    expect(query).to.deep.include({
      filterScope: 'mine',
      groupBy: [field('Status')],
      groupKind: 'rollup',
      limit: 10,
      offset: 5,
      scope: 'all',
      orderBy: [
        { operand: { kind: 'function', name: 'COUNT', path: 'Id' }, descending: true, nulls: 'last' },
        { operand: field('Status'), descending: false },
      ],
    })
  })

  it('puts the paths of parents in the place of their aliases', () => {
    const query = parseQuery(
      `SELECT c.Name, A.Name, o.Name, (SELECT x.Id FROM c.Assets x) FROM Contact c, c.Account AS a, a.Owner o
       WHERE o.Profile.Name = 'x' ORDER BY a.Name`,
    )
    expect(query.from).to.equal('Contact')
    expect(query.select.slice(0, 3)).to.deep.equal(['Name', 'Account.Name', 'Account.Owner.Name'].map(field))
    expect(query.select[3])
      .to.have.nested.property('query.select')
      .that.deep.equals([field('Id')])
    expect(query.where).to.have.property('left').that.deep.equals(field('Account.Owner.Profile.Name'))
    expect(query.orderBy?.[0]?.operand).to.deep.equal(field('Account.Name'))
  })

  it('takes names that are keywords elsewhere', () => {
    const query = parseQuery('SELECT Group.Name, Order FROM Order ORDER BY Limit')
    expect(query.select).to.deep.equal([field('Group.Name'), field('Order')])
    expect(query.orderBy).to.deep.equal([{ operand: field('Limit'), descending: false }])
  })

  it('puts the values of a hook in the place of their names', () => {
    const query = parseQuery('SELECT Id FROM A WHERE x = :one AND y IN :many LIMIT :n', {
      one: 'v',
      many: [1, null],
      n: 3,
    })
    expect(query.limit).to.equal(3)
    expect(query.where).to.have.nested.property('of[0].right').that.deep.equals(text('v'))
    expect(query.where).to.have.nested.property('of[1].values').that.has.length(2)
  })
})

describe('wrong SOQL is refused with its place', () => {
  const cases = [
    { given: '', column: 1, says: "unexpected token: '<EOF>', expected SELECT" },
    { given: 'SELECT FROM Order', column: 8, says: "unexpected token: 'FROM'" },
    { given: 'SELECT Id FROM', column: 15, says: "unexpected token: '<EOF>', expected an object" },
    { given: 'SELECT Id, FROM Order', column: 12, says: "unexpected token: 'FROM'" },
    { given: 'SELECT Id FROM A WHERE', column: 23, says: 'expected a field' },
    { given: 'SELECT Id FROM A WHERE a', column: 25, says: 'expected an operator' },
    { given: 'SELECT Id FROM A WHERE a = b', column: 28, says: 'strings stand in single quotes' },
    { given: 'SELECT Id FROM A WHERE a = "b"', column: 28, says: `no viable alternative at character '"'` },
    { given: "SELECT Id FROM A WHERE a = 'b", column: 28, says: 'no closing quote' },
    { given: 'SELECT Id FROM A WHERE a=1 AND b=2 OR c=3', column: 36, says: "unexpected token: 'OR'" },
    { given: 'SELECT Id FROM A WHERE a=1 OR b=2 AND c=3', column: 35, says: "unexpected token: 'AND'" },
    { given: 'SELECT Id FROM A WHERE (a=1', column: 28, says: "expected ')'" },
    { given: 'SELECT Id FROM A WHERE a=1)', column: 27, says: 'expected the end of the query' },
    { given: 'SELECT Id FROM A; DELETE FROM A', column: 17, says: "at character ';'" },
    { given: 'SELECT Id FROM A -- x', column: 18, says: 'comments are not allowed' },
    { given: 'SELECT Id /* x */ FROM A', column: 11, says: 'comments are not allowed' },
    { given: 'SELECT Id FROM A LIMIT x', column: 24, says: 'expected a whole number' },
    { given: "SELECT Id FROM A WHERE a IN 'b'", column: 29, says: "expected '('" },
    { given: 'SELECT Id FROM A WHERE a IN ()', column: 30, says: 'expected a value' },
    { given: 'SELECT Id FROM A WHERE a = LAST_N_FOOS:3', column: 28, says: 'expected a date literal' },
    { given: 'SELECT Id FROM A WHERE a = :b', column: 28, says: "unexpected token: ':'" },
    { given: String.raw`SELECT Id FROM A WHERE a = '\x'`, column: 29, says: 'invalid escape sequence' },
    { given: 'SELECT FIELDS(SOME) FROM A', column: 15, says: 'ALL, STANDARD or CUSTOM' },
    { given: 'SELECT Id FROM A WITH DATA CATEGORY x', column: 23, says: 'no data categories' },
    { given: 'SELECT Id FROM A, B', column: 19, says: 'a parent of the object by its alias' },
    { given: 'SELECT Id FROM A a, x.Parent p', column: 21, says: 'a parent of the object by its alias' },
    { given: 'SELECT Id FROM A LIMIT -1', column: 24, says: 'expected a whole number' },
    { given: 'SELECT Id FROM A OFFSET 1.5', column: 25, says: 'expected a whole number' },
    {
      given: "SELECT Id FROM A WHERE DISTANCE(x__c, GEOLOCATION(1, 2), 'km') < 20",
      column: 24,
      says: 'no field holds a place on the map',
    },
    { given: 'SELECT Id FROM A USING SCOPE team', column: 30, says: 'no teams' },
    { given: "SELECT Id FROM A WHERE a = ('b')", column: 28, says: 'expected a value' },
  ]
  for (const { given, column, says } of cases) {
    it(`${given || 'nothing'}`, () => {
      expect(() => parseQuery(given))
        .to.throw(AtelierError)
        .that.satisfies(
          (error: AtelierError) =>
            error.code === 'MALFORMED_QUERY' &&
            error.message.includes(`ERROR at Row:1:Column:${column}\n`) &&
            error.message.includes(says),
          `column ${column}: ${says}`,
        )
    })
  }

  it('shows row, column and a caret under the place', () => {
    expect(() => parseQuery('SELECT Id\nFROM A\nWHERE a ~ 1')).to.throw(
      "\nWHERE a ~ 1\n        ^\nERROR at Row:3:Column:9\nline 1:25 no viable alternative at character '~'",
    )
  })

  it('refuses what is too long or nested too deeply, quickly', () => {
    expect(() => parseQuery(`SELECT Id FROM A WHERE a = '${'x'.repeat(100_000)}'`)).to.throw(
      'longer than 100000',
    )
    const deep = `SELECT Id FROM A WHERE ${'('.repeat(40_000)}a = 1${')'.repeat(40_000)}`
    expect(() => parseQuery(deep)).to.throw('nested more than 60 levels')
    expect(() => parseQuery(`SELECT Id FROM A WHERE ${'NOT '.repeat(20_000)}a = 1`)).to.throw(
      'nested more than',
    )
  })
})
