import { expect } from 'chai'
import { deploy, undoDeploy } from '../../server/org/deploy.ts'
import { retrieve } from '../../server/org/retrieve.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { readJson } from '../../server/records/read.ts'
import { write } from '../../server/records/write.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

type Files = Readonly<Record<string, object>>
type Values = Readonly<Record<string, unknown>>

const field = (name: string, object = 'box__c'): string => `objects/${object}/fields/${name}.json`
const lookup = (referenceTo: string, relationshipName: string, more: object = {}): object => ({
  label: 'L',
  type: 'Lookup',
  referenceTo,
  relationshipName,
  ...more,
})
const picklist = (...names: readonly string[]): object => ({
  label: 'P',
  type: 'Picklist',
  valueSet: { restricted: true, valueSetDefinition: { value: names.map(fullName => ({ fullName })) } },
})

const BASE: Files = {
  'objects/shelf__c/object.json': { label: 'Shelf', pluralLabel: 'Shelves' },
  'objects/box__c/object.json': { label: 'Box', pluralLabel: 'Boxes' },
  'objects/lid__c/object.json': {
    label: 'Lid',
    pluralLabel: 'Lids',
    nameField: { type: 'AutoNumber', displayFormat: 'L-{000}' },
  },
  [field('shelf__c')]: lookup('shelf__c', 'boxes', { deleteConstraint: 'Restrict' }),
  [field('code__c')]: { label: 'C', type: 'Text', length: 20, unique: true, externalId: true },
  [field('note__c')]: { label: 'N', type: 'Text', length: 50 },
  [field('tint__c')]: picklist('red', 'green'),
  [field('tags__c')]: { ...picklist('a', 'b'), type: 'MultiselectPicklist' },
  [field('open__c')]: { label: 'O', type: 'Checkbox' },
  [field('at__c')]: { label: 'A', type: 'DateTime' },
  [field('box__c', 'lid__c')]: {
    label: 'B',
    type: 'MasterDetail',
    referenceTo: 'box__c',
    relationshipName: 'lids',
  },
  [field('price__c', 'lid__c')]: { label: 'P', type: 'Currency' },
  [field('total__c')]: {
    label: 'T',
    type: 'Summary',
    summaryOperation: 'sum',
    summarizedField: 'lid__c.price__c',
    summaryForeignKey: 'lid__c.box__c',
  },
}

const without = (...paths: readonly string[]): Files =>
  Object.fromEntries(Object.entries(BASE).filter(([path]) => !paths.some(one => path.startsWith(one))))

interface Scenario {
  readonly change: string
  readonly files: Files
  /** Done while the change is deployed. */
  readonly meanwhile?: (org: TestOrg, ids: Readonly<Record<string, string>>) => Promise<unknown>
  /** What differs after the undo from before the deploy, by record name. */
  readonly then?: Readonly<Record<string, Values>>
}

const SCENARIOS: readonly Scenario[] = [
  { change: 'a new field', files: { ...BASE, [field('new__c')]: { label: 'N', type: 'Text' } } },
  { change: 'a removed text', files: without(field('note__c')) },
  { change: 'a removed picklist', files: without(field('tint__c')) },
  { change: 'a removed list of values', files: without(field('tags__c')) },
  { change: 'a removed checkbox', files: without(field('open__c')) },
  { change: 'a removed lookup', files: without(field('shelf__c')) },
  { change: 'a removed unique external id', files: without(field('code__c')) },
  {
    change: 'a removed roll-up',
    files: without(field('total__c')),
    meanwhile: (org, { lid }) => save(org, 'update', 'lid__c', { Id: lid, price__c: 9 }),
    then: { one: { total__c: 9 } },
  },
  { change: 'a removed object', files: without('objects/lid__c', field('total__c')) },
  {
    change: 'a removed object that others looked up',
    files: without('objects/shelf__c', field('shelf__c')),
  },
  {
    change: 'a renamed field',
    files: {
      ...without(field('note__c')),
      [field('remark__c')]: { label: 'N', type: 'Text', length: 50, formerly: ['note__c'] },
    },
    meanwhile: (org, { two }) => save(org, 'update', 'box__c', { Id: two, remark__c: 'later' }),
    then: { two: { note__c: 'later' } },
  },
  {
    change: 'a new object with records',
    files: { ...BASE, 'objects/hook__c/object.json': { label: 'Hook', pluralLabel: 'Hooks' } },
    meanwhile: org => save(org, 'insert', 'hook__c', { Name: 'hook' }),
  },
  {
    change: 'a text that became a number',
    files: { ...BASE, [field('code__c')]: { label: 'C', type: 'Number', unique: true, externalId: true } },
    meanwhile: (org, { two }) => save(org, 'update', 'box__c', { Id: two, code__c: 12 }),
    then: { two: { code__c: '12' } },
  },
  {
    change: 'a renamed text that became a number',
    files: {
      ...without(field('code__c')),
      [field('number__c')]: { label: 'C', type: 'Number', unique: true, formerly: ['code__c'] },
    },
    meanwhile: org => save(org, 'insert', 'box__c', { Name: 'a', number__c: 3 }),
    then: { a: { code__c: '3' } },
  },
  {
    change: 'a text that became a checkbox',
    files: { ...BASE, [field('note__c')]: { label: 'N', type: 'Checkbox' } },
    meanwhile: (org, { two }) => save(org, 'update', 'box__c', { Id: two, note__c: false }),
    then: { two: { note__c: 'false' } },
  },
  {
    change: 'a date-time that became a date',
    files: { ...BASE, [field('at__c')]: { label: 'A', type: 'Date' } },
    meanwhile: (org, { two }) => save(org, 'update', 'box__c', { Id: two, at__c: '2026-05-01' }),
    // Midnight in Tbilisi.
    then: { two: { at__c: '2026-04-30T20:00:00.000+0000' } },
  },
  {
    change: 'a picklist that became a text',
    files: { ...BASE, [field('tint__c')]: { label: 'T', type: 'Text', length: 20 } },
  },
  {
    change: 'a picklist that became a list of values',
    files: { ...BASE, [field('tint__c')]: { ...picklist('red', 'green'), type: 'MultiselectPicklist' } },
  },
  {
    change: 'a picklist with more values',
    files: { ...BASE, [field('tint__c')]: picklist('green', 'red', 'blue') },
  },
  {
    change: 'a picklist value with a new name',
    files: {
      ...BASE,
      [field('tint__c')]: {
        label: 'P',
        type: 'Picklist',
        valueSet: {
          restricted: true,
          valueSetDefinition: { value: [{ fullName: 'crimson', formerly: ['red'] }, { fullName: 'green' }] },
        },
      },
    },
  },
  {
    change: 'a longer text',
    files: { ...BASE, [field('note__c')]: { label: 'N', type: 'LongTextArea', length: 5000 } },
  },
]

