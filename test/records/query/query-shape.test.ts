import { expect } from 'chai'
import type { Condition, Literal, Query } from '../../../server/records/query/query.ts'
import { shapeOfQuery } from '../../../server/records/query/query-shape.ts'

describe('the shape of a query that came as data', () => {
  const text = (value: string): Literal => ({ type: 'string', text: value })
  const field = (path: string) => ({ kind: 'field', path }) as const
  const isIn = (path: string, values: readonly Literal[]): Condition =>
    ({ kind: 'in', left: field(path), values, negated: false }) as never
  const is = (path: string, right: Literal): Condition =>
    ({ kind: 'compare', left: field(path), operator: '=', right }) as const
  const either = (...of: readonly Condition[]): Query => ({
    ...{ from: 'Lead', select: [field('Id')], scope: 'live' as const },
    where: { kind: 'or', of } as Condition,
  })
  const [one, other] = [[text('a')], [text('b')]] as const
  const [x, y] = [text('x'), text('y')] as const

  for (const { given, queries, isSame } of [
    { given: 'other texts', queries: [either(is('A', x)), either(is('A', y))], isSame: true },
    { given: 'longer lists', queries: [either(isIn('A', [x])), either(isIn('A', [x, y]))], isSame: true },
    { given: 'other fields', queries: [either(is('A', x)), either(is('B', x))], isSame: false },
    {
      given: 'one text in two places, and two texts',
      queries: [either(is('A', x), is('B', x)), either(is('A', x), is('B', y))],
      isSame: false,
    },
    {
      given: 'one list in two places, and two lists',
      queries: [either(isIn('A', one), isIn('B', one)), either(isIn('A', one), isIn('B', other))],
      isSame: false,
    },
    {
      given: 'names that look like what stands around them',
      queries: [either(is('A', x), is('B', x)), either(is('A,;1:B', x))],
      isSame: false,
    },
    {
      given: 'other fields to read',
      queries: [either(is('A', x)), { ...either(is('A', x)), select: [field('Name')] }],
      isSame: false,
    },
    { given: 'a limit', queries: [either(is('A', x)), { ...either(is('A', x)), limit: 5 }], isSame: false },
  ]) {
    it(`is ${isSame ? 'the same' : 'another one'} with ${given}`, () => {
      const [first, second] = queries.map(query => shapeOfQuery(query).key)
      expect(first === second).to.equal(isSame)
    })
  }

  it('has a value for each slot', () => {
    const { values, slots } = shapeOfQuery(either(isIn('A', one), isIn('B', one), is('C', x), is('D', y)))
    expect(values).to.deep.equal([one, x, y])
    expect([...slots.literals.values()]).to.deep.equal([0, 1, 2])
  })
})
