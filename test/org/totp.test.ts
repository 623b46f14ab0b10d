import { expect } from 'chai'
import { makeTotpSecret, matchTotp, totpCode, totpStep, totpUri } from '../../server/org/totp.ts'

/** `12345678901234567890` in base 32: the secret of RFC 6238's own examples. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('time-based codes', () => {
  for (const [seconds, code] of [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ] as const) {
    it(`are those of RFC 6238 at ${seconds} s: ${code}`, () => {
      expect(totpCode(SECRET, totpStep(seconds * 1000))).to.equal(code)
      expect(matchTotp(SECRET, code, seconds * 1000)).to.equal(totpStep(seconds * 1000))
    })
  }

  it('hold half a minute before and after, no longer', () => {
    const now = 1234567890_000
    const step = totpStep(now)
    for (const [shift, expected] of [
      [-2, undefined],
      [-1, step - 1],
      [0, step],
      [1, step + 1],
      [2, undefined],
    ] as const) {
      expect(matchTotp(SECRET, totpCode(SECRET, step + shift), now), String(shift)).to.equal(expected)
    }
    for (const code of ['', '1', '28708', '2870822', 'abcdef'])
      expect(matchTotp(SECRET, code, now)).to.equal(undefined)
  })

  it('have secrets of 160 bits, and addresses that apps read', () => {
    const secret = makeTotpSecret()
    expect(secret)
      .to.match(/^[A-Z2-7]{32}$/)
      .and.not.equal(makeTotpSecret())
    const uri = new URL(totpUri(secret, 'Atelier production', 'ada@x.test'))
    expect(uri.protocol).to.equal('otpauth:')
    expect(uri.searchParams.get('secret')).to.equal(secret)
    expect(uri.href).to.include('Atelier%20production:ada%40x.test')
  })
})
