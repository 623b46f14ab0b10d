import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { openIdentities } from '../../server/org/identities.ts'
import { hashFiles, loadDeployed } from '../../server/org/org-state.ts'
import { SEED, seededRandom } from '../support/random.ts'
import { testDatabase } from '../support/test-database.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const KILLS = 20
const BOXES = 8_000
const CHILD = fileURLToPath(new URL('../support/deploy-child.ts', import.meta.url))
const SHELF = 'objects/shelf__c/object.json'
const FIELDS = 'objects/box__c/fields'
const same = {
  'objects/box__c/object.json': { label: 'Box', pluralLabel: 'Boxes', sharingModel: 'ControlledByParent' },
  [`${FIELDS}/shelf__c.json`]: {
    label: 'Shelf',
    type: 'MasterDetail',
    referenceTo: 'shelf__c',
    relationshipName: 'Boxes',
  },
}
const FIRST = sourceFiles({
  ...same,
  [SHELF]: { label: 'Shelf', pluralLabel: 'Shelves' },
  [`${FIELDS}/weight__c.json`]: { label: 'Weight', type: 'Text', length: 20 },
  [`${FIELDS}/colour__c.json`]: { label: 'Colour', type: 'Text', length: 20 },
  [`${FIELDS}/gone__c.json`]: { label: 'Gone', type: 'Text', length: 20 },
})
/** Renames and removes a field, converts one, makes one unique, fills a roll-up, and makes an object. */
const SECOND = sourceFiles({
  ...same,
  [SHELF]: { label: 'Shelf', pluralLabel: 'Shelves' },
  [`${FIELDS}/weight__c.json`]: { label: 'Weight', type: 'Number', precision: 12, scale: 2 },
  [`${FIELDS}/color__c.json`]: {
    ...{ label: 'Color', type: 'Text', length: 20, formerly: ['colour__c'], unique: true },
  },
  [`${FIELDS}/heavy__c.json`]: { label: 'Heavy', type: 'Checkbox', defaultValue: true },
  'objects/shelf__c/fields/total__c.json': {
    ...{ label: 'Total', type: 'Summary', summaryOperation: 'sum' },
    ...{ summarizedField: 'box__c.weight__c', summaryForeignKey: 'box__c.shelf__c' },
  },
  'objects/lid__c/object.json': { label: 'Lid', pluralLabel: 'Lids' },
})

