import { expect } from 'chai'
import sql, { raw, type Sql } from 'sql-template-tag'
import type { FieldType, Parsed, Value } from '../../server/fields/field-type.ts'
import { fieldTypeFor, fieldTypes, findFieldType } from '../../server/fields/registry.ts'
import type { Database } from '../../server/storage/database.ts'
import { testDatabase } from '../support/test-database.ts'
import { type Sample, specOf, type TypeSamples } from './samples/type-samples.ts'
import { SAMPLES } from './samples.ts'

const context = { timeZone: 'Asia/Tbilisi' }
const COLUMN = raw('"x__c"')

function accepted(parsed: Parsed): Value {
  if ('problem' in parsed) throw new Error(parsed.problem.message)
  return parsed.value
}

function refused(parsed: Parsed): { readonly code: string; readonly message: string } {
  if ('value' in parsed) throw new Error(`accepted as ${JSON.stringify(parsed.value)}`)
  return parsed.problem
}

describe('Field types', () => {
  let database: Database

  before(async () => {
    database = await testDatabase()
    await database.run({ text: 'CREATE SCHEMA IF NOT EXISTS field_conformance', values: [] })
  })

  it('have samples, each of them', () => {
    expect(Object.keys(SAMPLES).sort()).to.deep.equal([...fieldTypes.keys(), 'Id'].sort())
  })

  for (const [name, samples] of Object.entries(SAMPLES)) {
    describe(name, () => conform(name, samples, () => database))
  }
})

function conform(name: string, samples: TypeSamples, database: () => Database): void {
  const { spec } = samples
  const type = fieldTypeFor(spec)

  it('is frozen, named and says what it takes', () => {
    expect(findFieldType(name)).to.be.frozen.and.to.include({ name })
    expect(type.describe(spec)).to.deep.equal(samples.describe)
    expect(type.tsType(spec)).to.equal(samples.tsType)
  })

  it('reads what the API gives', () => {
    if (name !== 'Formula' && name !== 'Summary') {
      for (const { input, value } of samples.values) {
        expect(accepted(type.parse(input, spec, context)), String(input)).to.deep.equal(value)
      }
    }
    for (const [input, value] of samples.inputs) {
      expect(accepted(type.parse(input, spec, context)), String(input)).to.deep.equal(value)
    }
  })

  it('refuses what it cannot take, with a code and words', () => {
    for (const [input, code] of samples.bad) {
      const parsed = type.parse(input, spec, context)
      expect(parsed, String(input).slice(0, 60)).to.have.property('problem')
      const problem = refused(parsed)
      expect(problem.code, String(input).slice(0, 60)).to.equal(code)
      expect(problem.message).to.have.length.within(10, 500)
    }
  })

  it('reads what people type into cells', () => {
    for (const [cell, value] of samples.cells) {
      expect(accepted(type.parseCell(cell, spec, context)), String(cell)).to.deep.equal(value)
    }
    for (const [cell, why] of samples.badCells) {
      expect(type.parseCell(cell, spec, context), String(cell).slice(0, 60)).to.have.property('problem')
      expect(refused(type.parseCell(cell, spec, context)).message)
        .to.match(why)
        .and.to.match(/^Sample: /)
    }
  })

  it('writes cells that it reads again', () => {
    if (!samples.cells.length) return
    for (const { value } of samples.values) {
      const cell = type.toCell(value, context)
      expect(accepted(type.parseCell(cell, spec, context)), cell).to.deep.equal(value)
    }
  })

  it('gives rules its values and takes theirs', () => {
    for (const { value } of samples.values) {
      expect(type.fromRule(type.toRule(value), spec)).to.deep.equal(value)
    }
    expect(type.fromRule(type.toRule(null), spec)).to.equal(type.ruleType(spec) === 'boolean' ? false : null)
  })

  it('knows what may become of it', () => {
    for (const [from, safety] of samples.changes) {
      const { type: fromType = '', ...keys } = from
      expect(type.changeFrom(specOf(fromType, keys), spec), JSON.stringify(from)).to.equal(safety)
    }
  })

  if (type.column(spec) !== null) storage(type, samples, database)
  else if (type.toBody) bodies(type, samples)
  else expressions(type, samples, database)
}

