import { expect } from 'chai'
import { Decimal } from 'decimal.js'
import { addUp } from '../../server/ui/sums.ts'

describe('sums of one currency', () => {
  it('are exact, however many digits they have', () => {
    const sums = ['9999999999999999999.99', '0.01', '0.005'].map(text => ({
      currency: 'GEL',
      total: new Decimal(text),
    }))
    expect(addUp(sums).map(({ total }) => total.toFixed())).to.deep.equal(['10000000000000000000.005'])
  })
})
