import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { buildIndexes } from '../../server/org/build-indexes.ts'
import { deploy, undoDeploy } from '../../server/org/deploy.ts'
import type { DeployOptions } from '../../server/org/deployment.ts'
import { openOrg } from '../../server/org/open-org.ts'
import { refreshModel } from '../../server/org/org-state.ts'
import type { Org } from '../../server/org/session.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { fillParts, partFiles } from '../support/big-table.ts'
import { testDatabase } from '../support/test-database.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const CHILD = fileURLToPath(new URL('../support/deploy-child.ts', import.meta.url))
/** Milliseconds: a busy machine is no hindrance. */
const PATIENT = 600_000
const text = { label: 'Text', type: 'Text', length: 40 }
const unique = { ...text, unique: true }

describe('a new unique field of a big table', () => {
  let test: TestOrg
  let org: Org
  beforeEach(async () => {
    test = await createTestOrg(sourceFiles(partFiles()))
    org = test.org
    await fillParts(test)
  })
  afterEach(() => test.dispose())

  const filesOf = (fields: Readonly<Record<string, object>>) => sourceFiles(partFiles(fields))
  const deployFields = (fields: Readonly<Record<string, object>>, options: Partial<DeployOptions> = {}) =>
    deploy(org, filesOf(fields), { who: 'test', prepareWithin: PATIENT, ...options })
  const run = async (sql: string): Promise<readonly (readonly (string | null)[])[]> =>
    (await org.database.run({ text: sql.replaceAll('{s}', `"${org.schema}"`), values: [] })).rows
  const save = async (values: Readonly<Record<string, unknown>>): Promise<string | undefined> => {
    const request = { operation: 'insert', object: 'part__c', records: [values], allOrNone: true } as const
    return (await write(test.session, request, noHooks))[0]?.errors[0]?.code
  }
  const columns = async (): Promise<readonly string[]> =>
    (
      await run(
        `SELECT attname FROM pg_attribute WHERE attrelid = '{s}.part__c'::regclass AND NOT attisdropped AND attname ~ '(new|other|code)' ORDER BY 1`,
      )
    ).map(([name]) => name as string)
  const uniqueIndexes = async (): Promise<readonly string[]> =>
    (
      await run(
        `SELECT i.relname || ' ' || x.indisvalid FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
         WHERE x.indrelid = '{s}.part__c'::regclass AND x.indisunique AND NOT x.indisprimary ORDER BY 1`,
      )
    ).map(([line]) => line as string)
  const isUnique = async (field = 'new__c'): Promise<void> => {
    expect((await uniqueIndexes()).join()).to.match(new RegExp(`part__c_${field}_key_\\w+ true`))
    expect(await save({ Name: 'one', [field]: 'Same' })).to.equal(undefined)
    expect(await save({ Name: 'two', [field]: 'same' })).to.equal('DUPLICATE_VALUE')
  }
  const expectNothing = async (): Promise<void> => {
    expect(await columns()).to.deep.equal([])
    expect(await uniqueIndexes()).to.deep.equal([])
  }
  /** A build waits for whoever sees the table as it was before. */
  const block = async () => {
    const blocking = await org.database.knex.transaction({ isolationLevel: 'repeatable read' })
    await blocking.raw('SELECT count(*) FROM pg_class')
    return blocking
  }
  const building = async (): Promise<void> => {
    while ((await run('SELECT 1 FROM pg_stat_progress_create_index')).length === 0) await delay(20)
  }

  it('has its index when the deploy commits, which reads no row for it', async () => {
    const planned = await deployFields({ new__c: unique }, { check: true })
    await expectNothing()
    const { result, statements } = await test.countStatements(() => deployFields({ new__c: unique }))
    expect(result.steps).to.deep.equal(planned.steps)
    expect(result.steps.map(({ description, estimate }) => `${estimate} ${description}`).join()).to.match(
      /^0 add column part__c.new__c text.* with unique index part__c_new__c_key_\w+ on .*, made before while records are saved$/,
    )
    const begin = statements.findIndex(one => one.includes('pg_advisory_xact_lock('))
    expect(statements.slice(begin).filter(one => one.includes('CREATE UNIQUE INDEX'))).to.deep.equal([])
    expect(await columns()).to.deep.equal(['new__c'])
    expect(await run('SELECT * FROM {s}._tombstone')).to.deep.equal([])
    await isUnique()
    expect(await buildIndexes(org)).to.equal(0)
  })

  it('goes with an undo, and comes back with its values', async () => {
    await deployFields({ new__c: unique })
    await isUnique()
    await undoDeploy(org, { who: 'test' })
    expect(await columns()).to.deep.equal(['_2_new__c'])
    expect(await uniqueIndexes()).to.deep.equal([])
    await deployFields({ new__c: unique })
    expect(await run(`SELECT name FROM {s}.part__c WHERE new__c = 'Same'`)).to.deep.equal([['one']])
    expect(await save({ Name: 'two', new__c: 'same' })).to.equal('DUPLICATE_VALUE')
  })

  it('keeps nobody waiting while it is prepared, nor is taken for a leftover', async () => {
    const blocking = await block()
    const deploying = deployFields({ new__c: unique, other__c: { ...unique, externalId: true } })
    await building()
    expect(await save({ Name: 'meanwhile' })).to.equal(undefined)
    expect(await buildIndexes(org)).to.equal(0)
    expect(await columns()).to.deep.equal(['_new_new__c'])
    await blocking.rollback()
    await deploying
    expect(await columns()).to.deep.equal(['new__c', 'other__c'])
    await isUnique('new__c')
    await isUnique('other__c')
  })

  const hindrances: Readonly<Record<string, Partial<DeployOptions>>> = {
    'a transaction that does not end': { prepareWithin: 200 },
    'whoever ends the build': { prepareWithin: PATIENT },
  }
  for (const [hindrance, options] of Object.entries(hindrances)) {
    it(`is made by the deploy itself where ${hindrance} hinders`, async () => {
      const blocking = await block()
      const deploying = deployFields({ new__c: unique }, options)
      if (options.prepareWithin === PATIENT) {
        await building()
        await run('SELECT pg_cancel_backend(pid) FROM pg_stat_progress_create_index')
      }
      const { steps } = await deploying
      expect(steps.map(({ description }) => description.replace(/ .*/, ''))).to.deep.equal(['add', 'create'])
      await blocking.rollback()
      expect(await columns()).to.deep.equal(['new__c'])
      await isUnique()
    })
  }

  it('leaves nothing of a deploy that is refused', async () => {
    const fields = { new__c: unique, pad__c: { label: 'Pad', type: 'Number', precision: 9, scale: 0 } }
    const refused = await deployFields(fields).catch(error => error.code)
    expect(refused).to.equal('DEPLOY_FAILED')
    await expectNothing()
  })

  it('may be deployed by two nodes at once', async () => {
    const database = await openDatabase({ dataDir: '', databaseUrl: (await testDatabase()).url, poolSize: 6 })
    try {
      const other = await openOrg(database, { name: org.name, timeZone: 'UTC' })
      const fields = { new__c: unique, other__c: unique }
      const both = await Promise.all([
        deployFields(fields),
        deploy(other, filesOf(fields), { who: 'other', prepareWithin: PATIENT }),
      ])
      expect(both.filter(({ changed }) => changed)).to.have.length(1)
      await refreshModel(org)
      expect(await columns()).to.deep.equal(['new__c', 'other__c'])
      await isUnique('new__c')
    } finally {
      await database.close()
    }
  })

  describe('whose deploy is killed', () => {
    let folder: string
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'atelier-kill-'))
    })
    after(() => rm(folder, { recursive: true }))

    const start = async (phase: string) => {
      const file = join(folder, 'files.json')
      await writeFile(file, JSON.stringify(filesOf({ new__c: unique })))
      const args = ['--import', 'tsx', CHILD, (await testDatabase()).url, org.name, file, phase]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
      const ended = new Promise(resolve => child.once('close', (_, signal) => resolve(signal)))
      return { child, ended }
    }
    /** PostgreSQL notices the death of the other side by itself, a little later. */
    const isFree = async (): Promise<void> => {
      const keys = `SELECT pg_advisory_xact_lock(${org.gate}), pg_advisory_xact_lock(${-org.gate})`
      await run(keys)
    }

    for (const then of ['the next look at the indexes', 'the next deploy'] as const) {
      it(`leaves what ${then} takes away, when everything was prepared`, async () => {
        const { ended } = await start('prepared')
        expect(await ended).to.equal('SIGKILL')
        await isFree()
        expect(await columns()).to.deep.equal(['_new_new__c'])
        expect(await save({ Name: 'meanwhile' })).to.equal(undefined)
        if (then === 'the next deploy') {
          await deployFields({ new__c: unique })
          expect(await columns()).to.deep.equal(['new__c'])
          await isUnique()
        } else {
          expect(await buildIndexes(org)).to.equal(0)
          await expectNothing()
        }
      })
    }

    it('leaves what is taken away, when the index was being built', async () => {
      const blocking = await block()
      const { child, ended } = await start('never')
      await building()
      child.kill('SIGKILL')
      await ended
      await isFree()
      expect(await buildIndexes(org)).to.equal(0)
      await deployFields({ more__c: text })
      await blocking.rollback()
      await buildIndexes(org)
      await expectNothing()
      await deployFields({ new__c: unique })
      await isUnique()
    })
  })
})