function storage(type: FieldType, samples: TypeSamples, database: () => Database): void {
  const { spec } = samples
  const table = raw(`field_conformance."${type.name.toLowerCase()}"`)
  const run = async (statement: Sql) =>
    (await database().run({ text: statement.text, values: statement.values })).rows
  const bind = (value: Value): string | null => (value === null ? null : type.toDatabase(value))

  it('has a column that PostgreSQL makes', async () => {
    const { sqlType, notNull, sqlDefault } = type.column(spec) ?? { sqlType: '' }
    const extra = `${notNull ? ' NOT NULL' : ''}${sqlDefault ? ` DEFAULT ${sqlDefault}` : ''}`
    await run(sql`CREATE TABLE ${table} (n int PRIMARY KEY, x__c ${raw(sqlType + extra)})`)
    for (const [n, { value }] of samples.values.entries()) {
      await run(sql`INSERT INTO ${table} VALUES (${n}, ${bind(value)})`)
    }
  })

  it('reads back what was written, whatever the session is set to', async () => {
    await database().withConnection(async connection => {
      await connection.run({ text: "SET TimeZone = 'America/Lima'; SET DateStyle = 'German'", values: [] })
      const { text } = sql`SELECT ${type.select(COLUMN, spec)} FROM ${table} ORDER BY n`
      const { rows } = await connection.run({ text, values: [] })
      await connection.run({ text: 'RESET TimeZone; RESET DateStyle', values: [] })
      const raws = rows.map(([value]) => value as string)
      expect(raws.map(type.fromDatabase)).to.deep.equal(samples.values.map(({ value }) => value))
      expect(raws.map(type.toJson)).to.deep.equal(samples.values.map(({ json }) => json))
      for (const json of raws.map(type.toJson)) JSON.parse(json)
    })
  })

  it('is updated, and holds nothing where it may', async () => {
    const { value } = samples.values[2]
    const changed = sql`UPDATE ${table} SET x__c = ${bind(value)} WHERE n = 0`
    const [row] = await run(sql`${changed} RETURNING ${type.select(COLUMN, spec)}`)
    expect(type.fromDatabase(row?.[0] as string)).to.deep.equal(value)
    if (!type.column(spec)?.notNull) {
      const nothing = sql`UPDATE ${table} SET x__c = ${null} WHERE n = 0`
      expect(await run(sql`${nothing} RETURNING ${type.select(COLUMN, spec)}`)).to.deep.equal([[null]])
    }
    await run(sql`UPDATE ${table} SET x__c = ${bind(samples.values[0].value)} WHERE n = 0`)
  })

  it('is found by literals, equal and less', async () => {
    if (!type.filterable) return
    for (const [n, literal] of samples.criteria.entries()) {
      const wanted = bind(accepted(type.parseCriterion(literal, spec, context)))
      const [left, right] = [type.comparable(COLUMN, spec), type.comparable(sql`${wanted}`, spec)]
      const equal = await run(sql`SELECT n FROM ${table} WHERE ${left} = ${right} ORDER BY n`)
      const value = (samples.values[n] as Sample).value
      const same = samples.values.flatMap((sample, index) => (sample.value === value ? [String(index)] : []))
      expect(equal.flat(), literal).to.deep.equal(Array.isArray(value) ? [String(n)] : same)
      if (!type.sortable) continue
      const less = await run(sql`SELECT count(*) FROM ${table} WHERE ${left} < ${right}`)
      expect(less, literal).to.deep.equal([[same[0]]])
    }
    for (const literal of samples.badCriteria ?? []) {
      expect(type.parseCriterion(literal, spec, context), literal).to.satisfy(
        (parsed: Parsed) => 'problem' in parsed || parsed.value === null,
      )
    }
  })

  it('sorts', async () => {
    if (!type.sortable) return
    const rows = await run(sql`SELECT n FROM ${table} ORDER BY ${type.comparable(COLUMN, spec)}, n`)
    expect(rows.flat()).to.deep.equal(['0', '1', '2'])
  })
}

/** What is saved beside the row: text becomes bytes. */
function bodies(type: FieldType, { spec, values, bad }: TypeSamples): void {
  it('makes bytes of what it reads, and of nothing else', () => {
    for (const { input } of values) {
      const parsed = type.toBody?.(input, spec)
      const body = parsed && 'body' in parsed ? parsed.body : undefined
      const bytes = Buffer.concat([...((body?.parts() ?? []) as Iterable<Buffer>)])
      expect(bytes.toString('base64')).to.equal(input)
      expect(body?.bytes).to.equal(bytes.length)
    }
    expect(type.toBody?.(null, spec)).to.deep.equal({ body: null })
    for (const [input] of bad) expect(type.toBody?.(input, spec)).to.have.property('problem')
    expect(type.toBody?.({ bytes: 1, md5: '', parts: () => [] }, spec)).to.have.property('problem')
  })
}

/** What is not stored is selected as the expression that it is. */
function expressions(type: FieldType, samples: TypeSamples, database: () => Database): void {
  it('selects its expression, rounded to its scale', async () => {
    const { text } = sql`SELECT ${type.select(raw('10::numeric / 3'), samples.spec)}`
    expect((await database().run({ text, values: [] })).rows).to.deep.equal([['3.33']])
  })
}
