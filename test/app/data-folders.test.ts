import { spawn, spawnSync } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Installation, makeInstallation, ROOT, STACK } from '../support/server-process.ts'
import { shelfFiles } from './shelf-files.ts'

/** An ordinary user of every system. */
const NOBODY = 65_534
const NAME = 'żółty folder, данные 数据 "x" $HOME'

describe('the data folder', function () {
  this.timeout(90_000)
  let installation: Installation
  const isRoot = process.getuid?.() === 0
  before(async () => {
    const uid = isRoot && canReachProgram(NOBODY) ? NOBODY : undefined
    const options = { files: await shelfFiles(), name: NAME, ...(uid === undefined ? {} : { uid }) }
    installation = await makeInstallation(options)
  })
  after(() => installation.remove())

  it('may have spaces and letters of any script in its name, and belong to an ordinary user', async () => {
    const server = await installation.start()
    expect(await server.create('shelf__c', { Name: 'A' })).to.have.length(18)
    if (isRoot && canReachProgram(NOBODY))
      expect((await stat(join(installation.dataDir, 'postgres'))).uid).to.equal(NOBODY)
    expect((await server.kill('SIGTERM')).code).to.equal(0)
  })

  it('of an ordinary user can be opened by root, and then by its user again', async function () {
    if (!isRoot || !canReachProgram(NOBODY)) return this.skip()
    const server = await installation.start({}, 0)
    expect(await server.query('SELECT Name FROM shelf__c')).to.deep.equal([{ Name: 'A' }])
    await server.kill('SIGTERM')
    const again = await installation.start()
    expect(await again.query('SELECT Name FROM shelf__c')).to.deep.equal([{ Name: 'A' }])
    await again.kill('SIGTERM')
  })

  it('is opened although another program has got the process number of a database that was killed', async () => {
    const server = await installation.start()
    const postmaster = await installation.postmaster()
    const file = join(installation.dataDir, 'postgres', 'postmaster.pid')
    process.kill(server.pid, 'SIGSTOP')
    process.kill(postmaster, 'SIGKILL')
    const text = await readFile(file, 'utf8')
    await server.kill('SIGKILL')
    const other = spawn('sleep', ['60'])
    await writeFile(file, text.replace(/^\d+/, String(other.pid)))
    const next = await installation.start()
    expect(await next.query('SELECT Name FROM shelf__c')).to.deep.equal([{ Name: 'A' }])
    expect(next.output()).not.to.match(STACK)
    await next.kill('SIGTERM')
    expect(other.exitCode ?? other.signalCode).to.equal(null)
    other.kill()
  })
})

function canReachProgram(uid: number): boolean {
  return spawnSync('ls', [join(ROOT, 'scripts')], { uid, gid: uid }).status === 0
}
