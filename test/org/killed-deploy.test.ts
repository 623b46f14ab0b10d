import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { hashFiles, loadDeployed, refreshModel } from '../../server/org/org-state.ts'
import { testDatabase } from '../support/test-database.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const CHILD = fileURLToPath(new URL('../support/deploy-child.ts', import.meta.url))
const text = { label: 'Text', type: 'Text', length: 50 }
const FIRST = {
  'objects/box__c/object.json': { label: 'Box', pluralLabel: 'Boxes' },
  'objects/box__c/fields/size__c.json': text,
}
const SECOND = {
  'objects/box__c/object.json': { label: 'Box', pluralLabel: 'Boxes' },
  'objects/box__c/fields/weight__c.json': { ...text, unique: true },
  'objects/lid__c/object.json': { label: 'Lid', pluralLabel: 'Lids' },
}

describe('a deploy whose process is killed', () => {
  let test: TestOrg
  let folder: string
  let file: string
  before(async () => {
    test = await createTestOrg(sourceFiles(FIRST))
    folder = await mkdtemp(join(tmpdir(), 'atelier-kill-'))
    file = join(folder, 'files.json')
    await writeFile(file, JSON.stringify(sourceFiles(SECOND)))
  })
  after(async () => {
    await rm(folder, { recursive: true })
    await test.dispose()
  })

  for (const phase of ['planned', 'tables', 'components', 'recorded']) {
    it(`leaves nothing behind when it ends at "${phase}"`, async () => {
      const untouched = await catalog()
      const { signal, output } = await run(phase)
      expect(signal).to.equal('SIGKILL')
      expect(output.trim().split('\n').at(-1)).to.equal(phase)
      await gateIsFree()
      expect(await catalog()).to.deep.equal(untouched)
      const deployed = await loadDeployed(test.org, undefined)
      expect(deployed.hash).to.equal(hashFiles(sourceFiles(FIRST)))
      expect(deployed.model.version).to.equal(1)
    })
  }

  it('goes through when it is run again', async () => {
    expect((await run('never')).signal).to.equal(null)
    await refreshModel(test.org)
    expect([...test.org.model.objects.keys()]).to.deep.equal(['box__c', 'lid__c'])
    expect((await catalog()).join())
      .to.include('box__c.weight__c')
      .and.include('lid__c.id')
  })

  async function run(phase: string): Promise<{ signal: string | null; output: string }> {
    const { url } = await testDatabase()
    const args = ['--import', 'tsx', CHILD, url, test.org.name, file, phase]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    const signal = await new Promise<string | null>(resolve => child.once('close', (_, how) => resolve(how)))
    return { signal, output }
  }

  /** PostgreSQL notices the death of the other side by itself, a little later. */
  async function gateIsFree(): Promise<void> {
    await test.org.database.run({
      text: `SELECT pg_advisory_lock(${test.org.gate}), pg_advisory_unlock(${test.org.gate})`,
      values: [],
    })
  }

  async function catalog(): Promise<readonly string[]> {
    const { rows } = await test.org.database.run({
      text: `SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = $1::regnamespace AND a.attnum > 0 ORDER BY 1`,
      values: [test.org.schema],
    })
    return rows.map(([name]) => name as string)
  }
})
