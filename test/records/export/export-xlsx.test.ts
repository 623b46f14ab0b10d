import { expect } from 'chai'
import { readSheet } from 'read-excel-file/node'
import type { AtelierError } from '../../../server/kernel/errors.ts'
import type { ExportRow } from '../../../server/records/export/export-table.ts'
import { writeXlsx } from '../../../server/records/export/write-xlsx.ts'
import { toXlsxCellOf } from '../../../server/records/export/xlsx-cells.ts'
import { errorOf, openSheetOrg, type SheetOrg } from '../sheet-org.ts'

describe('export to XLSX', () => {
  let org: SheetOrg
  before(async () => {
    org = await openSheetOrg()
  })
  after(() => org.dispose())

  it('has numbers, dates and checkboxes as such, and text that never is a formula', async () => {
    const [MasterDetail__c] = await org.make('client__c', { Name: 'Acme' })
    await org.make('gadget__c', {
      MasterDetail__c,
      ...{ key__c: 'K1', Name: 'One', Currency__c: '1200.50', Number__c: '12345678901234.5678' },
      ...{ Date__c: '2026-12-31', DateTime__c: '2011-11-08T09:00:00Z', Checkbox__c: true, Text__c: '=1+1' },
    })
    const fields = 'key__c,Currency__c,Number__c,Date__c,DateTime__c,Checkbox__c,Text__c,Url__c'.split(',')
    const file = await org.export({ object: 'gadget__c', fields, format: 'xlsx' })
    const [header, row, ...rest] = await readSheet(file)
    expect(header).to.deep.equal(fields)
    expect(row).to.deep.equal([
      ...['K1', 1200.5, '12345678901234.5678', new Date('2026-12-31T00:00:00Z')],
      // The clock of the org, four hours ahead.
      ...[new Date('2011-11-08T13:00:00Z'), true, '=1+1', null],
    ])
    expect(rest).to.deep.equal([])
  })

  it('has its header alone when there are no records', async () => {
    const file = await org.export({ soql: "SELECT Id FROM sale__c WHERE number__c = 'x'", format: 'xlsx' })
    expect(await readSheet(file)).to.deep.equal([['Id']])
  })

  const cells = [
    ['number', '1200.50', [1200.5, '0.00']],
    ['number', '-7', [-7, '0']],
    ['number', '999999999999999', [999999999999999, '0']],
    ['number', '9999999999999999', '9999999999999999'],
    ['number', '0.00012345', [0.00012345, '0.00000000']],
    ['number', '123456789012.3400', [123456789012.34, '0.0000']],
    ['boolean', 'false', false],
    ['date', '1900-03-01', [61, 'yyyy-mm-dd']],
    ['date', '1900-02-28', '1900-02-28'],
    ['datetime', '2026-10-25T02:24:00+02:00', [46320.100000001155, 'yyyy-mm-dd hh:mm:ss']],
    ['datetime', '2026-10-25T02:24:00+01:00', '2026-10-25T02:24:00+01:00'],
    ['time', '13:00:00.000', '13:00:00.000'],
    ['text', '=1+1', '=1+1'],
    ['list', 'A;B', 'A;B'],
  ] as const
  for (const [family, text, cell] of cells) {
    it(`writes the ${family} ${text} as ${JSON.stringify(cell)}`, () => {
      expect(toXlsxCellOf(family)(text, 'Europe/Warsaw')).to.deep.equal(cell)
    })
  }

  const { signal } = new AbortController()
  const columns = [{ header: 'text', family: 'text' as const }]
  const many = (count: number): readonly ExportRow[] => Array.from({ length: count }, () => ['x'])
  const tooLarge = [
    [
      'a text that no cell holds',
      /text of 32768 characters \(row 2, column text\)/,
      1,
      [['x'.repeat(32_768)]],
    ],
    ['more records than a sheet has rows', /more than 1048575 records/, 1050, many(1000)],
  ] as const
  for (const [what, words, times, rows] of tooLarge) {
    it(`refuses ${what}, and says what to do`, async () => {
      const batches = async (work: (rows: readonly ExportRow[]) => Promise<void>): Promise<void> => {
        for (let time = 0; time < times; time++) await work(rows)
      }
      const error = await errorOf(writeXlsx({ object: 'x', columns, batches }, 'UTC', signal))
      expect(error).to.include({ code: 'REQUEST_TOO_LARGE' } satisfies Partial<AtelierError>)
      expect(error.message)
        .to.match(words)
        .and.to.match(/Export CSV/)
    })
  }

  it('hands on what goes wrong while it reads, and writes the next one', async () => {
    const batches = async (): Promise<void> => {
      throw new Error('The database is gone.')
    }
    const error = await errorOf(writeXlsx({ object: 'x', columns, batches }, 'UTC', signal))
    expect(error.message).to.equal('The database is gone.')
    const file = await org.export({ soql: 'SELECT Id FROM sale__c LIMIT 0', format: 'xlsx' })
    expect(file.subarray(0, 2).toString()).to.equal('PK')
  })
})
