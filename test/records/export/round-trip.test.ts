import { expect } from 'chai'
import type { FieldType } from '../../../server/fields/field-type.ts'
import { fieldTypes } from '../../../server/fields/registry.ts'
import { FIELDS } from '../sheet-metadata.ts'
import { openSheetOrg, type SheetOrg, type Values } from '../sheet-org.ts'

const EMOJI = '👩🏽‍🚀 "quoted", ბორბალი; Ж\u2028'

/** Values that files, spreadsheets and people's habits are hard on. */
const NASTY: Readonly<Record<string, readonly unknown[]>> = {
  Checkbox: [true, false],
  Currency: ['1200.50', '-0.01', '9999999999999999.99', '0.00', '123456789012.34'],
  Date: ['2026-03-01', '1900-02-28', '1700-01-01', '2024-02-29', '3999-12-31'],
  DateTime: [
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
    '2026-03-29T01:00:00.000Z',
    '2011-11-08T09:00:00.123Z',
    '2011-11-08T23:59:59.999Z',
    '1850-05-05T05:05:05.000Z',
  ],
  Email: ["o'neill+tag@example.com"],
  Html: ['<p>one<br />two &amp; three</p>', '=1+1', '&lt;b&gt;'],
  LongTextArea: ['first\nsecond\n\n  indented  twice\tand a tab', EMOJI, 'x'.repeat(30_000), '_x0041_'],
  MultiselectPicklist: ['Red;None', 'None', 'Green'],
  Number: ['12345678901234.5678', '-1', '0.0001', '100', '1234567.1'],
  Percent: ['12.5', '-100', '0.125'],
  Phone: ['+995 32 2 000 000', '-100'],
  Picklist: ['In progress', 'N/A'],
  Text: [
    ...[
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      "'=quoted",
      "''+twice",
      "'plain",
      'TRUE',
      '007',
      '1e5',
      '1,5',
      '12.5%',
    ],
    ...[
      '2026-01-01',
      '08.11.2011',
      '#N/A',
      'n/a',
      '-',
      'none',
      'null',
      EMOJI,
      'sep=;',
      'constructor',
      '__proto__',
    ],
    ...[
      '_x000D_',
      'a\u0001b\ufffdc\u0085d',
      '"',
      '""',
      ',',
      ';',
      'Total',
      'Итого: 5',
      '# note',
      '--- see below',
    ],
  ],
  TextArea: ['one\ntwo', '"line\nbreak"'],
  Time: ['13:30:00.000Z', '23:59:59.999Z', '00:00:00.000Z'],
  Url: ['https://example.com/?q=1&r=ბ'],
}

describe('an exported file imported again', () => {
  let org: SheetOrg
  before(async () => {
    // In this zone clocks are put back on 2026-10-25: two instants show one clock.
    org = await openSheetOrg('Europe/Warsaw')
  })
  after(() => org.dispose())

  it('has a field of every type', () => {
    // Files are in no sheet.
    const isWritten = ({ internal, name }: FieldType): boolean => !internal && name !== 'Base64'
    const types = [...fieldTypes.values()].filter(isWritten).map(type => type.name)
    expect(Object.keys(FIELDS).sort()).to.deep.equal(types.sort())
  })

  const writable = Object.keys(NASTY).map(type => `${type}__c`)
  const soql = `SELECT key__c, Name, Lookup__c, MasterDetail__c, ${writable.join()} FROM gadget__c ORDER BY key__c`

  for (const format of ['csv', 'xlsx'] as const) {
    it(`gives the same values of every type: ${format}`, async () => {
      await org.empty('gadget__c')
      const [client] = await org.make('client__c', { Name: 'Acme' })
      const longest = Math.max(...Object.values(NASTY).map(values => values.length))
      const records = Array.from({ length: longest + 1 }, (_, row) => ({
        key__c: `K${String(row).padStart(3, '0')}`,
        Name: `Gadget ${row}`,
        MasterDetail__c: client,
        ...(row % 2 === 0 && { Lookup__c: client }),
        ...Object.fromEntries(
          Object.entries(NASTY).flatMap(([type, values]) =>
            row < values.length ? [[`${type}__c`, values[row]]] : [],
          ),
        ),
      }))
      await org.make('gadget__c', ...records)
      const before = await org.query(soql)
      const file = await org.export({ object: 'gadget__c', format })
      await org.empty('gadget__c')
      const { mapping, counts, rejected, skipped } = await org.import(file, { object: 'gadget__c' })
      expect(mapping.header).to.include.members(Object.keys(FIELDS).map(type => `${type}__c`))
      expect(rejected).to.deep.equal([])
      expect(skipped).to.deep.equal([])
      expect(counts.created).to.equal(records.length)
      expect(differences(before, await org.query(soql))).to.deep.equal([])
      const again = await org.import(file, { object: 'gadget__c', upsert: 'key__c' })
      expect(again.rejected.slice(0, 2)).to.deep.equal([])
      expect(again.counts).to.include({ created: 0, updated: records.length, rejected: 0 })
      expect(differences(before, await org.query(soql))).to.deep.equal([])
    })
  }
})

/** What is not the same: `K003 Text__c: "a" → "b"`. */
function differences(before: readonly Values[], after: readonly Values[]): readonly string[] {
  return before.flatMap((record, index) =>
    Object.entries(record)
      .map(([name, value]) => [name, JSON.stringify(value), JSON.stringify(after[index]?.[name])] as const)
      .filter(([, one, other]) => one !== other)
      .map(([name, one, other]) => `${record.key__c} ${name}: ${one} → ${other}`),
  )
}
