import { expect } from 'chai'
import { checkDisplayFormat, formatAutoNumber } from '../../server/fields/auto-number.ts'

const NOW = new Date('2026-01-31T21:30:00Z')

describe('Auto-numbers', () => {
  const formats = [
    ['OP-{0000000000}', 7, 'OP-0000000007'],
    ['{YYYY}{MM}{DD}-{000}', 7, '20260201-007'],
    ['{YY}/{0}', 12, '26/12'],
    ['A-{00}', 1234, 'A-1234'],
    ['{0000} of {YYYY}', 12345678901234567890n, '12345678901234567890 of 2026'],
  ] as const
  for (const [format, number, text] of formats) {
    it(`${format} gives ${text}, by the clock of the org`, () => {
      expect(checkDisplayFormat(format)).to.equal(null)
      expect(formatAutoNumber(format, number, NOW, 'Asia/Tbilisi')).to.equal(text)
    })
  }

  const wrong = [
    ['OP-', /no place for the number/],
    ['{00}-{00}', /2 places/],
    ['{0}-{HH}', /"\{HH\}" is none of/],
    ['{0', /no place/],
    ['{0}}', /"\}" is none of/],
    ['{00000000000}', /at most 10 digits/],
    [`${'x'.repeat(30)}{0}`, /longer than 30/],
  ] as const
  for (const [format, why] of wrong) {
    it(`${format} is no format`, () => expect(checkDisplayFormat(format)).to.match(why))
  }
})
