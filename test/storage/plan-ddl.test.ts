import { expect } from 'chai'
import { compileModel } from '../../server/metadata/compile.ts'
import type { OrgModel } from '../../server/metadata/org-model.ts'
import { type DdlPlan, planDdl } from '../../server/storage/ddl/plan.ts'
import type { Tombstone } from '../../server/storage/ddl/shape.ts'
import { describeStep } from '../../server/storage/ddl/step-kinds.ts'
import { sourceFiles } from '../support/test-org.ts'

type Files = Readonly<Record<string, object>>

async function modelOf(files: Files, version = 1): Promise<OrgModel> {
  let prefixes = 0
  const { model, problems } = await compileModel(sourceFiles(files), {
    version,
    idOf: () => '',
    prefixOf: () => `a${String(prefixes++).padStart(2, '0')}`,
  })
  expect(problems.map(problem => problem.message)).to.deep.equal([])
  return model as OrgModel
}

const BOX = { label: 'Box', pluralLabel: 'Boxes' }
const object = 'objects/box__c/object.json'
const text = { label: 'Text', type: 'Text', length: 50 }
const picklist = {
  label: 'Kind',
  type: 'Picklist',
  valueSet: { valueSetDefinition: { value: [{ fullName: 'Wood' }, { fullName: 'Steel' }] } },
}
const field = (name: string): string => `objects/box__c/fields/${name}.json`
const base: Files = { [object]: BOX, [field('size__c')]: text }

interface Scenario {
  readonly given: Files
  readonly when: Files
  readonly tombstones?: readonly Tombstone[]
  /** What the plan says, in order. */
  readonly then: readonly (string | RegExp)[]
  readonly back: readonly (string | RegExp)[]
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'the same model needs nothing': { given: base, when: base, then: [], back: [] },
  'a new field is a column, in the catalog only': {
    given: base,
    when: { ...base, [field('weight__c')]: { label: 'W', type: 'Number', precision: 10, scale: 2 } },
    then: ['add column box__c.weight__c numeric(10,2)'],
    back: ['set column box__c.weight__c aside as _2_weight__c'],
  },
  'a new object is a table with its indexes': {
    given: base,
    when: { ...base, 'objects/lid__c/object.json': { label: 'Lid', pluralLabel: 'Lids' } },
    then: [
      /^create table lid__c with \d+ columns$/,
      /index lid__c_ownerid_idx/,
      /index lid__c_name_idx/,
      /index lid__c_createddate_idx/,
      /index lid__c_systemmodstamp_idx/,
    ],
    back: [/drop index/, /drop index/, /drop index/, /drop index/, 'set table lid__c aside as _2_lid__c'],
  },
  'a removed field is set aside': {
    given: { ...base, [field('weight__c')]: text },
    when: base,
    then: ['set column box__c.weight__c aside as _2_weight__c'],
    back: ['restore column box__c.weight__c with its values'],
  },
  'a field that comes back gets its values again': {
    given: base,
    when: { ...base, [field('weight__c')]: text },
    tombstones: [
      {
        table: 'box__c',
        column: 'weight__c',
        aside: '_1_weight__c',
        columns: [{ name: 'weight__c', type: 'text', notNull: false }],
      },
    ],
    then: ['restore column box__c.weight__c with its values'],
    back: ['set column box__c.weight__c aside as _1_weight__c'],
  },
  'a field that comes back as another type starts anew': {
    given: base,
    when: { ...base, [field('weight__c')]: { label: 'D', type: 'Date' } },
    tombstones: [
      {
        table: 'box__c',
        column: 'weight__c',
        aside: '_1_weight__c',
        columns: [{ name: 'weight__c', type: 'text', notNull: false }],
      },
    ],
    then: ['add column box__c.weight__c date'],
    back: ['set column box__c.weight__c aside as _2_weight__c'],
  },
  'a renamed field keeps its column, and its index under a new name': {
    given: { ...base, [field('code__c')]: { ...text, externalId: true } },
    when: { ...base, [field('number__c')]: { ...text, externalId: true, formerly: ['code__c'] } },
    then: [
      'rename column box__c.code__c to number__c',
      /^rename index box__c_code__c_idx_\w+ to box__c_number__c_idx_\w+$/,
    ],
    back: [
      'rename column box__c.number__c to code__c',
      /^rename index box__c_number__c_idx_\w+ to box__c_code__c_idx_\w+$/,
    ],
  },
  'a former name that is still declared later changes nothing': {
    given: { ...base, [field('number__c')]: text },
    when: { ...base, [field('number__c')]: { ...text, formerly: ['code__c'] } },
    then: [],
    back: [],
  },
  'a lookup is a column that comes with its foreign key, and an index': {
    given: { ...base, 'objects/lid__c/object.json': { label: 'Lid', pluralLabel: 'Lids' } },
    when: {
      ...base,
      'objects/lid__c/object.json': { label: 'Lid', pluralLabel: 'Lids' },
      [field('lid__c')]: { label: 'Lid', type: 'Lookup', referenceTo: 'lid__c', relationshipName: 'Boxes' },
    },
    then: [
      /^add column box__c.lid__c text\b.*, a foreign key to lid__c$/,
      /^create index box__c_lid__c_idx_\w+ on box__c \("lid__c", "id"\)$/,
    ],
    back: ['drop foreign key box__c_lid__c_fkey', /^drop index/, /^set column box__c.lid__c aside/],
  },
  'a unique field is a unique index over live rows': {
    given: base,
    when: { ...base, [field('size__c')]: { ...text, unique: true } },
    then: [/^create unique index box__c_size__c_key_\w+ on box__c \(lower\("size__c"\)\)$/],
    back: [/^drop index box__c_size__c_key/],
  },
  'a list view asks for an index: what it fixes in front, its order behind': {
    given: { ...base, [field('due__c')]: { label: 'Due', type: 'Date' } },
    when: {
      ...base,
      [field('due__c')]: { label: 'Due', type: 'Date' },
      'objects/box__c/list-views/Due.json': {
        label: 'Due',
        columns: ['Name'],
        filter: { '==': [{ var: 'size__c' }, 'XL'] },
        orderBy: [{ field: 'due__c', direction: 'desc' }],
      },
    },
    then: [
      /^create index box__c_size__c_due__c_idx_\w+ on box__c \(lower\("size__c"\), "due__c" DESC NULLS LAST, "id" DESC\)$/,
    ],
    back: [/^drop index box__c_size__c_due__c_idx/],
  },
  'an index holds no order of picklist values: a new value would build it anew': {
    given: { ...base, [field('kind__c')]: picklist },
    when: {
      ...base,
      [field('kind__c')]: picklist,
      'objects/box__c/list-views/Kinds.json': {
        label: 'Kinds',
        columns: ['Name'],
        filter: { '==': [{ var: 'size__c' }, 'XL'] },
        orderBy: [{ field: 'kind__c' }, { field: 'Name' }],
      },
    },
    then: [/^create index box__c_size__c_idx_\w+ on box__c \(lower\("size__c"\), "id"\)$/],
    back: [/^drop index box__c_size__c_idx/],
  },
  'an auto-number counts with a sequence of its own': {
    given: base,
    when: {
      ...base,
      [field('no__c')]: { label: 'No', type: 'AutoNumber', displayFormat: 'B-{0000}', startingNumber: 7 },
    },
    then: ['create sequence box__c_no__c_seq from 7', /^add column box__c.no__c text/],
    back: [/^set column box__c.no__c aside/],
  },
}

