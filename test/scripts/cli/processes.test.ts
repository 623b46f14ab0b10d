import { spawnSync } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { testDatabase } from '../../support/test-database.ts'
import { ADMIN_PASSWORD } from '../../support/test-org.ts'
import { serveBroken } from './broken-server.ts'
import { type Environment, runAtelier } from './run-atelier.ts'
import { openShop, type Shop } from './shop-server.ts'
import { startAtelier, startAtTerminal, startInShell } from './start-atelier.ts'

/** What a terminal sends before a colour and other commands. */
const ESCAPE = '\u001b['

describe('the command line as a process', () => {
  let shop: Shop
  let local: Environment
  before(async () => {
    shop = await openShop()
    local = { ATELIER_DATA_DIR: shop.server.dataDir, ATELIER_METADATA_DIR: shop.server.metadataDir }
  })

  const countOf = async (pattern: string): Promise<number> => {
    const soql = `SELECT COUNT(Id) n FROM part__c WHERE code__c LIKE '${pattern}'`
    return ((await shop.server.query(soql)) as [{ n: number }])[0].n
  }
  const manyRows = async (prefix: string, length: number): Promise<string> => {
    const path = join(await shop.makeFolder(), 'many.csv')
    const rows = Array.from({ length }, (_, row) => `${prefix}-${row},Part ${row},${row % 7 ? row : 'x'}`)
    await writeFile(path, `Code,Name,Price\n${rows.join('\n')}\n`)
    return path
  }

  it('keeps what is saved when Ctrl-C ends an import, and goes on from there', async function () {
    this.timeout(60_000)
    const ROWS = 16_000
    const path = await manyRows('CTRL', ROWS)
    const started = startAtelier(['import', path, '--object', 'part__c'], local)
    while ((await countOf('CTRL-%')) === 0) await delay(20)
    started.process.kill('SIGINT')
    const { code, err } = await started.ended
    expect(code).to.equal(130)
    expect(err).to.match(
      /^Interrupted\.\nWhat is saved stays.* Run the same command again: it goes on from there\.\n$/,
    )
    // What was on its way comes to its end.
    let stored = -1
    for (let now = await countOf('CTRL-%'); now !== stored; now = await countOf('CTRL-%')) {
      stored = now
      await delay(500)
    }
    expect(stored).to.be.within(1, ROWS - 2_000)
    expect((await readdir(join(path, '..'))).sort()).to.deep.equal(['many.csv', 'many.part__c.map.json'])

    const { out } = await shop.atelier('import', path, '--object', 'part__c')
    const rejected = Math.ceil(ROWS / 7)
    expect(out).to.match(
      new RegExp(`\n *${ROWS} +${ROWS - rejected - stored} +0 +0 +${rejected} +${stored}\n`),
    )
    expect(await countOf('CTRL-%')).to.equal(ROWS - rejected)
  })

  it('says what stays when the server goes away in the middle of an import', async () => {
    const counts = { read: 3, created: 2, updated: 0, rejected: 1, skipped: 0, already: 0 }
    const events = [
      {
        kind: 'mapping',
        mapping: { columns: [] },
        guesses: [],
        header: ['Code'],
        headerRow: 1,
        unmapped: [],
      },
      { kind: 'rejected', row: 2, column: 'Code', value: 'x', why: 'No.', fix: 'Yes.', cells: ['x'] },
      { kind: 'progress', share: 0.5, row: 4, saved: 2, ...counts },
    ]
    const broken = await serveBroken(`${events.map(event => JSON.stringify(event)).join('\n')}\n{"kind":`)
    const folder = await shop.makeFolder()
    const path = join(folder, 'cut.csv')
    await writeFile(path, 'Code\nx\n')
    const { code, err } = await runAtelier(
      ['import', path, '--object', 'part__c'],
      await broken.login(folder),
    )
    await broken.close()
    expect(err).to.equal(
      'The server went away while it worked.\n' +
        'What is saved stays (2 rows at least). Run the same command again: it goes on from there.\n',
    )
    expect(code).to.equal(1)
    expect((await readdir(folder)).filter(name => name.startsWith('cut'))).to.have.members([
      'cut.csv',
      'cut.part__c.map.json',
    ])
  })

  it('opens the org itself where no server runs, and shows the password of a new one once', async function () {
    this.timeout(60_000)
    const dataDir = await shop.makeFolder()
    const here = { ...local, ATELIER_DATA_DIR: dataDir, DATABASE_URL: (await testDatabase()).url }
    const first = await runAtelier(['jobs'], here)
    expect(first.code, first.err).to.equal(0)
    expect(first.out).to.match(/Morning +0 7/)
    expect(first.err).to.match(
      /^No server is running: the org of DATABASE_URL is opened for this command\.\n/,
    )
    expect(first.err).to.match(/The org is new\. Log in as admin@atelier\.local with the password \S{12,}/)
    const second = await runAtelier(['hook', 'run', 'Greet'], here)
    expect(second.out).to.include('Good morning, all.')
    expect(second.err).to.equal('No server is running: the org of DATABASE_URL is opened for this command.\n')
    expect(await readdir(dataDir)).not.to.include('server.json')
  })

  it('opens no org where there is no project, and finds the project from a folder in it', async () => {
    const folder = await shop.makeFolder()
    const none = await startAtelier(['jobs'], {}, folder).ended
    expect(none.code).to.equal(1)
    expect(none.err).to.match(/^No server answers at http:\/\/localhost:1, and there is no folder /)
    expect(await readdir(folder)).to.deep.equal([])
    const inside = join(shop.server.metadataDir, 'acme', 'objects')
    const found = await startAtelier(['diff'], { ATELIER_DATA_DIR: shop.server.dataDir }, inside).ended
    expect([found.code, found.err]).to.deep.equal([0, ''])
    expect(found.out).to.match(/^Nothing to do/)
  })

  it('ends quietly when the reader of its output has seen enough', async () => {
    const path = await manyRows('PIPE', 5_000)
    await shop.atelier('import', path, '--object', 'part__c')
    const { out, err } = await startInShell(
      '(atelier export --object part__c; echo "code $?" >&2) | head -c 3',
      local,
    ).ended
    expect([out, err]).to.deep.equal(['Id,', 'code 0\n'])
  })

  describe('at a terminal', () => {
    before(function () {
      if (process.platform !== 'linux' || spawnSync('script', ['--version']).error) this.skip()
    })

    it('does not show the password that is typed', async () => {
      const remote = {
        ATELIER_URL: shop.server.url,
        HOME: await shop.makeFolder(),
        ATELIER_DATA_DIR: '/none',
      }
      const login = startAtTerminal(['login'], remote, {
        question: 'admin@atelier.local: ',
        keys: `${ADMIN_PASSWORD}\r`,
      })
      const { code, out } = await login.ended
      expect(out).to.equal(
        `Password of admin@atelier.local: \r\nLogged in to ${shop.server.url} as admin@atelier.local.\r\n`,
      )
      expect(code).to.equal(0)
    })

    it('ends in order when Ctrl-C answers the question for the password', async () => {
      const remote = {
        ATELIER_URL: shop.server.url,
        HOME: await shop.makeFolder(),
        ATELIER_DATA_DIR: '/none',
      }
      const { code, out } = await startAtTerminal(['login'], remote, { question: ': ', keys: '\u0003' }).ended
      expect(out)
        .to.match(/Interrupted\./)
        .and.not.to.match(/\n +at /)
      expect(code).to.equal(130)
    })

    it('shows how far an import is, fits tables to the width, and colours unless told not to', async () => {
      const path = await manyRows('BAR', 5_000)
      const started = startAtTerminal(['import', path, '--object', 'part__c'], local, { columns: 50 })
      const { out } = await started.ended
      expect(out).to.match(/█+░* +\d+ % {2}[\d,]+ rows/)
      expect(out).to.include(`${ESCAPE}31m`)
      const plainText = out.replaceAll(ESCAPE, '<').replace(/<(\d+m|K)/g, '')
      const lines = plainText.split(/[\r\n]+/)
      expect(lines.filter(line => line.includes('──') && line.length > 50)).to.deep.equal([])
      const plain = await startAtTerminal(['jobs'], { ...local, NO_COLOR: '1' }).ended
      expect(plain.out).not.to.include(ESCAPE)
    })
  })
})
