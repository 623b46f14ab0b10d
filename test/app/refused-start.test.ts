import { spawnSync } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import pg from 'pg'
import { startApp } from '../../server/app.ts'
import { readConfig } from '../../server/kernel/config.ts'
import { AtelierError } from '../../server/kernel/errors.ts'
import {
  createDatabase,
  type Installation,
  makeInstallation,
  ROOT,
  STACK,
} from '../support/server-process.ts'
import { shelfFiles } from './shelf-files.ts'

/** An ordinary user of every system. */
const NOBODY = 65_534

describe('a server that cannot start', function () {
  this.timeout(60_000)
  let installation: Installation
  let databaseUrl: string
  let silent: Server
  before(async () => {
    installation = await makeInstallation({ files: await shelfFiles() })
    databaseUrl = await createDatabase()
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query(PREPARE)
    await client.query(
      "CREATE DATABASE refused_ascii ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0",
    )
    await client.end()
    // It takes connections and says nothing.
    silent = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => silent.once('listening', resolve))
    await writeFile(join(installation.dataDir, '..', 'file'), '')
  })
  after(async () => {
    silent.close()
    await installation.remove()
  })

  const withUrl = (change: (url: URL) => void) => (): Record<string, string> => {
    const url = new URL(databaseUrl)
    change(url)
    return { DATABASE_URL: url.href }
  }
  const as = (user: string) =>
    withUrl(url => {
      url.username = user
      url.password = 'secret'
    })
  type Scenario = readonly [what: string, env: () => Record<string, string>, message: RegExp]
  const scenarios: readonly Scenario[] = [
    ['PORT is no number', () => ({ PORT: 'http' }), /PORT must be a number from 0 to 65535, not "http"/],
    [
      'the time zone is unknown',
      () => ({ ATELIER_TIME_ZONE: 'Mars/Olympus' }),
      /ATELIER_TIME_ZONE .* "Mars\/Olympus"/,
    ],
    [
      'the data folder is a file',
      () => ({ ATELIER_DATA_DIR: join(installation.dataDir, '..', 'file') }),
      /^The data folder \S+\/file cannot be written \(EEXIST\)\. Give it to the user that starts Atelier, or name another/,
    ],
    [
      'DATABASE_URL is no address',
      () => ({ DATABASE_URL: 'localhost:secret' }),
      /^DATABASE_URL must be an address such as postgres:/,
    ],
    [
      'the password in DATABASE_URL is not escaped',
      () => ({ DATABASE_URL: 'postgres://atelier:secret/#word@127.0.0.1/atelier' }),
      /^DATABASE_URL must be .* In a password write @ as %40/,
    ],
    [
      'nobody listens there',
      () => ({ DATABASE_URL: 'postgres://atelier:secret@127.0.0.1:1/atelier' }),
      /^No PostgreSQL answers at 127\.0\.0\.1:1 \(ECONNREFUSED\)\. Start it, or correct DATABASE_URL\./,
    ],
    [
      'the host has no address',
      () => ({ DATABASE_URL: 'postgres://atelier:secret@db.invalid/atelier' }),
      /^No PostgreSQL answers at db\.invalid:5432 \((ENOTFOUND|EAI_AGAIN)\)/,
    ],
    [
      'what listens there is no PostgreSQL',
      withUrl(url => {
        url.port = String((silent.address() as { port: number }).port)
      }),
      /^No PostgreSQL answers at 127\.0\.0\.1:\d+ \(.*time/,
    ],
    [
      'the password is wrong',
      withUrl(url => {
        url.password = 'secret'
      }),
      /^PostgreSQL at \S+ does not let the user of DATABASE_URL in: password authentication failed for user "postgres"/,
    ],
    [
      'there is no such database',
      withUrl(url => {
        url.pathname = 'nowhere'
      }),
      /^PostgreSQL at \S+ has no such database: database "nowhere" does not exist\. Make it/,
    ],
    [
      'the user may not make schemas',
      as('refused_guest'),
      /^The user "refused_guest" of DATABASE_URL may not make schemas .* GRANT CREATE ON DATABASE/m,
    ],
    [
      'PostgreSQL is too old',
      as('refused_old'),
      /^DATABASE_URL leads to PostgreSQL 14\.5; Atelier needs 15 or later\./,
    ],
    [
      'the database has another encoding',
      withUrl(url => {
        url.pathname = 'refused_ascii'
      }),
      /^The database "refused_ascii" of DATABASE_URL is encoded in SQL_ASCII; Atelier needs UTF8\./,
    ],
  ]
  for (const [what, env, message] of scenarios) {
    it(`says so when ${what}`, async () => {
      const data = { ATELIER_DATA_DIR: installation.dataDir, ATELIER_METADATA_DIR: 'metadata', PORT: '0' }
      const start = async () => startApp(readConfig({ ...data, ...env() }, ROOT))
      const error = await start().catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(AtelierError)
      expect((error as AtelierError).message)
        .to.match(message)
        .and.not.include('secret')
      expect(await readdir(installation.dataDir).catch(() => [])).to.deep.equal([])
    })
  }

  it('prints it without a stack trace, and ends with 1', async () => {
    const named = scenarios.filter(([what]) => /nobody listens|is a file/.test(what))
    for (const [, env, message] of named) {
      const { code, output } = await installation.run(env())
      expect(output).to.match(message).and.not.match(STACK)
      expect(code).to.equal(1)
    }
  })

  it('says so when the data folder belongs to another user', async function () {
    if (process.getuid?.() !== 0 || !canRead(NOBODY)) return this.skip()
    const others = await makeInstallation({ files: await shelfFiles(), uid: NOBODY, databaseUrl })
    await mkdir(others.dataDir, { mode: 0o700 })
    const { code, output } = await others.run()
    expect(output)
      .to.match(/^The data folder \S+ cannot be written \(EACCES\)\./)
      .and.not.match(STACK)
    expect(code).to.equal(1)
    await others.remove()
  })
})

/** A user without rights; one to whom the server seems old; a database that knows no characters. */
const PREPARE = `
  CREATE ROLE refused_guest LOGIN PASSWORD 'secret';
  CREATE ROLE refused_old LOGIN PASSWORD 'secret' SUPERUSER;
  CREATE SCHEMA old;
  CREATE FUNCTION old.current_setting(name text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE name WHEN 'server_version_num' THEN '140005' WHEN 'server_version' THEN '14.5'
      ELSE pg_catalog.current_setting(name) END $$;
  ALTER ROLE refused_old SET search_path = old, pg_catalog;
  `

/** Can the user reach the program's own files? */
function canRead(uid: number): boolean {
  return spawnSync('ls', [join(ROOT, 'scripts')], { uid, gid: uid }).status === 0
}