function expectSteps(actual: readonly string[], expected: readonly (string | RegExp)[]): void {
  expect(actual, JSON.stringify(actual, null, 1)).to.have.length(expected.length)
  expected.forEach((line, index) => {
    if (typeof line === 'string') expect(actual[index]).to.equal(line)
    else expect(actual[index]).to.match(line)
  })
}

describe('planDdl', () => {
  for (const [title, { given, when, then, back, tombstones = [] }] of Object.entries(SCENARIOS)) {
    it(title, async () => {
      const [before, after] = [await modelOf(given, 1), await modelOf(when, 2)]
      const plan = planDdl(before, after, { version: 2, timeZone: 'Asia/Tbilisi', tombstones })
      expectSteps(plan.steps.map(describeStep), then)
      expectSteps(plan.inverse.map(describeStep), back)
      expect(plan.problems).to.deep.equal([])
    })
  }

  it('refuses a change that would lose values, and says what to do', async () => {
    const plan = await planChange(text, { label: 'L', type: 'Summary' } as object).catch(() => undefined)
    const dates = plan ?? (await planChange({ label: 'D', type: 'Date' }, { label: 'T', type: 'Checkbox' }))
    expect(dates.problems[0]?.code).to.equal('field.unsafe-type-change')
    expect(dates.problems[0]?.message).to.match(/box__c\.size__c cannot change from/)
  })

  it('asks for a check of the stored values where some may not convert', async () => {
    const plan = await planChange(text, { label: 'N', type: 'Number', precision: 8, scale: 0 })
    expect(plan.checks).to.have.length(1)
    expect(plan.checks[0]).to.include({ field: 'size__c', column: 'size__c', table: 'box__c' })
    expect(plan.steps.map(step => step.kind)).to.include('convertColumn')
  })

  const UNIQUE: readonly object[] = [
    { ...text, unique: true },
    { ...text, unique: true, caseSensitive: true },
    { label: 'E', type: 'Email', unique: true },
    { label: 'N', type: 'Number', precision: 8, scale: 2, unique: true, externalId: true },
  ]
  for (const type of UNIQUE) {
    it(`reads no row for what is unique already, whatever else is new: ${JSON.stringify(type)}`, async () => {
      const before = await modelOf({ [object]: BOX, [field('size__c')]: type }, 1)
      const files = {
        [object]: BOX,
        [field('size__c')]: { ...type, description: 'D' },
        [field('new__c')]: text,
      }
      const plan = planDdl(before, await modelOf(files, 2), { version: 2, timeZone: 'Asia/Tbilisi' })
      expect(plan.checks).to.deep.equal([])
      expect(plan.inverseChecks).to.deep.equal([])
    })
  }

  async function planChange(from: object, to: object): Promise<DdlPlan> {
    const before = await modelOf({ [object]: BOX, [field('size__c')]: from }, 1)
    const after = await modelOf({ [object]: BOX, [field('size__c')]: to }, 2)
    return planDdl(before, after, { version: 2, timeZone: 'Asia/Tbilisi' })
  }
})
