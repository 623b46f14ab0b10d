import { expect } from 'chai'
import { makeId, normalizeId, recordNumber } from '../../server/kernel/ids.ts'

describe('record ids', () => {
  it('carry the checksum that Salesforce computes', () => {
    expect(normalizeId('001D000000IqhSL')).to.equal('001D000000IqhSLIAZ')
  })

  it('keep ascending order of the sequence', () => {
    const ids = [1, 2, 61, 62, 63, 3843, 3844, 1_000_000].map(sequence => makeId('801', sequence))
    expect([...ids].sort()).to.deep.equal(ids)
  })

  it('tell their number, on whatever digits it stands', () => {
    for (const number of [0, 1, 61, 62, 1_000_001, 999e12 + 7]) {
      expect(recordNumber(makeId('005', number))).to.equal(number)
    }
  })

  const cases = [
    { given: '001D000000IqhSLIAZ', then: '001D000000IqhSLIAZ', when: 'complete' },
    { given: '001D000000IQHSLIAZ', then: '001D000000IqhSLIAZ', when: 'its case was lost' },
    { given: '001D000000IqhS', then: null, when: 'too short' },
    { given: "001D000000IqhS'", then: null, when: 'it holds a quote' },
  ]
  for (const { given, when, then } of cases) {
    it(`normalise to ${then} when ${when}`, () => {
      expect(normalizeId(given)).to.equal(then)
    })
  }
})
