import { expect } from 'chai'
import type { FieldSpec } from '../../server/fields/field-spec.ts'
import { readAmountText } from '../../server/ui/amount-input.ts'
import { showAmount, showMoney } from '../../server/ui/number-text.ts'

const spec = (scale: number): FieldSpec => ({ scale }) as FieldSpec

describe('amounts as people write them', () => {
  const typed: readonly (readonly [locale: string, typed: string, decimal: string])[] = [
    ['en-US', '1,234.50', '1234.50'],
    ['en-US', '-1234.5', '-1234.5'],
    ['en-US', ' 12 ', '12'],
    ['de-DE', '1.234,50', '1234.50'],
    ['de-DE', '0,5', '0.5'],
    ['pl-PL', '1 234,50', '1234.50'],
    ['pl-PL', '1\u00a0234\u00a0567,5', '1234567.5'],
    ['de-CH', '1’234.50', '1234.50'],
    ['en-IN', '12,34,567.5', '1234567.5'],
    // What does not fit the locale is left for the field to refuse, not taken for another number.
    ['en-US', '12,5', '12,5'],
    ['de-DE', '1.5', '1.5'],
    ['en-US', '1.2.3', '1.2.3'],
    ['en-US', 'a lot', 'a lot'],
    ['en-US', '', ''],
  ]
  for (const [locale, text, decimal] of typed) {
    it(`"${text}" in ${locale} is ${decimal === '' ? 'nothing' : decimal}`, () => {
      expect(readAmountText(text, locale)).to.equal(decimal)
    })
  }

  it('are shown exactly, whatever their length', () => {
    expect(showAmount('123456789012345678.90', spec(2), 'en-US')).to.equal('123,456,789,012,345,678.90')
    expect(showAmount('-0.50', spec(2), 'de-DE')).to.equal('-0,50')
    expect(showAmount('7', spec(0), 'pl-PL')).to.equal('7')
  })

  const money: readonly (readonly [locale: string, currency: string, decimal: string, shown: string])[] = [
    ['en-US', 'GEL', '1200', 'GEL\u00a01,200.00'],
    ['en-US', 'EUR', '-300.5', '-€300.50'],
    ['en-US', 'JPY', '1200.25', '¥1,200.25'],
    ['de-DE', 'EUR', '1200.00', '1.200,00\u00a0€'],
    ['pl-PL', 'GEL', '12000.00', '12\u00a0000,00\u00a0GEL'],
    ['ka-GE', 'GEL', '5', '5,00\u00a0₾'],
    ['en-US', 'EUR', '123456789012345678.90', '€123,456,789,012,345,678.90'],
    // A picklist that is not restricted may hold anything.
    ['en-US', 'Euros', '1200.00', '1,200.00\u00a0Euros'],
    ['en-US', '<b>', '1.00', '1.00\u00a0<b>'],
  ]
  for (const [locale, currency, decimal, shown] of money) {
    it(`${decimal} ${currency} are ${shown} in ${locale}`, () => {
      expect(showMoney(decimal, currency, spec(2), locale)).to.equal(shown)
      expect(showMoney(decimal, currency, spec(2), locale), 'again').to.equal(shown)
    })
  }

  it('come back from what is shown, in every locale that users can have', () => {
    for (const locale of [
      'en-US',
      'en-IN',
      'de-DE',
      'de-CH',
      'de-AT',
      'pl-PL',
      'fr-FR',
      'ka-GE',
      'pt-PT',
      'sv-SE',
    ]) {
      const shown = showAmount('-1234567.25', spec(2), locale)
      expect(readAmountText(shown, locale), `${shown} in ${locale}`).to.equal('-1234567.25')
    }
  })
})
