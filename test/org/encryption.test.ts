import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readConfig } from '../../server/kernel/config.ts'
import { observe } from '../../server/kernel/observe.ts'
import { authProvidersOf } from '../../server/metadata/types/auth-provider/compile.ts'
import { findProviderSecret, providerPlace } from '../../server/org/auth-provider-secrets.ts'
import { encryptOldSecrets } from '../../server/org/encrypt-old-secrets.ts'
import { decrypt, type EncryptionKeys, encrypt, makeKey } from '../../server/org/encryption.ts'
import { readEncryptionKeys } from '../../server/org/encryption-keys.ts'
import { totpCode, totpStep } from '../../server/org/totp.ts'
import { factorPlace, useTwoFactor } from '../../server/org/two-factor.ts'
import { besideStandard, createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const [OLD, NEW] = [makeKey(randomBytes(32)), makeKey(randomBytes(32))]
const orgOf = (id: string, ...keys: EncryptionKeys) => ({ id, name: id, encryptionKeys: keys })

describe('Secrets that have to be read again', () => {
  const org = orgOf('00D1', NEW, OLD)

  it('are stored as what tells nothing of them, otherwise each time', () => {
    const stored = encrypt(org, SECRET, ['a', 'b'])
    expect(stored)
      .to.match(new RegExp(`^v1\\.${NEW.id}\\.[\\w-]+$`))
      .and.not.include(SECRET)
    expect(encrypt(org, SECRET, ['a', 'b'])).not.to.equal(stored)
    expect(decrypt(org, stored, ['a', 'b'])).to.equal(SECRET)
  })

  for (const [where, other, place] of [
    ['in another place', org, ['a', 'c']],
    ['in a place whose parts are cut otherwise', org, ['ab']],
    ['in another org', orgOf('00D2', NEW, OLD), ['a', 'b']],
    ['with another key', orgOf('00D1', OLD), ['a', 'b']],
  ] as const) {
    it(`open to nobody ${where}`, () => {
      expect(decrypt(other, encrypt(org, SECRET, ['a', 'b']), place)).to.equal(undefined)
    })
  }

  it('open no more when anything of them has changed, or when they are something else', () => {
    const stored = encrypt(org, SECRET, ['a'])
    const [version, id, encoded = ''] = stored.split('.')
    const bytes = Buffer.from(encoded, 'base64url')
    const changed = [0, 12, 28, bytes.length - 1].map(at => {
      const copy = Buffer.from(bytes)
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at)
      return `${version}.${id}.${copy.toString('base64url')}`
    })
    const short = [`${version}.${id}.`, `${version}.${id}.AAAA`, stored.slice(0, -30), SECRET, '']
    for (const text of [...changed, ...short]) expect(decrypt(org, text, ['a']), text).to.equal(undefined)
  })

  it('of an older key stay readable beside the new one', () => {
    expect(decrypt(org, encrypt(orgOf('00D1', OLD), SECRET, ['a']), ['a'])).to.equal(SECRET)
  })

  it('cannot be stored where there is no key', () => {
    expect(() => encrypt({ id: '00D1', name: 'bare' }, SECRET, [])).to.throw('without a key')
  })
})

describe('Keys of secrets', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-keys-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('are made in the data folder once, for its owner only', async () => {
    const [made] = await readEncryptionKeys(folder)
    const [again] = await readEncryptionKeys(folder)
    expect(again.id).to.equal(made.id)
    expect((await stat(join(folder, 'secret.key'))).mode & 0o777).to.equal(0o600)
  })

  it('of the environment come first, and the one of the folder still opens', async () => {
    const [kept] = await readEncryptionKeys(folder)
    const keys = await readEncryptionKeys(folder, [NEW.bytes, OLD.bytes])
    expect(keys.map(({ id }) => id)).to.deep.equal([NEW.id, OLD.id, kept.id])
  })

  it('that are damaged stop the start and are not overwritten', async () => {
    const file = join(folder, 'secret.key')
    await writeFile(file, 'half a k')
    const failed = await readEncryptionKeys(folder).catch((error: Error) => error.message)
    expect(failed).to.include('is damaged')
    expect(await readFile(file, 'utf8')).to.equal('half a k')
  })

  it('are given in base64 or hexadecimal, and nothing shorter', () => {
    const keysOf = (text: string) => readConfig({ ATELIER_SECRET_KEY: text }, '/').secretKeys
    const bytes = randomBytes(32)
    expect(keysOf(`${bytes.toString('base64')}, ${bytes.toString('hex')}`)).to.deep.equal([bytes, bytes])
    expect(keysOf('')).to.deep.equal([])
    for (const text of ['secret', bytes.toString('hex').slice(2)])
      expect(() => keysOf(text)).to.throw(/^ATELIER_SECRET_KEY must be 32 random bytes/)
  })
})

