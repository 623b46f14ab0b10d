import { expect } from 'chai'
import { shapeOf } from '../../../server/records/query/shape.ts'
import { tokenize } from '../../../server/records/query/tokens.ts'

const keyOf = (condition: string): string => shapeOf(tokenize(`SELECT Id FROM A WHERE ${condition}`)).key

describe('the shape of a query', () => {
  const same = [
    ["a = 'x'", "a = 'some other'"],
    ['a = 1', 'a = -17.5'],
    ["a IN ('x')", "a IN ('x', 'y','z')"],
    ['a > LAST_N_DAYS:3', 'a > LAST_N_DAYS:30'],
    ['a = 2026-01-01', 'a = 2027-12-31'],
  ] as const
  for (const [one, other] of same) {
    it(`is the same for ${one} and ${other}`, () => expect(keyOf(one)).to.equal(keyOf(other)))
  }

  const different = [
    ["a = 'x'", 'a = 1'],
    ["a = 'x'", "a = ''"],
    ["a IN ('x', 'y')", "a IN ('x', null)"],
    ['a = 2026-01-01', 'a = 2026-01-01T00:00:00Z'],
    ['a > LAST_N_DAYS:3', 'a > NEXT_N_DAYS:3'],
    ['a = TODAY', 'a = YESTERDAY'],
    ['a = true', 'a = false'],
    ['a = 1 LIMIT 5', 'a = 1 LIMIT 6'],
  ] as const
  for (const [one, other] of different) {
    it(`differs between ${one} and ${other}`, () => expect(keyOf(one)).not.to.equal(keyOf(other)))
  }

  it('cannot be forged by what stands in strings', () => {
    expect(keyOf("a = 'x' AND b = 'y'")).not.to.equal(keyOf("a = 'x\\' AND b = \\'y'"))
  })
})
