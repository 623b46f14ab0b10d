import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { noHooks } from '../../../server/records/hooks.ts'
import { importFile } from '../../../server/records/import/import-file.ts'
import type { ImportOptions } from '../../../server/records/import/import-options.ts'
import { readMapping } from '../../../server/records/import/read-mapping.ts'
import { readJson } from '../../../server/records/read.ts'
import { createTestOrg, type TestOrg } from '../../support/test-org.ts'
import { collect, type Imported, type Values } from '../sheet-org.ts'

const REPOSITORY = join(import.meta.dirname, '..', '..', '..')
const DATA = join(REPOSITORY, '..', 'shared', 'data', 'tenders')
const MAPPINGS = join(REPOSITORY, 'metadata', 'manufaktura', 'data', 'mappings')

type Row = Readonly<Record<string, string>>

const rowsOf = (name: string): readonly Row[] =>
  parse(readFileSync(join(DATA, name)), { columns: true, bom: true }) as readonly Row[]

const SHEETS = [
  { sheet: 'Accounts', object: 'Account', mapping: 'workbook-accounts', upsert: 'external_code__c' },
  { sheet: 'Orders', object: 'Order', mapping: 'workbook-orders', upsert: 'external_id__c' },
  {
    sheet: 'Proposals',
    object: 'order_proposal__c',
    mapping: 'workbook-proposals',
    upsert: 'external_id__c',
  },
] as const

describe('the workbook of the operations team', () => {
  if (!existsSync(DATA)) {
    it('is imported where the data is')
    return
  }
  const alterations = rowsOf('alterations.csv')
  const imported = new Map<string, Imported>()
  let org: TestOrg

  async function load({ object, mapping, upsert }: (typeof SHEETS)[number]): Promise<Imported> {
    const options: ImportOptions = {
      ...{ object, upsert, fileName: 'orders.xlsx', timeZone: 'Asia/Tbilisi' },
      mapping: readMapping(JSON.parse(readFileSync(join(MAPPINGS, `${mapping}.json`), 'utf8'))),
      ...(object === 'Order' && { skipRules: ['Tender_in_three_days'] }),
    }
    const file = Readable.from([readFileSync(join(DATA, 'orders.xlsx'))])
    return collect(importFile(org.session, file, options, noHooks))
  }

  async function query(soql: string): Promise<readonly Values[]> {
    const read = async (offset: number): Promise<readonly Values[]> => {
      const text = await readJson(org.session, `${soql} LIMIT 2000 OFFSET ${offset}`, { version: '60.0' })
      return JSON.parse(text).records
    }
    return [...(await read(0)), ...(await read(2000))]
  }

  before(async () => {
    org = await createTestOrg()
    for (const sheet of SHEETS) imported.set(sheet.sheet, await load(sheet))
  })
  after(() => org.dispose())

  it('gives every record once', async () => {
    const count = async (from: string): Promise<number> => (await query(`SELECT Id FROM ${from}`)).length
    expect({
      orders: await count('Order'),
      proposals: await count('order_proposal__c'),
      buyers: await count("Account WHERE RecordType.DeveloperName = 'Hardware_Designer'"),
      manufacturers: await count("Account WHERE RecordType.DeveloperName = 'Manufacturer'"),
    }).to.deep.equal({ orders: 1885, proposals: 1755, buyers: 284, manufacturers: 869 })
  })

  for (const { sheet } of SHEETS) {
    const rowsOfKind = (kind: RegExp): readonly number[] =>
      alterations
        .filter(row => row.sheet === sheet && kind.test(row.kind ?? ''))
        .map(row => Number(row.excel_row))

    it(`rejects exactly the added rows of ${sheet}, each with its reason`, () => {
      const { rejected } = imported.get(sheet) as Imported
      expect(rejected.map(({ row }) => row).sort()).to.deep.equal([...rowsOfKind(/^added_row_/)].sort())
      for (const { why, fix } of rejected) expect([why, fix]).not.to.include('')
    })

    it(`leaves out exactly the copies, notes, totals and blank rows of ${sheet}`, () => {
      const { skipped } = imported.get(sheet) as Imported
      const numbers = skipped.map(text => Number.parseInt(text, 10))
      const wanted = rowsOfKind(/^(duplicate_row_\w+|note_row|total_row|blank_row)$/)
      expect([...numbers].sort()).to.deep.equal([...wanted].sort())
    })
  }

  it('has the values of the original, but for what the workbook does not tell any more', async () => {
    const told = (row: Row): boolean => row.expected_result !== row.canonical_value
    const wanted = alterations
      .filter(
        row => row.sheet === 'Orders' && /^(Expected amount|Announced)$/.test(row.column ?? '') && told(row),
      )
      .map(row => `${row.column}: ${row.canonical_value} → ${row.expected_result}`)
    const fields =
      'external_id__c, Account.external_code__c, title__c, announced_at__c, EffectiveDate, currency__c, expected_amount__c'
    const stored = await query(`SELECT ${fields} FROM Order ORDER BY external_id__c`)
    const originals = new Map(rowsOf('orders.csv').map(row => [row.external_id, row]))
    expect(stored).to.have.length(originals.size)
    const found = stored.flatMap(order =>
      differences(order, originals.get(order.external_id__c as string) as Row),
    )
    expect(found.sort()).to.deep.equal([...wanted].sort())
  })

  it('gives the same once more', async () => {
    for (const sheet of SHEETS) {
      const { counts, rejected } = await load(sheet)
      const before = imported.get(sheet.sheet) as Imported
      expect(counts).to.include({ created: 0, updated: before.counts.created + before.counts.updated })
      expect(rejected).to.deep.equal(before.rejected)
    }
  })
})

function differences(order: Values, original: Row): readonly string[] {
  const pairs: Readonly<Record<string, readonly [string | undefined, unknown]>> = {
    Title: [original.title, order.title__c],
    Buyer: [original.buyer_code, (order.Account as Values).external_code__c],
    Currency: [original.currency, order.currency__c],
    Announced: [original.announced_at, inTbilisi(order.announced_at__c as string)],
    // The order keeps the day alone.
    'Tender end date': [original.tender_end_at?.slice(0, 10), order.EffectiveDate],
    'Expected amount': [original.expected_amount, order.expected_amount__c],
  }
  return Object.entries(pairs).flatMap(([column, [before, after]]) =>
    before === String(after ?? '(null)') || Number(before) === after
      ? []
      : [`${column}: ${before} → ${after ?? '(null)'}`],
  )
}

function inTbilisi(instant: string): string {
  const local = new Date(Date.parse(instant.replace('+0000', 'Z')) + 4 * 3_600_000)
  return local.toISOString().replace('.000Z', '+04:00')
}
