import { expect } from 'chai'
import { raw } from 'sql-template-tag'
import type { FieldSpec } from '../../server/fields/field-spec.ts'
import { fieldTypeFor } from '../../server/fields/registry.ts'
import type { Database } from '../../server/storage/database.ts'
import { testDatabase } from '../support/test-database.ts'
import { pickValues, specOf } from './samples/type-samples.ts'

const context = { timeZone: 'Asia/Tbilisi' }
const text = (length: number): FieldSpec => specOf('Text', { length })
const number = (precision: number, scale: number): FieldSpec => specOf('Number', { precision, scale })
const pick = (...names: string[]): FieldSpec =>
  specOf('Picklist', { restricted: true, values: pickValues(...names) })
const multi = (...names: string[]): FieldSpec =>
  specOf('MultiselectPicklist', { restricted: true, values: pickValues(...names) })
const ID = '001000000000001AAA'

interface Scenario {
  readonly from: FieldSpec
  readonly to: FieldSpec
  /** Stored values in PostgreSQL's text; null is always one more. */
  readonly good: readonly string[]
  /** What they become, as selected. */
  readonly then: readonly (string | null)[]
  /** Stored values that do not convert. */
  readonly bad: readonly string[]
  /** What null becomes, where it becomes something. */
  readonly blank?: string
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a shorter text': {
    from: text(50),
    to: text(3),
    good: ['abc', 'a🐎'],
    then: ['abc', 'a🐎'],
    bad: ['abcd', 'ab🐎'],
  },
  'lines to a line': {
    from: specOf('LongTextArea', { length: 1000 }),
    to: text(20),
    good: ['one line'],
    then: ['one line'],
    bad: ['two\nlines', 'x'.repeat(21)],
  },
  'text to number': {
    from: text(50),
    to: number(5, 2),
    good: ['12.5', '-999.99', '.5', '+7'],
    then: ['12.50', '-999.99', '0.50', '7.00'],
    bad: ['abc', '1000', '1.234', 'NaN', 'Infinity', '1e3', '1 200', `9${'9'.repeat(39)}`],
  },
  'number to text': {
    from: number(10, 2),
    to: text(6),
    good: ['12.5', '-0.01'],
    then: ['12.50', '-0.01'],
    bad: ['12345.67'],
  },
  'fewer decimals': {
    from: number(10, 3),
    to: number(5, 1),
    good: ['12.500', '-9999.900'],
    then: ['12.5', '-9999.9'],
    bad: ['12.510', '10000.000'],
  },
  'text to date': {
    from: text(50),
    to: specOf('Date'),
    good: ['2011-11-08', '2012-02-29', '2000-02-29', '4000-12-31'],
    then: ['2011-11-08', '2012-02-29', '2000-02-29', '4000-12-31'],
    bad: [
      '2011-02-29',
      '1900-02-29',
      '2011-04-31',
      '2011-13-01',
      '08.11.2011',
      'today',
      '1699-12-31',
      '4001-01-01',
    ],
  },
  'date to text': {
    from: specOf('Date'),
    to: text(10),
    good: ['2011-11-08'],
    then: ['2011-11-08'],
    bad: [],
  },
  'text to date-time': {
    from: text(50),
    to: specOf('DateTime'),
    good: ['2011-11-08T13:00:00+04:00', '2011-11-08T09:00Z', '2011-11-08T09:00:00.123+0000'],
    then: ['2011-11-08T09:00:00.000Z', '2011-11-08T09:00:00.000Z', '2011-11-08T09:00:00.123Z'],
    bad: ['2011-11-08', '2011-11-08T13:00:00', '2011-11-08T25:00:00Z', 'now', '2011-02-30T00:00:00Z'],
  },
  'date to date-time, at midnight of the org': {
    from: specOf('Date'),
    to: specOf('DateTime'),
    good: ['2011-11-08'],
    then: ['2011-11-07T20:00:00.000Z'],
    bad: [],
  },
  'date-time to date, as the org has it': {
    from: specOf('DateTime'),
    to: specOf('Date'),
    good: ['2011-11-07T21:00:00Z', '2011-11-08T19:00:00Z'],
    then: ['2011-11-08', '2011-11-08'],
    bad: [],
  },
  'text to time': {
    from: text(50),
    to: specOf('Time'),
    good: ['13:05', '23:59:59.999Z'],
    then: ['13:05:00.000', '23:59:59.999'],
    bad: ['24:00', '1 PM', '13:60'],
  },
  'text to checkbox': {
    from: text(50),
    to: specOf('Checkbox'),
    good: ['Yes', 'false', '0', 'да'],
    then: ['t', 'f', 'f', 't'],
    bad: ['maybe', '2'],
    blank: 'f',
  },
  'number to checkbox': {
    from: number(5, 0),
    to: specOf('Checkbox'),
    good: ['0', '1'],
    then: ['f', 't'],
    bad: ['2'],
    blank: 'f',
  },
  'text to a restricted picklist': {
    from: text(50),
    to: pick('A', "It's"),
    good: ['A', "It's"],
    then: ['A', "It's"],
    bad: ['a', 'B'],
  },
  'a picklist with fewer values': {
    from: pick('A', 'B'),
    to: pick('A'),
    good: ['A'],
    then: ['A'],
    bad: ['B'],
  },
  'one choice to several': {
    from: pick('A', 'B;C'),
    to: multi('A'),
    good: ['A'],
    then: ['A'],
    bad: ['B;C'],
  },
  'several choices to one': {
    from: multi('A', 'B'),
    to: pick('A', 'B'),
    good: ['{A}'],
    then: ['A'],
    bad: ['{A,B}'],
  },
  'several choices, fewer of them': {
    from: multi('A', 'B'),
    to: multi('A'),
    good: ['{A}'],
    then: ['A'],
    bad: ['{B}', '{A,B}'],
  },
  'several choices to text': {
    from: multi('A', 'B'),
    to: text(3),
    good: ['{A,B}'],
    then: ['A;B'],
    bad: ['{Abc,B}'],
  },
  'text to e-mail': {
    from: text(200),
    to: specOf('Email'),
    good: ['a@b.ge'],
    then: ['a@b.ge'],
    bad: ['a@b', 'nobody', `${'x'.repeat(80)}@b.ge`],
  },
  'checkbox to text': {
    from: specOf('Checkbox'),
    to: text(5),
    good: ['t', 'f'],
    then: ['true', 'false'],
    bad: [],
  },
  'lookup to detail': {
    from: specOf('Lookup', { referenceTo: ['Account'] }),
    to: specOf('MasterDetail', { referenceTo: ['Account'] }),
    good: [ID],
    then: [ID],
    bad: [],
  },
}

