import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { buildIndexes } from '../../server/org/build-indexes.ts'
import { deploy, undoDeploy } from '../../server/org/deploy.ts'
import { endIndexBuilds } from '../../server/org/index-builds.ts'
import { missingIndexes, readIndexState, unusedIndexes } from '../../server/org/index-state.ts'
import { keepIndexes } from '../../server/org/keep-indexes.ts'
import { openOrg } from '../../server/org/open-org.ts'
import type { Org } from '../../server/org/session.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { fillParts, partFiles } from '../support/big-table.ts'
import { testDatabase } from '../support/test-database.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const CHILD = fileURLToPath(new URL('../support/build-child.ts', import.meta.url))
const text = { label: 'Text', type: 'Text', length: 40 }
const code = { ...text, externalId: true }
const lookup = { label: 'M', type: 'Lookup', referenceTo: 'maker__c', relationshipName: 'Parts' }

describe('indexes of big tables', () => {
  let test: TestOrg
  let org: Org
  beforeEach(async () => {
    test = await createTestOrg(sourceFiles(partFiles()))
    org = test.org
    await fillParts(test)
  })
  afterEach(() => test.dispose())

  const deployFields = async (fields: Readonly<Record<string, object>>): Promise<readonly string[]> => {
    const { steps } = await deploy(org, sourceFiles(partFiles(fields)), { who: 'test' })
    return steps.map(({ description }) => description)
  }
  const run = async (sql: string): Promise<readonly (readonly (string | null)[])[]> =>
    (await org.database.run({ text: sql.replaceAll('{s}', `"${org.schema}"`), values: [] })).rows
  /** Of those over a column: name, oid and whether it is whole. */
  const indexesOf = async (column: string): Promise<readonly string[]> =>
    (
      await run(
        `SELECT i.relname || ' ' || i.oid || ' ' || x.indisvalid FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
         WHERE i.relnamespace = '{s}'::regnamespace AND pg_get_indexdef(i.oid) ~ '\\m${column}\\M' ORDER BY 1`,
      )
    ).map(([line]) => line as string)
  const nothingToDo = async (): Promise<void> => {
    const state = await readIndexState(org)
    expect(missingIndexes(org.model, state).map(({ name }) => name)).to.deep.equal([])
    expect(unusedIndexes(org.model, state)).to.deep.equal([])
    expect(state.broken).to.deep.equal([])
    expect(await buildIndexes(org)).to.equal(0)
  }

  for (const [kind, field] of Object.entries({ 'an external id': code, 'a lookup': lookup })) {
    it(`are built after the deploy of ${kind}, which says so`, async () => {
      const steps = await deployFields({ new__c: field })
      expect(steps).to.have.length(2)
      expect(steps[1]).to.match(
        /^create index part__c_new__c_idx_\w+ on .* after the deploy, while records are saved$/,
      )
      expect(await indexesOf('new__c')).to.deep.equal([])
      const keys = await run(
        `SELECT convalidated FROM pg_constraint WHERE conname = 'part__c_new__c_fkey' AND connamespace = '{s}'::regnamespace`,
      )
      expect(keys).to.deep.equal(kind === 'a lookup' ? [['t']] : [])
      expect(await buildIndexes(org)).to.equal(1)
      expect(await indexesOf('new__c')).to.have.length(1)
      await nothingToDo()
    })
  }

  it('are built with the deploy where the table is small', async () => {
    await run('TRUNCATE {s}.part__c')
    const steps = await deployFields({ new__c: code })
    expect(steps[1]).to.match(/^create index part__c_new__c_idx_\w+ on part__c \([^)]*\)+$/)
    expect(await indexesOf('new__c')).to.have.length(1)
    await nothingToDo()
  })

  for (const isBuilt of [false, true]) {
    const built = isBuilt ? 'was built' : 'was not built yet'
    const begin = async (): Promise<void> => {
      await deployFields({ new__c: code })
      if (isBuilt) await buildIndexes(org)
    }

    it(`go with an undo when the index ${built}`, async () => {
      await begin()
      await undoDeploy(org, { who: 'test' })
      expect(await indexesOf('new__c')).to.deep.equal([])
      await nothingToDo()
    })

    it(`follow a renamed field when the index ${built}`, async () => {
      await begin()
      const before = await indexesOf('new__c')
      await deployFields({ other__c: { ...code, formerly: ['new__c'] } })
      const oids = (lines: readonly string[]) => lines.map(line => line.split(' ')[1])
      expect(oids(await indexesOf('other__c'))).to.deep.equal(oids(before))
      expect(await buildIndexes(org)).to.equal(isBuilt ? 0 : 1)
      expect((await indexesOf('other__c')).join()).to.match(/^part__c_other__c_idx_\w+ \d+ true$/)
      await nothingToDo()
    })

    it(`go with a removed field, and come back with it, when the index ${built}`, async () => {
      await begin()
      await deployFields({})
      expect((await indexesOf('.*new__c')).join()).to.equal('')
      await nothingToDo()
      await deployFields({ new__c: code })
      expect(await buildIndexes(org)).to.equal(1)
      await nothingToDo()
    })
  }

  it('come back with a removed object', async () => {
    const {
      'objects/part__c/object.json': _,
      'objects/part__c/fields/pad__c.json': __,
      ...rest
    } = partFiles()
    await deploy(org, sourceFiles(rest), { who: 'test' })
    await nothingToDo()
    const { steps } = await undoDeploy(org, { who: 'test' })
    const postponed = steps.filter(({ description }) => description.includes('after the deploy')).length
    expect(postponed).to.be.greaterThan(3)
    expect(await buildIndexes(org)).to.equal(postponed)
    await nothingToDo()
  })

  it('are made where an older version of Atelier made none, removed where only it did, and no others', async () => {
    const [[implied]] = (await run(
      `SELECT indexrelid::regclass FROM pg_index WHERE indrelid = '{s}.maker__c'::regclass AND NOT indisprimary LIMIT 1`,
    )) as [[string]]
    await deployFields({ unique__c: { ...text, unique: true } })
    await run(`DROP INDEX ${implied}`)
    await run('CREATE INDEX part__c_pad__c_idx_0a1b2c ON {s}.part__c (pad__c)')
    await run('CREATE INDEX reports_of_the_day ON {s}.part__c (name)')
    const others = async (): Promise<readonly string[]> =>
      (
        await run(
          `SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class i ON i.oid = indexrelid WHERE i.relnamespace = '{s}'::regnamespace
           AND i.relname <> 'part__c_pad__c_idx_0a1b2c'`,
        )
      )
        .map(([name]) => name as string)
        .sort()
    const before = await others()
    expect(await buildIndexes(org)).to.equal(1)
    expect(await others()).to.deep.equal([...before, implied].sort())
    expect(await indexesOf('pad__c')).to.deep.equal([])
    await nothingToDo()
  })

  it('that a build has left incomplete are made anew', async () => {
    await deployFields({ new__c: code })
    await buildIndexes(org)
    await run(
      `UPDATE pg_index SET indisvalid = false WHERE indrelid = '{s}.part__c'::regclass AND NOT indisprimary`,
    )
    expect(await buildIndexes(org)).to.be.greaterThan(3)
    await nothingToDo()
  })

  it('that the values refuse do not keep the others from being made', async () => {
    await deployFields({ new__c: { ...text, unique: true } })
    await run(`DROP INDEX {s}.${(await indexesOf('new__c'))[0]?.split(' ')[0]}`)
    await run(`UPDATE {s}.part__c SET new__c = 'same' WHERE name IN ('Part 1', 'Part 2')`)
    await deployFields({ new__c: { ...text, unique: true }, code__c: code })
    const refused = await buildIndexes(org).catch(error => error.code)
    expect(refused).to.equal('DUPLICATE_VALUE')
    expect((await indexesOf('code__c')).join()).to.match(/ true$/)
    await run(`UPDATE {s}.part__c SET new__c = NULL WHERE name = 'Part 2'`)
    expect(await buildIndexes(org)).to.equal(1)
    await nothingToDo()
  })

  it('are built once by two nodes at a time, and none is removed by a node that knows an older model', async () => {
    const { url } = await testDatabase()
    const database = await openDatabase({ dataDir: '', databaseUrl: url, poolSize: 5 })
    try {
      const stale = await openOrg(database, { name: org.name, timeZone: 'UTC' })
      await deployFields({ new__c: code, other__c: lookup })
      const other = await openOrg(database, { name: org.name, timeZone: 'UTC' })
      const made = await Promise.all([buildIndexes(org), buildIndexes(other), buildIndexes(org)])
      expect(made.sort()).to.deep.equal([0, 0, 2])
      await buildIndexes(stale)
      await nothingToDo()
    } finally {
      await database.close()
    }
  })

  it('are built by a server by itself, a little after the deploy', async () => {
    const stop = keepIndexes(() => [org])
    try {
      await deployFields({ new__c: code })
      while (!(await indexesOf('new__c')).join().endsWith('true')) await delay(50)
    } finally {
      await stop()
    }
  })

  describe('while they are built', () => {
    /** A build waits for whoever sees the table as it was before. */
    const beginBuild = async (build: () => unknown) => {
      const blocking = await org.database.knex.transaction({ isolationLevel: 'repeatable read' })
      await blocking.raw('SELECT count(*) FROM pg_class')
      await deployFields({ new__c: code })
      build()
      while ((await run('SELECT 1 FROM pg_stat_progress_create_index')).length === 0) await delay(20)
      return blocking
    }

    it('give way to a deploy', async () => {
      let building: Promise<unknown> = Promise.resolve()
      const blocking = await beginBuild(() => {
        building = buildIndexes(org).catch(error => error.code)
      })
      await deployFields({ new__c: code, more__c: text })
      expect(await building).to.equal('QUERY_TIMEOUT')
      await blocking.rollback()
      expect(await buildIndexes(org)).to.equal(1)
      await nothingToDo()
    })

    it('are left alone by other deploys when a deploy builds them itself', async () => {
      await run(`CREATE FUNCTION {s}.slow(text) RETURNS text IMMUTABLE LANGUAGE sql
        AS $$ SELECT $1 FROM pg_advisory_xact_lock_shared(CASE $1 WHEN 'Part 9' THEN 9 ELSE 8 END) $$`)
      const holding = await org.database.knex.transaction()
      await holding.raw('SELECT pg_advisory_xact_lock(9)')
      const building = run('CREATE INDEX of_a_deploy ON {s}.part__c ({s}.slow(name))').then(() => 'built')
      while ((await run('SELECT 1 FROM pg_stat_progress_create_index')).length === 0) await delay(20)
      await endIndexBuilds(org.database, org.schema)
      await holding.rollback()
      expect(await building).to.equal('built')
    })

    for (const then of ['the build goes on', 'the field is removed'] as const) {
      it(`survive the end of the process: ${then}`, async () => {
        const child = spawn(process.execPath, [
          '--import',
          'tsx',
          CHILD,
          (await testDatabase()).url,
          org.name,
        ])
        const ended = new Promise(resolve => child.once('close', resolve))
        const blocking = await beginBuild(() => undefined)
        child.kill('SIGKILL')
        await ended
        expect(await buildIndexes(org)).to.equal(0)
        if (then === 'the field is removed') await deployFields({})
        await blocking.rollback()
        while ((await run('SELECT 1 FROM pg_stat_progress_create_index')).length > 0) await delay(20)
        await buildIndexes(org)
        expect(await indexesOf('new__c')).to.have.length(then === 'the build goes on' ? 1 : 0)
        await nothingToDo()
      })
    }
  })
})

describe("the indexes of an org with Atelier's own metadata", () => {
  it('are those that the model asks for', async () => {
    const { org, dispose } = await createTestOrg()
    const state = await readIndexState(org)
    expect(state.indexes.size).to.be.greaterThan(100)
    expect(missingIndexes(org.model, state).map(({ name }) => name)).to.deep.equal([])
    expect(unusedIndexes(org.model, state)).to.deep.equal([])
    await dispose()
  })
})
