import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import sql, { raw } from 'sql-template-tag'
import type { FieldSpec } from '../../server/fields/field-spec.ts'
import type { Value } from '../../server/fields/field-type.ts'
import { fieldTypeFor } from '../../server/fields/registry.ts'
import { exportRecords } from '../../server/records/export/export-records.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { importFile } from '../../server/records/import/import-file.ts'
import { readJson } from '../../server/records/read.ts'
import { write } from '../../server/records/write.ts'
import type { TypeSamples } from '../fields/samples/type-samples.ts'
import { SAMPLES } from '../fields/samples.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'
import { collect, type Imported } from './sheet-org.ts'

type Values = Readonly<Record<string, unknown>>

/** What the engine makes itself: nobody sets it. */
const COMPUTED = ['AutoNumber', 'Formula', 'Summary']
const TYPES = Object.keys(SAMPLES).filter(name => name !== 'Id')
/** What is saved beside the row: see the test of files. */
const BODIES = ['Base64']
const WRITABLE = TYPES.filter(name => !COMPUTED.includes(name) && !BODIES.includes(name))
const objectOf = (type: string): string => `${type.toLowerCase()}_row__c`
const REFERENCES = ['Lookup', 'MasterDetail']

function sourceOf(spec: FieldSpec): object {
  const { label, type, length, precision, scale, values, restricted } = spec
  const form = { label, type, length, precision, scale }
  if (REFERENCES.includes(type)) return { label, type, referenceTo: 'target__c' }
  if (!values) return form
  const value = values.map(({ fullName, label: shown, isActive }) => ({ fullName, label: shown, isActive }))
  return { ...form, valueSet: { restricted, valueSetDefinition: { value } } }
}

function filesOf(type: string): Readonly<Record<string, object>> {
  const object = `objects/${objectOf(type)}`
  return {
    [`${object}/object.json`]: { label: type, pluralLabel: `${type}s` },
    [`${object}/fields/x__c.json`]: sourceOf((SAMPLES[type] as TypeSamples).spec),
  }
}

/** Types of external ids: two values that are the same to the field, and another one. */
const KEYS: readonly (readonly [type: string, keys: object, one: unknown, same: unknown, other: unknown])[] =
  [
    ['Text', {}, 'Abc', 'aBC', 'abd'],
    ['Text', { caseSensitive: true }, 'Abc', 'Abc', 'aBC'],
    ['Email', {}, 'Ada@x.io', 'ada@X.io', 'bob@x.io'],
    ['Number', { precision: 10, scale: 1 }, 7, '7.00', 7.1],
  ]
const keyObject = (n: number): string => `key_${n}__c`

function keyFiles([type, keys]: (typeof KEYS)[number], n: number): Readonly<Record<string, object>> {
  const object = `objects/${keyObject(n)}`
  return {
    [`${object}/object.json`]: { label: 'K', pluralLabel: 'K' },
    [`${object}/fields/x__c.json`]: { label: 'X', type, unique: true, externalId: true, ...keys },
  }
}

function uniqueFile(type: string, keys: object = {}): Readonly<Record<string, object>> {
  const object = `objects/unique_${type.toLowerCase()}__c`
  return {
    [`${object}/object.json`]: { label: 'U', pluralLabel: 'U' },
    [`${object}/fields/x__c.json`]: { label: 'X', type, unique: true, ...keys },
  }
}

const FILES = {
  'objects/target__c/object.json': { label: 'Target', pluralLabel: 'Targets' },
  ...Object.assign({}, ...WRITABLE.map(filesOf)),
  ...Object.assign({}, ...KEYS.map(keyFiles)),
  ...uniqueFile('Phone'),
  ...uniqueFile('Date'),
  ...uniqueFile('Lookup', { referenceTo: 'target__c' }),
  'objects/computed__c/object.json': { label: 'Computed', pluralLabel: 'Computed' },
  'objects/computed__c/fields/AutoNumber__c.json': {
    label: 'A',
    type: 'AutoNumber',
    displayFormat: 'A-{YYYY}{MM}{DD}-{000}',
    startingNumber: 7,
  },
  'objects/computed__c/fields/Formula__c.json': { label: 'F', type: 'Number', formula: 'LEN(Name)' },
  'objects/computed__c/fields/Summary__c.json': {
    label: 'S',
    type: 'Summary',
    summaryOperation: 'count',
    summaryForeignKey: 'part__c.whole__c',
  },
  'objects/part__c/object.json': { label: 'Part', pluralLabel: 'Parts' },
  'objects/part__c/fields/whole__c.json': {
    label: 'Whole',
    type: 'MasterDetail',
    referenceTo: 'computed__c',
  },
}