describe(`a deploy whose process is killed at any time (SEED=${SEED})`, function () {
  this.timeout(180_000)
  const random = seededRandom(SEED)
  const orgs: TestOrg[] = []
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-kill-'))
    await writeFile(join(folder, 'files.json'), JSON.stringify(SECOND))
  })
  after(async () => {
    await rm(folder, { recursive: true })
    for (const test of orgs) await test.dispose()
  })

  it(`leaves the org wholly before or wholly after it, ${KILLS} times`, async () => {
    const finished = await openFilled()
    const untouched = await describeOrg(finished)
    const whole = await start(finished)
    const began = performance.now()
    expect(await whole.end).to.equal(null)
    const within = performance.now() - began
    const after = await describeOrg(finished)
    expect(after.hash).to.equal(hashFiles(SECOND))

    let test = await openFilled()
    let before = await describeOrg(test)
    expect(before).to.deep.equal({ ...untouched, ids: before.ids })
    const outcomes = { before: 0, after: 0 }
    for (let kill = 1; kill <= KILLS; kill++) {
      const { child, end } = await start(test)
      // The first one at once: however long the deploy before took, one kill comes amid another.
      await delay(kill === 1 ? 0 : random() * within)
      child.kill('SIGKILL')
      await end
      await gateIsFree(test)
      const now = await describeOrg(test)
      if (now.version === 1) {
        outcomes.before++
        expect(now).to.deep.equal(before)
      } else {
        outcomes.after++
        expect(now).to.deep.equal({ ...after, ids: now.ids })
        expect(now.ids).to.include.members([...before.ids].filter(id => !/colour__c|gone__c/.test(id)))
        test = await openFilled()
        before = await describeOrg(test)
      }
    }
    console.log(`      ${outcomes.before} wholly before, ${outcomes.after} wholly after`)
    expect(outcomes.before).to.be.greaterThan(0)
    expect(await (await start(test)).end).to.equal(null)
    const last = await describeOrg(test)
    expect(last).to.deep.equal({ ...after, ids: last.ids })
  })

  async function openFilled(): Promise<TestOrg> {
    const test = await createTestOrg(FIRST)
    orgs.push(test)
    const { schema, database } = test.org
    const system = `'005', '005', now(), now(), now(), false`
    const columns = 'createdbyid, lastmodifiedbyid, createddate, lastmodifieddate, systemmodstamp, isdeleted'
    await database.run({
      text: `INSERT INTO ${schema}.shelf__c (id, name, ownerid, ${columns})
          SELECT 'shelf' || n, 'Shelf ' || n, '005', ${system} FROM generate_series(1, 9) n;
        INSERT INTO ${schema}.box__c (id, name, shelf__c, weight__c, colour__c, gone__c, ${columns})
          SELECT 'box' || n, 'Box ' || n, 'shelf' || (n % 9 + 1), (n % 100) || '.5', 'colour ' || n, 'x', ${system}
          FROM generate_series(1, ${BOXES}) n`,
      values: [],
    })
    return test
  }

  /** A process of its own that deploys; given when its deploy begins. */
  async function start(test: TestOrg): Promise<{ child: ChildProcess; end: Promise<string | null> }> {
    const { url } = await testDatabase()
    const args = ['--import', 'tsx', CHILD, url, test.org.name, join(folder, 'files.json'), 'never']
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const end = new Promise<string | null>(resolve => child.once('close', (_, signal) => resolve(signal)))
    await new Promise(resolve => child.stdout.once('data', resolve))
    child.stdout.resume()
    return { child, end }
  }

  /** PostgreSQL notices the death of the other side by itself, a little later. */
  async function gateIsFree({ org }: TestOrg): Promise<void> {
    const { database, gate } = org
    await database.run({ text: `SELECT pg_advisory_lock(${gate}), pg_advisory_unlock(${gate})`, values: [] })
  }

  /** All that a deploy changes, and that model, tables and identities agree. */
  async function describeOrg({ org }: TestOrg) {
    const { database, schema } = org
    const ask = async (text: string): Promise<readonly string[]> =>
      (await database.run({ text: text.replaceAll('{s}', schema), values: [] })).rows.map(row =>
        row.join(' '),
      )
    const { model, hash } = await loadDeployed(org, undefined)
    const columns = await ask(
      `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = '{s}'::regnamespace AND c.relkind = 'r' ORDER BY 1, 2`,
    )
    for (const { table, fieldList } of model.objects.values()) {
      const stored = new Set(columns.map(column => column.split(' ').slice(0, 2).join(' ')))
      for (const { column } of fieldList) if (column) expect(stored).to.include(`${table} ${column}`)
    }
    const identities = await openIdentities(database, schema)
    const ids = await ask(`SELECT type, full_name, id, key_prefix FROM {s}._identity ORDER BY 1, 2`)
    const text = ids.join('\n')
    for (const { name, keyPrefix } of model.objects.values())
      expect(text).to.include(`${identities.idOf('object', name)} ${keyPrefix}`)
    const weight = model.objects.get('box__c')?.fields.get('weight__c')?.type
    const colour = model.objects.get('box__c')?.fields.has('color__c') ? 'color__c' : 'colour__c'
    return {
      version: model.version,
      hash,
      weight,
      columns,
      ids,
      deploys: await ask('SELECT number, hash, status FROM {s}._deploy ORDER BY 1'),
      components: await ask('SELECT path, hash FROM {s}._component ORDER BY 1'),
      constraints: await ask(
        `SELECT conrelid::regclass::text || ' ' || conname || ' ' || convalidated FROM pg_constraint WHERE connamespace = '{s}'::regnamespace ORDER BY 1`,
      ).then(list => list.map(line => line.replaceAll(schema, 's'))),
      indexes: await ask(`SELECT indexdef FROM pg_indexes WHERE schemaname = '{s}' ORDER BY 1`).then(list =>
        list.map(line => line.replaceAll(schema, 's')),
      ),
      boxes: await ask(
        `SELECT count(*), sum(weight__c::numeric), md5(string_agg(${colour}, ',' ORDER BY id)) FROM {s}.box__c`,
      ),
    }
  }
})