async function save(
  { session }: TestOrg,
  operation: 'insert' | 'update',
  object: string,
  values: Values,
): Promise<string> {
  const [result] = await write(session, { operation, object, records: [values], allOrNone: true }, noHooks)
  expect(result?.errors, `${operation} ${object}`).to.deep.equal([])
  return result?.id as string
}

async function rows({ session }: TestOrg, query: string): Promise<readonly Values[]> {
  const json = await readJson(session, query, { version: '60.0' })
  return JSON.parse(json, (key, value) => (key === 'attributes' ? undefined : value)).records
}

const BOXES =
  'SELECT Name, shelf__r.Name, code__c, note__c, tint__c, tags__c, open__c, at__c, total__c FROM box__c ORDER BY Name DESC'
const LIDS = 'SELECT Name, box__r.Name, price__c FROM lid__c ORDER BY Name'

describe('an undo', () => {
  let org: TestOrg
  const ids: Record<string, string> = {}

  beforeEach(async () => {
    org = await createTestOrg(sourceFiles(BASE))
    ids.shelf = await save(org, 'insert', 'shelf__c', { Name: 'high' })
    const full = {
      Name: 'two',
      shelf__c: ids.shelf,
      code__c: '007',
      note__c: 'yes',
      tint__c: 'red',
      tags__c: 'a;b',
      open__c: true,
      at__c: '2026-01-31T21:30:15.250Z',
    }
    ids.two = await save(org, 'insert', 'box__c', { ...full, code__c: '10', tint__c: 'green' })
    ids.one = await save(org, 'insert', 'box__c', { ...full, Name: 'one' })
    ids.lid = await save(org, 'insert', 'lid__c', { box__c: ids.one, price__c: 5 })
  })
  afterEach(() => org.dispose())

  for (const { change, files, meanwhile, then = {} } of SCENARIOS) {
    it(`of ${change} brings back every value`, async () => {
      const before = [await rows(org, BOXES), await rows(org, LIDS)]
      const wasDeployed = filesOf(org)
      await deploy(org.org, sourceFiles(files), { who: 'test' })
      await meanwhile?.(org, ids)
      await undoDeploy(org.org, { who: 'test' })

      for (const box of await rows(org, BOXES)) {
        const was = before[0]?.find(({ Name }) => Name === box.Name) ?? box
        expect(box).to.deep.equal({ ...was, ...then[String(box.Name)] })
      }
      const lids = await rows(org, LIDS)
      expect(lids.map(({ Name }) => Name)).to.deep.equal((before[1] ?? []).map(({ Name }) => Name))
      expect(filesOf(org)).to.deep.equal(wasDeployed)
      await expectEverythingWorks(org, ids)
    })
  }
})

function filesOf({ org }: TestOrg): readonly string[] {
  return retrieve(org)
    .map(({ path, text }) => `${path} ${text}`)
    .sort()
}

/** Numbers go on, keys hold, roll-ups count: nothing of the tables was left behind. */
async function expectEverythingWorks(org: TestOrg, ids: Readonly<Record<string, string>>): Promise<void> {
  await save(org, 'insert', 'lid__c', { box__c: ids.two, price__c: 2.5 })
  expect((await rows(org, LIDS)).map(({ Name }) => Name)).to.deep.equal(['L-001', 'L-002'])
  expect(await rows(org, "SELECT total__c FROM box__c WHERE Name = 'two'")).to.deep.equal([{ total__c: 2.5 }])
  const refused = async (operation: 'insert' | 'delete', object: string, values: Values) => {
    const request = { operation, object, records: [values], allOrNone: true } as const
    const [result] = await write(org.session, request, noHooks)
    return result?.errors[0]?.code
  }
  expect(await refused('insert', 'box__c', { Name: 'three', code__c: '007' })).to.equal('DUPLICATE_VALUE')
  expect(await refused('delete', 'shelf__c', { Id: ids.shelf })).to.equal('DELETE_FAILED')
  expect(await refused('insert', 'box__c', { Name: 'x', tint__c: 'blue' })).to.match(/PICKLIST/)
  const keys = await org.org.database.run({
    text: `SELECT conname FROM pg_constraint WHERE connamespace = $1::regnamespace AND contype = 'f' AND conname LIKE 'box%' OR conname LIKE 'lid%'`,
    values: [org.org.schema],
  })
  expect(keys.rows.flat()).to.include.members(['box__c_shelf__c_fkey', 'lid__c_box__c_fkey'])
}
