import { expect } from 'chai'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { readAmount } from '../../server/fields/cell-amounts.ts'
import { canonicalDecimal } from '../../server/fields/decimal-values.ts'

const anyAmount = fc.record({
  whole: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  cents: fc.integer({ min: 0, max: 99 }),
  negative: fc.boolean(),
})
const FORMS: readonly (readonly [group: string, point: string])[] = [
  [' ', ','],
  ['\u00a0', ','],
  ['\u202f', ','],
  [',', '.'],
  ['.', ','],
  ["'", '.'],
  ['`', ','],
  ['’', '.'],
  ['', '.'],
  ['', ','],
]

function group(whole: bigint, mark: string): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, mark)
}

describe('Decimals', () => {
  it('have one canonical text: the same number to the last digit, rounded half away from zero', () =>
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.integer({ min: -30, max: 30 }),
        fc.integer({ min: 0, max: 18 }),
        (digits, exponent, scale) => {
          const exact = new Decimal(String(digits)).times(new Decimal(10).pow(exponent))
          const wanted = new Decimal(`${digits}e${exponent}`).toFixed(scale, Decimal.ROUND_HALF_UP)
          const text = canonicalDecimal(`${digits}e${exponent}`, scale)
          expect(text).to.equal(/[1-9]/.test(wanted) ? wanted : wanted.replace('-', ''))
          expect(canonicalDecimal(String(text), scale), `again, of ${exact}`).to.equal(text)
        },
      ),
    ))

  for (const text of [
    '',
    '.',
    '-',
    '+',
    '1.2.3',
    '1e',
    'e5',
    '--1',
    '1_000',
    '١٢',
    '0x1',
    'Infinity',
    ' 1',
  ]) {
    it(`are not "${text}"`, () => expect(canonicalDecimal(text, 2)).to.equal(null))
  }

  it('are read from every way of grouping and marking, with or without a currency', () =>
    fc.assert(
      fc.property(
        anyAmount,
        fc.constantFrom(...FORMS),
        fc.boolean(),
        ({ whole, cents, negative }, form, word) => {
          const decimals = String(cents).padStart(2, '0')
          const typed = `${negative ? '-' : ''}${group(whole, form[0])}${form[1]}${decimals}${word ? ' GEL' : ''}`
          expect(readAmount(typed, { words: true, percent: false })).to.deep.equal({
            text: `${negative ? '-' : ''}${whole}.${decimals}`,
          })
        },
      ),
    ))

  it('never hang on what people paste', () => {
    for (const text of [
      'a'.repeat(1e5),
      '1'.repeat(1e5),
      "1'".repeat(1e5),
      `${' '.repeat(1e5)}x`,
      '(((('.repeat(1e4),
    ]) {
      const began = process.cpuUsage()
      expect(readAmount(text, { words: true, percent: true })).to.have.property('why')
      const { user, system } = process.cpuUsage(began)
      expect((user + system) / 1000, 'milliseconds of processor time').to.be.lessThan(100)
    }
  })
})
