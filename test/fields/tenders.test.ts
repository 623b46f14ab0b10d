import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import type { FieldSpec } from '../../server/fields/field-spec.ts'
import type { CellInput, Value } from '../../server/fields/field-type.ts'
import { fieldTypeFor } from '../../server/fields/registry.ts'
import { pickValues, specOf } from './samples/type-samples.ts'

const FILE = join(import.meta.dirname, '../../../shared/data/tenders/alterations.csv')
const context = { timeZone: 'Asia/Tbilisi' }

type Alteration = Readonly<
  Record<'no' | 'column' | 'kind' | 'canonical_value' | 'written_value' | 'expected_result', string>
>

const TEXT = specOf('Text', { length: 255 })
const AMOUNT = specOf('Currency', { precision: 18, scale: 2 })
const INSTANT = specOf('DateTime')

/** The field that each column of the workbook becomes. */
const SPECS: Readonly<Record<string, FieldSpec>> = {
  Title: TEXT,
  'Order No': TEXT,
  Buyer: TEXT,
  'Buyer ID': TEXT,
  Manufacturer: TEXT,
  'Manufacturer ID': TEXT,
  'ID code': TEXT,
  Name: TEXT,
  'Expected amount': AMOUNT,
  Price: AMOUNT,
  'Tender end date': INSTANT,
  Announced: INSTANT,
  Submitted: INSTANT,
  Currency: specOf('Picklist', { restricted: true, values: pickValues({ fullName: 'GEL', label: 'ლარი' }) }),
  Type: specOf('Picklist', { restricted: true, values: pickValues('Hardware_Designer', 'Manufacturer') }),
}

/** The cell as a spreadsheet reader gives it: the file says of some that they were numbers or dates. */
function cellOf(written: string): CellInput {
  const number = /^(\d+) \(number\)$/.exec(written)
  if (number) return Number(number[1])
  const date = /^(\d{4}-\d\d-\d\d) \(Excel date, no time\)$/.exec(written)
  return date ? new Date(`${date[1]}T00:00:00Z`) : written
}

function parseAs(spec: FieldSpec, cell: CellInput): Value {
  const parsed = fieldTypeFor(spec).parseCell(cell, spec, context)
  if ('problem' in parsed) throw new Error(`${cell}: ${parsed.problem.message}`)
  return parsed.value
}

/** What the field makes of the canonical form: the two have to agree. */
function canonicalOf(spec: FieldSpec, text: string): Value {
  if (text === '(null)') return null
  const parsed = fieldTypeFor(spec).parse(text, spec, context)
  if ('problem' in parsed) throw new Error(parsed.problem.message)
  return parsed.value
}

describe('Cells of the tender workbook', () => {
  if (!existsSync(FILE)) {
    it('are read where the data is')
    return
  }
  const rows = parse(readFileSync(FILE), { columns: true }) as readonly Alteration[]
  const kinds = [...new Set(rows.filter(row => !row.column.startsWith('(')).map(row => row.kind))]

  const names = new Set(rows.filter(row => row.column === 'Status').map(row => row.canonical_value))
  const status = specOf('Picklist', { restricted: true, values: pickValues(...names) })

  for (const kind of kinds) {
    it(`are read as what they mean: ${kind}`, () => {
      const altered = rows.filter(row => row.kind === kind && !row.column.startsWith('('))
      expect(altered).not.to.have.length(0)
      for (const { no, column, canonical_value, written_value, expected_result } of altered) {
        const spec = column === 'Status' ? status : (SPECS[column] as FieldSpec)
        const value = parseAs(spec, cellOf(written_value))
        const wanted = WANTED[kind] ? WANTED[kind](canonical_value) : canonicalOf(spec, expected_result)
        expect(comparable(kind, value), `no ${no}: ${written_value}`).to.equal(comparable(kind, wanted))
      }
    })
  }

  it('say why they are refused: impossible dates, prices that are not there', () => {
    const refused = rows.filter(row => row.kind === 'added_row_impossible_date')
    expect(refused).to.have.length(4)
    for (const { written_value } of refused) {
      const parsed = fieldTypeFor(INSTANT).parseCell(written_value, INSTANT, context)
      expect(parsed)
        .to.have.nested.property('problem.message')
        .that.matches(/February 2012 has 29 days/)
    }
    for (const { written_value } of rows.filter(row => row.kind === 'added_row_without_price')) {
      expect(parseAs(AMOUNT, written_value)).to.equal(null)
    }
  })
})

/** Kinds whose full meaning needs other cells or records: what the field itself makes of them. */
const WANTED: Readonly<Record<string, (canonical: string) => Value>> = {
  code_as_number_without_prefix: canonical => canonical.replace(/^[BM]-/, ''),
  buyer_id_blank: () => null,
}

/** Text is compared without case, as queries and external ids do. */
function comparable(kind: string, value: Value): Value {
  return /_lower_case$/.test(kind) && typeof value === 'string' ? value.toLowerCase() : value
}
