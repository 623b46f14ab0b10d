import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { ADMIN_PASSWORD } from '../../support/test-org.ts'
import { serveBroken } from './broken-server.ts'
import { type Environment, type Ran, runAtelier } from './run-atelier.ts'
import { openShop, type Shop } from './shop-server.ts'

describe('atelier login', () => {
  let shop: Shop
  let remote: Environment
  before(async () => {
    shop = await openShop()
    // Somebody on another machine: a home and a project of their own.
    const home = await shop.makeFolder()
    remote = { ATELIER_URL: `${shop.server.url}/`, HOME: home, ATELIER_DATA_DIR: join(home, 'data') }
  })

  const atelier = (args: readonly string[], more: Environment = {}): Promise<Ran> =>
    runAtelier(args, { ...remote, ...more })

  it('is asked for where there is none', async () => {
    const { code, err } = await atelier(['jobs'])
    expect(code).to.equal(1)
    expect(err).to.equal(
      `You are not logged in to ${shop.server.url}. Run: ATELIER_URL=${shop.server.url} npx atelier login\n`,
    )
  })

  for (const [what, args, more, message] of [
    [
      'a wrong password',
      ['login'],
      { ATELIER_PASSWORD: 'wrong' },
      /refused admin@atelier\.local: the name or the password is wrong/,
    ],
    [
      'an unknown user',
      ['login', '--username', 'nobody@here'],
      { ATELIER_PASSWORD: ADMIN_PASSWORD },
      /refused nobody@here: the name or the password is wrong/,
    ],
    [
      'an address where nothing is',
      ['login'],
      { ATELIER_URL: 'http://localhost:1' },
      /No Atelier answers at http:\/\/localhost:1\./,
    ],
    [
      'an address of another kind',
      ['login'],
      { ATELIER_URL: 'ftp://localhost' },
      /ATELIER_URL must be an address/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, out, err } = await atelier(args, more)
      expect(err).to.match(message)
      expect([code, out]).to.deep.equal([1, ''])
    })
  }

  it('lets the commands that follow work on the server, and is kept for its user alone', async () => {
    const login = await atelier(['login'], { ATELIER_PASSWORD: ADMIN_PASSWORD })
    expect([login.code, login.out]).to.deep.equal([
      0,
      `Logged in to ${shop.server.url} as admin@atelier.local.\n`,
    ])
    const file = join(remote.HOME as string, '.atelier', 'logins.json')
    expect((await stat(file)).mode & 0o777).to.equal(0o600)
    expect(await readFile(file, 'utf8')).not.to.include(ADMIN_PASSWORD)
    const { code, out } = await atelier(['hook', 'run', 'Greet'])
    expect(code).to.equal(0)
    expect(out).to.include('Good morning')
  })

  it('is asked for again when it has ended', async () => {
    await atelier(['login'], { ATELIER_PASSWORD: ADMIN_PASSWORD })
    const file = join(remote.HOME as string, '.atelier', 'logins.json')
    const token = (JSON.parse(await readFile(file, 'utf8')) as Record<string, string>)[shop.server.url]
    await shop.server.get(`/services/oauth2/revoke?token=${token}`)
    const { code, err } = await atelier(['jobs'])
    expect(code).to.equal(1)
    expect(err).to.match(/^The login to .* has ended\. Run: ATELIER_URL=\S+ npx atelier login\n$/)
  })

  it('is not that of the data folder when PORT names another server', async () => {
    const other = await serveBroken()
    const local = { ATELIER_DATA_DIR: shop.server.dataDir, HOME: await shop.makeFolder() }
    const there = await runAtelier(['jobs'], { ...local, PORT: String(other.port) })
    await other.close()
    expect(there.err).to.include(`You are not logged in to http://localhost:${other.port}.`)
    // Nothing answers there any more: the data folder's server is the one that runs.
    expect((await runAtelier(['jobs'], { ...local, PORT: String(other.port) })).code).to.equal(0)
  })

  for (const [what, answer, message] of [
    ['goes away in the middle of an answer', '[{"name":', /^http:\S+ went away while it answered: /],
    ['is none', undefined, /^http:\S+ answered something else than JSON: is it Atelier\?\n$/],
  ] as const) {
    it(`tells of a server that ${what}`, async () => {
      const broken = await serveBroken(answer)
      const { code, err } = await runAtelier(['jobs'], await broken.login(await shop.makeFolder()))
      await broken.close()
      expect(err).to.match(message)
      expect(code).to.equal(1)
    })
  }
})
