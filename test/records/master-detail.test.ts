import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { readJson } from '../../server/records/read.ts'
import { write } from '../../server/records/write.ts'
import type { WriteOperation } from '../../server/records/write-request.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

type Values = Readonly<Record<string, unknown>>

const master = (referenceTo: string, relationshipName: string, more: object = {}): object => ({
  label: 'M',
  type: 'MasterDetail',
  referenceTo,
  relationshipName,
  ...more,
})
const total = (child: string, operation: string, more: object = {}): object => ({
  label: 'T',
  type: 'Summary',
  summaryOperation: operation,
  summaryForeignKey: `${child}.whole__c`,
  ...more,
})
const size = { label: 'Size', type: 'Number', precision: 10, scale: 1 }

const FILES = {
  'objects/whole__c/object.json': { label: 'Whole', pluralLabel: 'Wholes' },
  'objects/whole__c/fields/parts__c.json': total('part__c', 'count'),
  'objects/whole__c/fields/largest__c.json': total('part__c', 'max', {
    summarizedField: 'part__c.size__c',
    summaryFilterItems: [{ field: 'part__c.size__c', operation: 'lessThan', value: '100' }],
  }),
  'objects/whole__c/fields/fixed__c.json': total('fixed__c', 'count'),
  'objects/part__c/object.json': { label: 'Part', pluralLabel: 'Parts' },
  'objects/part__c/fields/whole__c.json': master('whole__c', 'parts', { reparentableMasterDetail: true }),
  'objects/part__c/fields/size__c.json': size,
  'objects/fixed__c/object.json': { label: 'Fixed', pluralLabel: 'Fixed' },
  'objects/fixed__c/fields/whole__c.json': master('whole__c', 'fixed'),
  'objects/pin__c/object.json': { label: 'Pin', pluralLabel: 'Pins' },
  'objects/pin__c/fields/part__c.json': master('part__c', 'pins'),
  'objects/seal__c/object.json': { label: 'Seal', pluralLabel: 'Seals' },
  'objects/seal__c/fields/part__c.json': master('part__c', 'seals', { deleteConstraint: 'Restrict' }),
}

describe('Masters and details', () => {
  let org: TestOrg
  before(async () => {
    org = await createTestOrg(sourceFiles(FILES))
  })
  after(() => org.dispose())

  const attempt = async (operation: WriteOperation, object: string, values: Values) =>
    (await write(org.session, { operation, object, records: [values], allOrNone: true }, noHooks))[0]
  const save = async (operation: WriteOperation, object: string, values: Values): Promise<string> => {
    const result = await attempt(operation, object, values)
    expect(result?.errors, `${operation} ${object}`).to.deep.equal([])
    return result?.id as string
  }
  const wholes = async (...ids: readonly string[]): Promise<readonly unknown[]> => {
    const soql = `SELECT parts__c, largest__c FROM whole__c WHERE Id IN ('${ids.join("','")}') ORDER BY Name`
    const { records } = JSON.parse(await readJson(org.session, soql, { version: '60.0' }))
    return records.map((one: Values) => [one.parts__c, one.largest__c])
  }
  const count = async (object: string): Promise<number> =>
    JSON.parse(await readJson(org.session, `SELECT COUNT() FROM ${object}`, { version: '60.0' })).totalSize

  it('count the detail where it belongs now, when it may move', async () => {
    const one = await save('insert', 'whole__c', { Name: 'one' })
    const two = await save('insert', 'whole__c', { Name: 'two' })
    const small = await save('insert', 'part__c', { Name: 'small', whole__c: one, size__c: 3 })
    await save('insert', 'part__c', { Name: 'large', whole__c: one, size__c: 7.5 })
    await save('insert', 'part__c', { Name: 'too large', whole__c: one, size__c: 250 })
    expect(await wholes(one, two)).to.deep.equal([
      [3, 7.5],
      [0, null],
    ])
    await save('update', 'part__c', { Id: small, whole__c: two })
    expect(await wholes(one, two)).to.deep.equal([
      [2, 7.5],
      [1, 3],
    ])
    await save('update', 'part__c', { Id: small, whole__c: one, size__c: 9 })
    expect(await wholes(one, two)).to.deep.equal([
      [3, 9],
      [0, null],
    ])
    await save('update', 'part__c', { Id: small, size__c: 100 })
    expect(await wholes(one)).to.deep.equal([[3, 7.5]])
  })

  it('do not part, when the detail may not move', async () => {
    const whole__c = await save('insert', 'whole__c', { Name: 'a' })
    const other = await save('insert', 'whole__c', { Name: 'b' })
    const Id = await save('insert', 'fixed__c', { Name: 'f', whole__c })
    const moved = await attempt('update', 'fixed__c', { Id, whole__c: other })
    expect(moved?.errors[0]).to.include({ code: 'INVALID_FIELD_FOR_INSERT_UPDATE' })
    const alone = await attempt('insert', 'fixed__c', { Name: 'alone' })
    expect(alone?.errors[0]).to.deep.include({ code: 'REQUIRED_FIELD_MISSING', fields: ['whole__c'] })
  })

  it('go together, details of details too, and come back together', async () => {
    const before = [await count('part__c'), await count('pin__c')]
    const Id = await save('insert', 'whole__c', { Name: 'gone' })
    const part__c = await save('insert', 'part__c', { Name: 'p', whole__c: Id, size__c: 1 })
    await save('insert', 'pin__c', { Name: 'q', part__c })
    await save('delete', 'whole__c', { Id })
    expect([await count('part__c'), await count('pin__c')]).to.deep.equal(before)
    await save('undelete', 'whole__c', { Id })
    expect([await count('part__c'), await count('pin__c')]).to.deep.equal(before.map(n => n + 1))
    expect(await wholes(Id)).to.deep.equal([[1, 1]])
  })

  it('stay, when a detail holds its master', async () => {
    const Id = await save('insert', 'whole__c', { Name: 'held' })
    const part__c = await save('insert', 'part__c', { Name: 'p', whole__c: Id })
    await save('insert', 'seal__c', { Name: 's', part__c })
    expect((await attempt('delete', 'part__c', { Id: part__c }))?.errors[0]).to.include({
      code: 'DELETE_FAILED',
    })
    expect((await attempt('delete', 'whole__c', { Id }))?.errors[0]).to.include({ code: 'DELETE_FAILED' })
    expect(await wholes(Id)).to.deep.equal([[1, null]])
  })
})
