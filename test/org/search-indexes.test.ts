import { expect } from 'chai'
import { makeId } from '../../server/kernel/ids.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import { buildIndexes } from '../../server/org/build-indexes.ts'
import { deploy, undoDeploy } from '../../server/org/deploy.ts'
import { searchState } from '../../server/org/search-state.ts'
import { searchJson } from '../../server/records/search/search.ts'
import { suggestRecords } from '../../server/records/search/suggest-records.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const ROWS = 12_000
const text = (label: string, type = 'Text') => ({ label, type })
const FILES = {
  'objects/part__c/object.json': {
    ...{ label: 'Part', pluralLabel: 'Parts', enableSearch: true },
    nameField: { label: 'Name', type: 'Text' },
  },
  'objects/part__c/fields/maker__c.json': text('Maker'),
  'objects/part__c/fields/note__c.json': text('Note', 'TextArea'),
}

describe('indexes for searches', () => {
  let org: TestOrg

  const files = (more: Readonly<Record<string, object>> = {}): readonly SourceFile[] =>
    sourceFiles({ ...FILES, ...more })
  const run = async (sql: string): Promise<readonly (readonly (string | null)[])[]> =>
    (await org.org.database.run({ text: sql.replaceAll('{s}', `"${org.org.schema}"`), values: [] })).rows
  const indexes = async (): Promise<readonly string[]> =>
    (
      await run(
        `SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = '{s}.part__c'::regclass AND indisvalid AND indexrelid::regclass::text LIKE '%\\_search\\_%' ORDER BY 1`,
      )
    ).map(([definition]) => String(definition).replace(/^.* USING /, ''))
  const nameOf = async (part: string): Promise<string> =>
    String(
      (
        await run(
          `SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = '{s}.part__c'::regclass AND pg_get_indexdef(i.indexrelid) LIKE '%${part}%'`,
        )
      )[0]?.[0],
    )
  /** Reads of the indexes so far. */
  const reads = async (): Promise<number> => {
    const flush = { name: 'flush', text: 'SELECT pg_stat_force_next_flush()', values: [], isBounded: true }
    // Those that searches share tell of their reads, too.
    await Promise.all(Array.from({ length: 4 }, () => org.org.database.run(flush)))
    await run('SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()')
    const [row] = await run(
      `SELECT sum(idx_scan) FROM pg_stat_user_indexes WHERE schemaname = '${org.org.schema}' AND indexrelname LIKE 'part\\_\\_c\\_search%'`,
    )
    return Number(row?.[0])
  }
  const found = async (find: string): Promise<number> =>
    JSON.parse(await searchJson(org.session, find, '60.0')).searchRecords.length

  before(async () => {
    org = await createTestOrg(files())
    const object = org.org.model.objects.get('part__c')
    const ids = Array.from({ length: ROWS }, (_, index) => makeId(object?.keyPrefix as string, index + 1))
    await org.org.database.run({
      text: `INSERT INTO "${org.org.schema}".part__c (id, name, maker__c, ownerid, createdbyid, lastmodifiedbyid, createddate, lastmodifieddate, systemmodstamp)
        SELECT id, 'Gear wheel ' || n, CASE n % 1000 WHEN 0 THEN 'Kowalski Works' END, $2, $2, $2, now(), now(), now() FROM unnest($1::text[]) WITH ORDINALITY AS u(id, n)`,
      values: [ids, org.session.principal.userId],
    })
  })
  after(() => org.dispose())

  it('are none where a table is small, and are not needed there', async () => {
    const small = await createTestOrg(files())
    expect(await buildIndexes(small.org)).to.equal(0)
    await small.dispose()
    expect(await found('FIND {kowalski} RETURNING part__c')).to.equal(ROWS / 1000)
  })

  it('are made once for what is searched', async () => {
    expect(await buildIndexes(org.org)).to.equal(5)
    expect(await buildIndexes(org.org)).to.equal(0)
    const made = await indexes()
    expect(made.filter(one => one.startsWith('btree'))).to.have.length(1)
    expect(made.filter(one => one.includes('gin_trgm_ops'))).to.have.length(1)
    expect(made.filter(one => one.includes('maker__c IS NOT NULL'))).to.have.length(1)
  })

  const searches: readonly (readonly [string, () => Promise<number>, number])[] = [
    ['a word of an own field', () => found('FIND {kowalski} RETURNING part__c'), 12],
    ['a word of the name', () => found('FIND {777} RETURNING part__c'), 1],
    ['two words', () => found('FIND {kowalski AND 3000} RETURNING part__c'), 1],
    ['a phrase', () => found('FIND {"kowalski works" AND 4000} RETURNING part__c'), 1],
    ['the beginning of a word', () => found('FIND {kowal*} RETURNING part__c'), 12],
    ['the beginning of a name', () => suggested('gear wheel 12'), 5],
    ['the beginning of a word of it', () => suggested('119'), 5],
  ]
  const suggested = async (typed: string): Promise<number> =>
    (await suggestRecords(org.session, { objects: ['part__c'], text: typed })).length
  for (const [given, search, expected] of searches) {
    it(`are read for ${given}`, async () => {
      const before = await reads()
      expect(await search()).to.equal(expected)
      expect(await reads()).to.be.greaterThan(before)
    })
  }

  it('come after the deploy of a field, and leave the others as they are', async () => {
    const before = await indexes()
    const more = { 'objects/part__c/fields/colour__c.json': text('Colour') }
    const { steps } = await deploy(org.org, files(more), { who: 'test' })
    expect(steps.map(({ description }) => description)).to.deep.equal(['add column part__c.colour__c text'])
    await run(`UPDATE {s}.part__c SET colour__c = 'vermilion' WHERE name = 'Gear wheel 5'`)
    expect(await found('FIND {vermilion} RETURNING part__c')).to.equal(1)
    expect(await buildIndexes(org.org)).to.equal(1)
    expect(await indexes()).to.include.members([...before])
    expect(await found('FIND {vermilion} RETURNING part__c')).to.equal(1)
  })

  it('stand in the way of no change of a type, and are made anew after it', async () => {
    const more = {
      'objects/part__c/fields/note__c.json': { ...text('Note', 'Number'), precision: 9, scale: 0 },
    }
    await deploy(org.org, files(more), { who: 'test' })
    expect(await found('FIND {kowalski} RETURNING part__c')).to.equal(12)
    await buildIndexes(org.org)
    expect((await indexes()).filter(one => one.includes('note__c'))).to.deep.equal([])
    await undoDeploy(org.org, { who: 'test' })
    await buildIndexes(org.org)
    expect((await indexes()).filter(one => one.includes('note__c'))).to.have.length(1)
  })

  it('give way to a deploy while they are built', async () => {
    await run(`DROP INDEX {s}.${await nameOf('gin_trgm_ops')}`)
    // A build waits for whoever sees the table as it was before; a deploy does not.
    const blocking = await org.org.database.knex.transaction({ isolationLevel: 'repeatable read' })
    await blocking.raw('SELECT count(*) FROM pg_class')
    const building = buildIndexes(org.org).then(
      () => 'built',
      error => error.code,
    )
    const isBuilding = async (): Promise<boolean> =>
      (await run('SELECT 1 FROM pg_stat_progress_create_index')).length > 0
    while (!(await isBuilding())) await new Promise(resolve => setTimeout(resolve, 20))
    await deploy(org.org, files({ 'objects/part__c/fields/more__c.json': text('More') }), { who: 'test' })
    expect(await building).to.equal('QUERY_TIMEOUT')
    await blocking.rollback()
    await buildIndexes(org.org)
    expect((await indexes()).join()).to.include('gin_trgm_ops')
  })

  it('go when nothing is searched through them any more', async () => {
    const { 'objects/part__c/fields/maker__c.json': _, ...without } = FILES
    await deploy(org.org, sourceFiles(without), { who: 'test' })
    await buildIndexes(org.org)
    expect((await indexes()).join()).not.to.include('maker')
    const object = { ...FILES['objects/part__c/object.json'], enableSearch: false }
    await deploy(org.org, files({ 'objects/part__c/object.json': object }), { who: 'test' })
    await buildIndexes(org.org)
    expect(await indexes()).to.deep.equal([])
  })

  it('that a build has left incomplete are made anew', async () => {
    await deploy(org.org, files(), { who: 'test' })
    await buildIndexes(org.org)
    const all = await indexes()
    await run(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = (SELECT min(indexrelid) FROM pg_index WHERE indrelid = '{s}.part__c'::regclass AND indexrelid::regclass::text LIKE '%\\_search\\_%')`,
    )
    expect(await indexes()).to.have.length(all.length - 1)
    expect(await buildIndexes(org.org)).to.equal(1)
    expect(await indexes()).to.deep.equal(all)
    expect((await searchState(org.org)).broken).to.deep.equal([])
  })
})