describe('Every field type, from the API to the database and back', () => {
  let org: TestOrg
  const targets: string[] = []

  before(async () => {
    org = await createTestOrg(sourceFiles(FILES))
    for (const Name of ['a', 'b', 'c']) targets.push((await save('insert', 'target__c', { Name })) as string)
  })
  after(() => org.dispose())

  const attempt = async (operation: 'insert' | 'update', object: string, values: Values) => {
    const request = { operation, object, records: [values], allOrNone: true } as const
    return (await write(org.session, request, noHooks))[0]
  }
  const save = async (operation: 'insert' | 'update', object: string, values: Values) => {
    const result = await attempt(operation, object, values)
    expect(result?.errors, JSON.stringify(values)).to.deep.equal([])
    return result?.id
  }
  const query = async (soql: string): Promise<readonly Values[]> =>
    JSON.parse(await readJson(org.session, soql, { version: '60.0' })).records
  const empty = async (object: string): Promise<void> => {
    for (const table of [object, '_import', '_import_batch']) {
      await org.org.database.run({ text: `DELETE FROM "${org.org.schema}"."${table}"`, values: [] })
    }
  }
  const load = (object: string, file: string): Promise<Imported> =>
    collect(
      importFile(org.session, Readable.from([Buffer.from(file)]), { object, fileName: 'f.csv' }, noHooks),
    )

  it('has samples', () => expect(TYPES).to.have.length(22))

  for (const type of WRITABLE) describe(type, () => conform(type))

  function conform(type: string): void {
    const samples = SAMPLES[type] as TypeSamples
    const { spec } = samples
    const fieldType = fieldTypeFor(spec)
    const object = objectOf(type)
    const isReference = REFERENCES.includes(type)
    const isRequired = type === 'MasterDetail'
    const inputOf = (n: number): unknown => (isReference ? targets[n] : samples.values[n]?.input)
    const jsonOf = (n: number): unknown =>
      isReference ? targets[n] : JSON.parse(samples.values[n]?.json ?? '')
    const rows = (clause = 'ORDER BY Name') => query(`SELECT Name, x__c FROM ${object} ${clause}`)
    const names = async (clause: string) => (await rows(clause)).map(({ Name }) => Name)
    const fill = async (): Promise<readonly string[]> => {
      await empty(object)
      const ids: string[] = []
      for (const n of [0, 1, 2]) {
        ids.push((await save('insert', object, { Name: String(n), x__c: inputOf(n) })) as string)
      }
      return ids
    }
    const stored = async (): Promise<readonly Value[]> => {
      const select = fieldType.select(raw('"x__c"'), spec)
      const statement = sql`SELECT ${select} FROM ${raw(`"${org.org.schema}"."${object}"`)} ORDER BY "name"`
      const { rows: found } = await org.org.database.run({ text: statement.text, values: statement.values })
      return found.map(([value]) => (value === null ? null : fieldType.fromDatabase(value as string)))
    }

    it('is created and read', async () => {
      await fill()
      expect((await rows()).map(({ x__c }) => x__c)).to.deep.equal([0, 1, 2].map(jsonOf))
    })

    it('is updated, and emptied where it may be', async () => {
      const [Id] = await fill()
      if (!isRequired) {
        await save('update', object, { Id, x__c: inputOf(2) })
        expect((await rows("WHERE Name = '0'"))[0]?.x__c).to.deep.equal(jsonOf(2))
      }
      const result = await attempt('update', object, { Id, x__c: null })
      if (isRequired) expect(result?.errors[0]?.code).to.equal('INVALID_FIELD_FOR_INSERT_UPDATE')
      else expect((await rows("WHERE Name = '0'"))[0]?.x__c).to.equal(type === 'Checkbox' ? false : null)
    })

    it('is found by literals, or says that it is not', async () => {
      await fill()
      for (const n of [0, 1, 2]) {
        const literal = literalOf(
          type,
          isReference ? (targets[n] as string) : (samples.criteria[n] as string),
        )
        const clause =
          type === 'MultiselectPicklist' ? `WHERE x__c = ${literal}` : `WHERE x__c = ${literal} ORDER BY Name`
        if (!fieldType.filterable) {
          expect(await codeOf(names(clause))).to.match(/INVALID_FIELD|MALFORMED_QUERY/)
          continue
        }
        const same = [0, 1, 2].filter(other => JSON.stringify(jsonOf(other)) === JSON.stringify(jsonOf(n)))
        expect(await names(clause), literal).to.deep.equal(same.map(String))
      }
    })

    it('sorts, or says that it does not', async () => {
      await fill()
      if (fieldType.sortable) expect(await names('ORDER BY x__c, Name')).to.deep.equal(['0', '1', '2'])
      else expect(await codeOf(names('ORDER BY x__c'))).to.match(/INVALID_FIELD|MALFORMED_QUERY/)
    })

    it('refuses what it cannot take, and saves nothing', async () => {
      await empty(object)
      for (const [input, code] of samples.bad) {
        const result = await attempt('insert', object, { Name: 'bad', x__c: input })
        expect(result?.errors[0], String(input).slice(0, 60)).to.include({ code })
        expect(result?.errors[0]?.fields).to.deep.equal(['x__c'])
      }
      expect(await rows()).to.deep.equal([])
    })

    it('is exported, and imported again', async () => {
      await fill()
      const before = await stored()
      const options = { object, fields: ['Name', 'x__c'], format: 'csv' } as const
      const file = await text(await exportRecords(org.session, options))
      await empty(object)
      const { rejected, counts } = await load(object, file)
      expect(rejected).to.deep.equal([])
      expect(counts).to.include({ created: 3 })
      expect(await stored()).to.deep.equal(before)
    })

    it('is imported from what people type, or refused with the reason', async () => {
      if (isReference) return
      const good = samples.cells.filter((cell): cell is [string, Value] => typeof cell[0] === 'string')
      const bad = samples.badCells.filter((cell): cell is [string, RegExp] => typeof cell[0] === 'string')
      await empty(object)
      const lines = [...good, ...bad].map(([cell], n) => `${String(n).padStart(3, '0')},${quoted(cell)}`)
      const { rejected } = await load(object, ['Name,x__c', ...lines].join('\n'))
      expect(await stored()).to.deep.equal(good.map(([, value]) => value))
      const reasons = rejected.map(({ why }) => why)
      expect(reasons).to.have.length(bad.length)
      for (const [n, [cell, why]] of bad.entries()) expect(reasons[n], cell.slice(0, 60)).to.match(why)
    })
  }

  describe('a unique external id', () => {
    for (const [n, [type, keys, one, same, other]] of KEYS.entries()) {
      it(`of type ${type} ${JSON.stringify(keys)} is ${one} and ${same} alike, and not ${other}`, async () => {
        const object = keyObject(n)
        const id = await save('insert', object, { Name: 'one', x__c: one })
        const twice = await attempt('insert', object, { Name: 'twice', x__c: same })
        expect(twice?.errors[0]).to.include({ code: 'DUPLICATE_VALUE' })
        const upsert = async (x__c: unknown) => {
          const request = { object, operation: 'upsert', externalIdField: 'x__c', allOrNone: true } as const
          return (await write(org.session, { ...request, records: [{ Name: 'put', x__c }] }, noHooks))[0]
        }
        expect(await upsert(same)).to.include({ id, success: true })
        expect((await upsert(other))?.id)
          .to.be.a('string')
          .and.not.equal(id)
        await save('insert', object, { Name: 'without' })
        await save('insert', object, { Name: 'without too' })
      })
    }
  })

  it('is unique without being an external id', async () => {
    const values = { Phone: '+1 555', Date: '2026-01-31', Lookup: targets[0] }
    for (const [type, one] of Object.entries(values)) {
      const object = `unique_${type.toLowerCase()}__c`
      await save('insert', object, { Name: 'one', x__c: one })
      const twice = await attempt('insert', object, { Name: 'twice', x__c: one })
      expect(twice?.errors[0], type).to.include({ code: 'DUPLICATE_VALUE' })
    }
  })

  describe('what is computed', () => {
    for (const type of COMPUTED) {
      it(`${type} is read, found and sorted, and nobody sets it`, async () => {
        await empty('part__c')
        await empty('computed__c')
        const ids = []
        for (const Name of ['ab', 'abc']) ids.push(await save('insert', 'computed__c', { Name }))
        await save('insert', 'part__c', { Name: 'p', whole__c: ids[1] })
        const found = await query(`SELECT Name, ${type}__c FROM computed__c ORDER BY ${type}__c DESC`)
        expect(found.map(({ Name }) => Name)).to.deep.equal(['abc', 'ab'])
        const value = found[0]?.[`${type}__c`]
        const literal = typeof value === 'string' ? `'${value}'` : String(value)
        expect(value).to.match(
          { AutoNumber: /^A-20\d{6}-\d{3}$/, Formula: /^3$/, Summary: /^1$/ }[type] as RegExp,
        )
        expect(await query(`SELECT Id FROM computed__c WHERE ${type}__c = ${literal}`)).to.have.length(1)
        for (const operation of ['insert', 'update'] as const) {
          const values = { ...(operation === 'update' && { Id: ids[0] }), [`${type}__c`]: value, Name: 'x' }
          const result = await attempt(operation, 'computed__c', values)
          expect(result?.errors[0]?.code).to.equal('INVALID_FIELD_FOR_INSERT_UPDATE')
        }
        const file = await text(await exportRecords(org.session, { object: 'computed__c', format: 'csv' }))
        expect(file).to.include(String(value))
      })
    }
  })
})

function literalOf(type: string, criterion: string): string {
  const isBare = ['Number', 'Currency', 'Percent', 'Date', 'DateTime', 'Time', 'Checkbox'].includes(type)
  return isBare
    ? criterion
    : `'${criterion.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: { code?: string }) => String(error.code),
  )
}