describe('A field that changes its type', () => {
  let database: Database
  let tables = 0

  before(async () => {
    database = await testDatabase()
    await database.run({ text: 'CREATE SCHEMA IF NOT EXISTS field_changes', values: [] })
  })

  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const { from, to, good, bad, blank } = scenario
    const run = async (statement: string) => (await database.run({ text: statement, values: [] })).rows
    const [fromType, toType] = [fieldTypeFor(from), fieldTypeFor(to)]
    const column = raw('"x__c"')

    it(`${name}: converts every value, or says which do not`, async () => {
      const table = `field_changes.t${++tables}`
      expect(toType.changeFrom(from, to)).to.equal('convert')
      const conversion = toType.convert?.(column, from, to, context)
      if (!conversion) throw new Error('no conversion')
      expect([conversion.using.values, conversion.bad.values], 'no bind values').to.deep.equal([[], []])
      const isMaster = to.type === 'MasterDetail'
      await run(`CREATE TABLE ${table} (n serial, x__c ${fromType.column(from)?.sqlType})`)
      const values = [...good, ...bad, ...(isMaster ? [] : [null])]
      for (const value of values) {
        await database.run({ text: `INSERT INTO ${table} (x__c) VALUES ($1)`, values: [value] })
      }
      const found = await run(`SELECT n FROM ${table} WHERE ${conversion.bad.text} ORDER BY n`)
      expect(found.flat()).to.deep.equal(bad.map((_, index) => String(good.length + index + 1)))
      await run(`DELETE FROM ${table} WHERE ${conversion.bad.text}`)
      const { sqlType } = toType.column(to) ?? { sqlType: '' }
      await run(`ALTER TABLE ${table} ALTER x__c TYPE ${sqlType} USING ${conversion.using.text}`)
      const after = await run(`SELECT ${toType.select(column, to).text} FROM ${table} ORDER BY n`)
      expect(after.flat()).to.deep.equal([...scenario.then, ...(isMaster ? [] : [blank ?? null])])
    })
  }
})
