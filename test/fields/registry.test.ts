import { expect } from 'chai'
import { fieldTypeFor, fieldTypeNames, fieldTypes, findFieldType } from '../../server/fields/registry.ts'
import { systemFields } from '../../server/fields/system-fields.ts'
import { AtelierError } from '../../server/kernel/errors.ts'
import { pickValues, specOf } from './samples/type-samples.ts'

describe('The registry of field types', () => {
  it('has the types of the Metadata API; Id is for the engine alone', () => {
    expect(fieldTypeNames).to.include.members(['AutoNumber', 'Html', 'MasterDetail', 'Summary', 'Formula'])
    expect(fieldTypes.has('Id')).to.equal(false)
    expect(findFieldType('Id')).to.include({ internal: true })
    expect(findFieldType('text')).to.equal(undefined)
  })

  it('refuses a type that is not there by name', () => {
    expect(() => fieldTypeFor(specOf('Txet'))).to.throw(AtelierError, /There is no field type "Txet"/)
  })

  it('gives formulas of one type the same type, without a column', () => {
    const formula = fieldTypeFor(specOf('Date', { formula: 'TODAY()' }))
    expect(formula).to.equal(fieldTypeFor(specOf('Date', { formula: 'TODAY() + 1' })))
    expect(formula).to.include({ name: 'Formula', writable: false, groupable: true })
    expect(formula.column(specOf('Date'))).to.equal(null)
    expect(formula.ruleType(specOf('Date'))).to.equal('date')
    expect(formula.toJson('2026-01-01')).to.equal('"2026-01-01"')
  })

  const summaries = [
    ['count', undefined, 'number', 'numeric', 'double'],
    ['sum', 'Currency', 'number', 'numeric', 'currency'],
    ['max', 'Number', 'number', 'numeric(10,2)', 'double'],
    ['min', 'Date', 'date', 'date', 'date'],
    ['max', 'DateTime', 'datetime', 'timestamptz(3)', 'datetime'],
  ] as const
  for (const [operation, summarized, ruleType, sqlType, described] of summaries) {
    it(`fits a ${operation} of ${summarized ?? 'records'} to its values`, () => {
      const spec = specOf('Summary', {
        summaryOperation: operation,
        ...(summarized && { summarizedType: summarized }),
        ...{ precision: 10, scale: 2 },
      })
      const type = fieldTypeFor(spec)
      expect(type).to.include({ name: 'Summary', writable: false })
      expect(type.ruleType(spec)).to.equal(ruleType)
      expect(type.column(spec)).to.deep.equal({ sqlType })
      expect(type.describe(spec).type).to.equal(described)
    })
  }

  it('rounds what a formula computes to its scale, in rules as in SQL', () => {
    const spec = specOf('Number', { precision: 10, scale: 1, formula: '10 / 3' })
    const type = fieldTypeFor(spec)
    expect(type.fromRule(type.toRule('3.3499'), spec)).to.equal('3.3')
    expect(type.fromRule(type.toRule('3.35'), spec)).to.equal('3.4')
  })

  it('says a picklist in TypeScript, whatever its values are', () => {
    const values = pickValues("a'b", 'c\\d', 'e\nf', 'g"h')
    const type = (restricted: boolean): string | undefined =>
      findFieldType('Picklist')?.tsType(specOf('Picklist', { values, restricted }))
    expect(type(true)).to.equal(String.raw`'a\'b' | 'c\\d' | 'e\nf' | 'g"h'`)
    expect(type(false)).to.match(/ \| \(string & \{\}\)$/)
  })
})

describe('System fields', () => {
  it('are those of Salesforce, and people set the owner and the record type alone', () => {
    expect(systemFields.map(field => field.spec.name)).to.have.members([
      ...['Id', 'OwnerId', 'IsDeleted', 'RecordTypeId', 'CreatedDate', 'CreatedById'],
      ...['LastModifiedDate', 'LastModifiedById', 'SystemModstamp'],
    ])
    const settable = systemFields.filter(field => field.createable && field.updateable)
    expect(settable.map(field => field.spec.name)).to.deep.equal(['OwnerId', 'RecordTypeId'])
    for (const { spec } of systemFields) expect(fieldTypeFor(spec).column(spec)).not.to.equal(null)
  })
})