describe('Second factors of an earlier version', () => {
  let test: TestOrg
  before(async () => {
    test = await createTestOrg(sourceFiles({}), { encryptionKeys: [NEW, OLD] })
  })
  after(() => test.dispose())

  const store = (user: string, secret: string) =>
    test.org.database.run({
      text: `INSERT INTO atelier.two_factor (org, "user", secret, confirmed) VALUES ($1, $2, $3, true)`,
      values: [test.org.id, user, secret],
    })
  const stored = async (user: string): Promise<string> => {
    const { rows } = await test.org.database.run({
      text: 'SELECT secret FROM atelier.two_factor WHERE org = $1 AND "user" = $2',
      values: [test.org.id, user],
    })
    return rows[0]?.[0] as string
  }
  const use = (user: string) => useTwoFactor(test.org, user, totpCode(SECRET, totpStep(Date.now())))

  it('stored as text are encrypted at the start, and go on working', async () => {
    await store('plain', SECRET)
    await encryptOldSecrets(test.org)
    expect(await stored('plain')).to.match(new RegExp(`^v1\\.${NEW.id}\\.`))
    expect(await use('plain')).to.equal(true)
  })

  it('encrypted with an older key are encrypted with the current one', async () => {
    await store('older', encrypt({ ...test.org, encryptionKeys: [OLD] }, SECRET, factorPlace('older')))
    await encryptOldSecrets(test.org)
    expect(await stored('older')).to.match(new RegExp(`^v1\\.${NEW.id}\\.`))
    expect(await use('older')).to.equal(true)
  })

  it('of a key that is lost are told of, kept, and let nobody in', async () => {
    const lost = makeKey(randomBytes(32))
    const secret = encrypt({ ...test.org, encryptionKeys: [lost] }, SECRET, factorPlace('lost'))
    await store('lost', secret)
    const warnings: string[] = []
    const stop = observe('warning', ({ message }) => void warnings.push(message))
    await encryptOldSecrets(test.org)
    stop()
    expect(warnings.filter(text => text.includes(test.org.name))).to.have.length(1)
    expect(await stored('lost')).to.equal(secret)
    expect(await use('lost')).to.equal(false)
  })

  it('are no good in the row of somebody else', async () => {
    await store('thief', encrypt(test.org, SECRET, factorPlace('owner')))
    expect(await use('thief')).to.equal(false)
  })
})

describe('Secrets of auth providers', () => {
  const FILES = {
    'auth-providers/Company.json': {
      ...{ friendlyName: 'Company', idTokenIssuer: 'https://login.example.com', consumerKey: 'atelier' },
    },
  }
  let test: TestOrg
  before(async () => {
    test = await createTestOrg(await besideStandard(FILES), { encryptionKeys: [NEW, OLD] })
  })
  after(() => test.dispose())

  it('encrypted with an older key are encrypted with the current one, each in its place', async () => {
    const { org } = test
    const provider = authProvidersOf(org.model).get('company')
    if (!provider) throw new Error('There is no provider.')
    const before = encrypt({ ...org, encryptionKeys: [OLD] }, 'the secret', providerPlace(provider))
    await org.database.run({
      text: `INSERT INTO atelier.auth_provider_secret (org, provider, secret) VALUES ($1, 'company', $2)`,
      values: [org.id, before],
    })
    await encryptOldSecrets(org)
    const { rows } = await org.database.run({
      text: 'SELECT secret FROM atelier.auth_provider_secret WHERE org = $1',
      values: [org.id],
    })
    expect(rows[0]?.[0]).to.match(new RegExp(`^v1\\.${NEW.id}\\.`))
    expect(await findProviderSecret(org, provider)).to.equal('the secret')
  })
})
