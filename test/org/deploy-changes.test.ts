import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import { formatProblem } from '../../server/metadata/report-findings.ts'
import { deploy, undoDeploy } from '../../server/org/deploy.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { besideStandard, createTestOrg, type TestOrg } from '../support/test-org.ts'

type Files = Readonly<Record<string, object>>

const object = (label: string, more: object = {}) => ({ label, pluralLabel: `${label}s`, ...more })
const BASE: Files = {
  'objects/lot__c/object.json': object('Lot', { enableActivities: true }),
  'objects/lot__c/fields/note__c.json': { label: 'Note', type: 'Text', length: 40 },
  'objects/lot__c/fields/weight__c.json': { label: 'Weight', type: 'Number', precision: 8, scale: 2 },
  'objects/item__c/object.json': object('Item'),
  'objects/item__c/fields/lot__c.json': {
    label: 'Lot',
    type: 'Lookup',
    referenceTo: 'lot__c',
    relationshipName: 'items',
  },
}
const change = (files: Files): Files => ({ ...BASE, ...files })
const without = (pattern: RegExp): Files =>
  Object.fromEntries(Object.entries(BASE).filter(([path]) => !pattern.test(path)))

describe('A deploy that changes what fields look up and hold', () => {
  let test: TestOrg
  let lot: string
  const put = async (files: Files) => deploy(test.org, await besideStandard(files), { who: 'test' })
  const insert = async (name: string, record: Readonly<Record<string, unknown>>): Promise<string> => {
    const request = { object: name, operation: 'insert', records: [record], allOrNone: true } as const
    const [result] = await write(test.session, request, noHooks)
    return result?.id as string
  }
  const select = async (columns: string, table: string) => {
    const text = `SELECT ${columns} FROM "${test.org.schema}"."${table}"`
    return (await test.org.database.run({ text, values: [] })).rows
  }
  /** The problems without the package's folder. */
  const refusalOf = async (files: Files): Promise<readonly string[]> => {
    try {
      await put(files)
    } catch (error) {
      if (error instanceof AtelierError)
        return error.problems.map(problem => formatProblem(problem).replace('acme/', ''))
      throw error
    }
    throw new Error('nothing was refused')
  }

  before(async () => {
    test = await createTestOrg(await besideStandard(BASE))
    lot = await insert('lot__c', { Name: 'L1', note__c: 'twelve letters', weight__c: 12.25 })
  })
  // Each test leaves the files as it found them.
  after(() => test.dispose())

  it('renames an object that others look up, and back', async () => {
    await insert('item__c', { Name: 'I1', lot__c: lot })
    const renamed = {
      ...Object.fromEntries(
        Object.entries(BASE).map(([path, content]) => [path.replace('lot__c/', 'batch__c/'), content]),
      ),
      'objects/batch__c/object.json': object('Batch', { enableActivities: true, formerly: ['lot__c'] }),
      'objects/item__c/fields/lot__c.json': {
        ...BASE['objects/item__c/fields/lot__c.json'],
        referenceTo: 'batch__c',
      },
    }
    await put(renamed)
    expect(await select('lot__c', 'item__c')).to.deep.equal([[lot]])
    expect(await select('note__c', 'batch__c')).to.deep.equal([['twelve letters']])
    await undoDeploy(test.org, { who: 'test' })
    expect(await select('lot__c', 'item__c')).to.deep.equal([[lot]])
  })

  it('removes an object that tasks may be about, and brings it back with them', async () => {
    const task = await insert('Task', { Subject: 'Call', WhatId: lot })
    await put(without(/lot__c/))
    expect(test.org.model.objects.has('lot__c')).to.equal(false)
    await put(BASE)
    expect(await select('id, whatid', 'task')).to.deep.equal([[task, lot]])
    expect(await select('id', 'lot__c')).to.deep.equal([[lot]])
  })

  it('refuses an object that comes back with a field of another type, until the field is there as it was', async () => {
    const weight = 'objects/lot__c/fields/weight__c.json'
    const text = { label: 'Weight', type: 'Text', length: 20 }
    await test.org.database.run({
      text: `UPDATE "${test.org.schema}"."lot__c" SET "weight__c" = 2.5`,
      values: [],
    })
    await put(without(/lot__c/))
    expect(await refusalOf(change({ [weight]: text }))).to.deep.equal([
      `${weight}:1:1: lot__c comes back with its records, in which weight__c is numeric(8,2): it cannot be text at once. Deploy the field as it was, and change its type in the next deploy. [field.restored-type]`,
    ])
    await put(BASE)
    await put(change({ [weight]: text }))
    expect((await select('weight__c', 'lot__c')).flat()).to.include('2.50')
  })

  it('refuses a lookup of other objects, at the key that asks for it', async () => {
    const field = { label: 'Lot', type: 'Lookup', referenceTo: 'Account', relationshipName: 'items' }
    expect(await refusalOf(change({ 'objects/item__c/fields/lot__c.json': field }))).to.deep.equal([
      'objects/item__c/fields/lot__c.json:4:18: item__c.lot__c cannot look up Account instead of lot__c: its values would be lost. Add a new field instead. [field.unsafe-type-change]',
    ])
  })

  const conversions: readonly (readonly [what: string, field: object, place: string, to: string])[] = [
    ['another type', { label: 'Note', type: 'Date' }, '3:11', 'Date'],
    ['less room', { label: 'Note', type: 'Text', length: 4 }, '4:13', 'Text(4)'],
    ['numbers', { label: 'Note', type: 'Number', precision: 8, scale: 2 }, '3:11', 'Number(6, 2)'],
  ]
  for (const [what, field, place, to] of conversions) {
    it(`refuses values that do not fit, at the key that asks for it: ${what}`, async () => {
      expect(await refusalOf(change({ 'objects/lot__c/fields/note__c.json': field }))).to.deep.equal([
        `objects/lot__c/fields/note__c.json:${place}: lot__c.note__c cannot become ${to}: 1 value does not convert, for example in ${lot}. Correct these records first. [field.values-do-not-convert]`,
      ])
      expect(await select('note__c', 'lot__c')).to.deep.equal([['twelve letters']])
    })
  }
})
