import { expect } from 'chai'
import sql from 'sql-template-tag'
import { fullAccess } from '../../../server/access/access.ts'
import type { ColumnMapping, ImportOptions } from '../../../server/records/import/import-options.ts'
import { openSheetOrg, type SheetOrg, type Values } from '../sheet-org.ts'

describe('rows of a file', () => {
  let org: SheetOrg
  let acme: string
  before(async () => {
    org = await openSheetOrg()
    const clients = [
      { Name: 'Acme', code__c: 'A-1', number__c: 101 },
      { Name: 'Twin', code__c: 'T-1' },
      { Name: 'Twin', code__c: 'T-2' },
      { Name: 'Ünïcode GmbH', code__c: 'U-1' },
    ]
    acme = (await org.make('client__c', ...clients))[0] as string
  })
  afterEach(() => org.empty('sale__c'))
  after(() => org.dispose())

  const sales = (fields: string): Promise<readonly Values[]> =>
    org.query(`SELECT ${fields} FROM sale__c ORDER BY number__c NULLS LAST`)

  const saved: readonly (readonly [
    what: string,
    lines: readonly string[],
    fields: string,
    then: readonly (readonly unknown[])[],
    options?: Partial<ImportOptions>,
  ])[] = [
    [
      'columns by label',
      ['Sale Number,Amount,Sold On', 'S1,5,2026-12-31'],
      'number__c, amount__c, sold__c',
      [['S1', 5, '2026-12-31']],
    ],
    ['columns by name, in any case', ['NUMBER__C,amount', 'S1,5'], 'number__c, amount__c', [['S1', 5]]],
    [
      'columns by a word that is near',
      ['Sale Numbr,Ammount,sold_on', 'S1,5,31.12.2026'],
      'number__c, amount__c, sold__c',
      [['S1', 5, '2026-12-31']],
    ],
    [
      'a header below a title',
      ['Sales of 2026,,', ',,', 'Sale Number,Amount,Stage', 'S1,5,won'],
      'number__c, stage__c',
      [['S1', 'Won']],
    ],
    ['of two columns with one header the first', ['Sale Number,Amount,Amount', 'S1,5,6'], 'amount__c', [[5]]],
    [
      'amounts as people type them',
      ['Sale Number;Amount', 'S1;1 200,50 GEL', 'S2;1.200,50', 'S3;$3,000.00', 'S4;(7)'],
      'number__c, amount__c',
      [
        ['S1', 1200.5],
        ['S2', 1200.5],
        ['S3', 3000],
        ['S4', -7],
      ],
      { skipRules: ['Amount_positive'] },
    ],
    [
      'days as people type them',
      ['Sale Number,Amount,Sold On', 'S1,1,31.12.2026', 'S2,1,12/31/2026', 'S3,1,2026-12-31 10:00', 'S4,1,-'],
      'sold__c',
      [['2026-12-31'], ['2026-12-31'], ['2026-12-31'], [null]],
    ],
    [
      'choices as people type them',
      ['Sale Number,Amount,Stage', 'S1,1,WON', 'S2,1, open ', 'S3,1,n/a'],
      'stage__c',
      [['Won'], ['Open'], [null]],
    ],
    [
      'text over lines, quotes and emoji',
      ['Sale Number,Amount,Note', 'S1,1,"one', 'two ""three"" 🛞"'],
      'note__c',
      [['one\ntwo "three" 🛞']],
    ],
    [
      'parents by external id',
      ['Sale Number,Amount,Client', 'S1,1,A-1', 'S2,1,a-1'],
      'client__r.Name',
      [[{ Name: 'Acme' }], [{ Name: 'Acme' }]],
    ],
    [
      'parents by an external id that is a number',
      ['Sale Number,Amount,client__r.number__c', 'S1,1,101'],
      'client__r.Name',
      [[{ Name: 'Acme' }]],
    ],
    [
      'parents by name',
      ['Sale Number,Amount,Client', 'S1,1, ünïcode  gmbh', 'S2,1,-'],
      'client__r.Name',
      [[{ Name: 'Ünïcode GmbH' }], [null]],
    ],
    [
      'rows without the external id',
      ['Sale Number,Amount', ',5', ',6'],
      'number__c, amount__c',
      [
        [null, 5],
        [null, 6],
      ],
    ],
    [
      'columns without a header, in some rows',
      ['Sale Number,Amount,,', 'S1,1,,', 'S2,2', 'S3,3,,x', 'S4,4,,,,'],
      'number__c',
      [['S1'], ['S2'], ['S3'], ['S4']],
    ],
    [
      'defaults where nothing is given',
      ['Sale Number,Stage', 'S1,', 'S2,Won'],
      'stage__c, amount__c',
      [
        ['Open', 9],
        ['Won', 9],
      ],
      { defaults: { stage__c: 'open', amount__c: '9,00' } },
    ],
  ]
  for (const [what, lines, fields, then, options] of saved) {
    it(`are saved: ${what}`, async () => {
      const { rejected } = await org.import(lines, { object: 'sale__c', ...options })
      expect(rejected).to.deep.equal([])
      const rows = (await sales(fields)).map(record => Object.values(record).map(plain))
      expect(rows).to.deep.equal(then)
    })
  }

  it('name parents by their ids', async () => {
    await org.import(['Amount,Client', `1,${acme}`, `1,${acme.slice(0, 15)}`], { object: 'sale__c' })
    expect(await sales('client__c')).to.deep.equal([{ client__c: acme }, { client__c: acme }])
  })

  const unseen = [
    ['of an object', { object: ({ name }: { name: string }) => name !== 'client__c' }],
    ['by a field', { field: ({ name }: { name: string }) => name !== 'code__c' }],
    ['in a row', { rows: ({ name }: { name: string }) => (name === 'client__c' ? sql`false` : undefined) }],
  ] as const
  for (const [what, access] of unseen) {
    it(`do not find parents that the session may not see: ${what}`, async () => {
      const session = { ...org.session, access: { ...fullAccess, key: what, ...access } }
      const { rejected } = await org.import(['Amount,Client', '1,A-1'], { object: 'sale__c' }, { session })
      expect(rejected.map(({ column, value }) => [column, value])).to.deep.equal([['Client', 'A-1']])
      expect(rejected[0]?.why).to.match(/there is no Client whose .* is "A-1"/)
    })
  }

  const HEAD = 'Sale Number,Client,Amount,Sold On,Stage'
  const rejected: readonly (readonly [
    what: string,
    line: string,
    column: string,
    value: string,
    why: RegExp,
    fix: RegExp,
  ])[] = [
    ['an amount that is none', 'S1,,a lot,,', 'Amount', 'a lot', /Amount.*a lot.*not a number/, /1200\.50/],
    ['an amount of another magnitude', 'S1,,3 million,,', 'Amount', '3 million', /million/, /1200\.50/],
    [
      'a day that is none',
      'S1,,1,31.02.2026,',
      'Sold On',
      '31.02.2026',
      /February 2026 has 28 days/,
      /2011-11-08/,
    ],
    ['a choice that there is not', 'S1,,1,,Lost', 'Stage', 'Lost', /restricted picklist.*Lost/, /Open, Won/],
    [
      'a required cell that is blank',
      'S1,,-,,',
      'Amount',
      '-',
      /Amount is blank, and Amount is required/,
      /Fill/,
    ],
    [
      'a parent that there is not',
      'S1,Nobody,1,,',
      'Client',
      'Nobody',
      /no Client whose code or number or Client Name is "Nobody"/,
      /import the Client first/,
    ],
    [
      'a parent that is none for sure',
      'S1,Twin,1,,',
      'Client',
      'Twin',
      /"Twin" is ambiguous: Twin \(a.{17}\), Twin \(a.{17}\)/,
      /what it alone has/,
    ],
    [
      'an id of another object',
      'S1,005000000000001AAA,1,,',
      'Client',
      '005000000000001AAA',
      /no Client/,
      /Correct the cell/,
    ],
    ['a rule of the object', 'S1,,-5,,', 'Amount', '-5', /Not below 0/, /Correct the cell/],
    ['too few cells', 'S1,,1', '', '', /3 cells, the header 5/, /quotes/],
    ['too many cells', 'S1,,1,,,x', '', '', /6 cells, the header 5/, /quotes/],
    [
      'several reasons at once',
      'S1,,x,31.02.2026,',
      'Amount',
      'x',
      /not a number.*February/,
      /1200\.50.*2011-11-08/,
    ],
  ]
  for (const [what, line, column, value, why, fix] of rejected) {
    it(`are rejected: ${what}`, async () => {
      const result = await org.import([HEAD, 'S0,,1,,', line], { object: 'sale__c' })
      expect(result.counts).to.include({ read: 2, created: 1, rejected: 1 })
      expect(result.rejected).to.have.length(1)
      expect(result.rejected[0]).to.deep.include({
        row: 3,
        column,
        value,
        cells: [...line.split(','), '', '', ''].slice(0, Math.max(5, line.split(',').length)),
      })
      expect(result.rejected[0]?.why).to.match(why)
      expect(result.rejected[0]?.fix).to.match(fix)
      expect(await sales('number__c')).to.deep.equal([{ number__c: 'S0' }])
    })
  }

  it('are rejected: what the database has already', async () => {
    await org.make('sale__c', { number__c: 'S1', amount__c: 1 })
    const { rejected } = await org.import(['Sale Number,Amount', 'S0,1', 's1,2', 'S2,3'], {
      object: 'sale__c',
    })
    expect(rejected).to.have.length(1)
    expect(rejected[0]).to.include({ row: 3, column: 'Sale Number', value: 's1' })
    expect(rejected[0]?.why).to.match(/duplicate/)
    expect(await sales('number__c')).to.have.length(3)
  })

  it('are left out with the reason: blank ones, totals, notes, copies', async () => {
    const { skipped, counts } = await org.import(
      [
        HEAD,
        ...[
          'S1,A-1,10,,',
          ',,,,',
          'S1, A-1,"10,00",,',
          'S1,A-1,11,,',
          '--- checked up to here ---,,,,',
          'see the other file,,,,',
        ],
        ...['S2,,5,,', 'Total,,25,,', ',Итого:,25,,'],
      ],
      { object: 'sale__c', mapping: { key: ['Sale Number'], columns: mapped(HEAD) } },
    )
    expect(skipped).to.deep.equal([
      '3: The row is blank.',
      '4: A copy of row 2.',
      '5: Repeats row 2 with other values; row 2 is kept.',
      '6: A note, not a record: "--- checked up to here ---".',
      '7: A note, not a record: "see the other file".',
      '9: A total, not a record: "Total".',
      '10: A total, not a record: "Итого:".',
    ])
    expect(counts).to.include({ read: 9, created: 2, skipped: 7, rejected: 0 })
  })

  const records: readonly (readonly [what: string, lines: readonly string[]])[] = [
    ['names that begin with the word for a total', ['Name,number__c', 'Total Energy,5', 'Sum of all parts,']],
    ['a name alone', ['Name,code__c,number__c', 'John Smith,,', 'See the other file,,']],
    ['a code alone', ['code__c,number__c,Name', 'TOTAL-1,5,x']],
  ]
  for (const [what, lines] of records) {
    it(`are records: ${what}`, async () => {
      const { counts, skipped } = await org.import(lines, { object: 'client__c' })
      expect(skipped).to.deep.equal([])
      expect(counts).to.include({ created: lines.length - 1 })
    })
  }

  it('name record types by label or name, and are filled by a mapping', async () => {
    const mapping: ColumnMapping = {
      columns: [
        { column: 'Client', field: 'Name' },
        { column: 'Kind', field: 'RecordTypeId', values: { 'Makes things': 'Maker' } },
        { column: 'Code', field: null },
        {
          column: 'Parent',
          field: 'parent__c',
          lookup: ['Name'],
          where: { RecordTypeId: 'Buyer' },
          alternative: 'Group',
        },
        { column: 'Group', field: null },
      ],
      joined: [{ field: 'code__c', columns: ['Client', 'Code'], separator: '/' }],
    }
    const { rejected } = await org.import(
      [
        'Client,Kind,Code,Parent,Group',
        'M1,makes  THINGS,7,,Acme',
        'M2,buying client,8,Acme,',
        'M3,Thief,9,,',
      ],
      { object: 'client__c', mapping },
    )
    expect(rejected.map(({ row, column, why }) => [row, column, why])).to.deep.equal([
      [4, 'Kind', 'Client has no record type "Thief".'],
    ])
    const soql = 'SELECT code__c, RecordType.DeveloperName, parent__r.Name FROM client__c'
    const records = await org.query(`${soql} WHERE Name LIKE 'M_' ORDER BY Name`)
    expect(records.map(record => Object.values(record).map(plain))).to.deep.equal([
      ['M1/7', { DeveloperName: 'Maker' }, { Name: 'Acme' }],
      ['M2/8', { DeveloperName: 'Buyer' }, { Name: 'Acme' }],
    ])
  })
})

function mapped(header: string): ColumnMapping['columns'] {
  const fields = ['number__c', 'client__c', 'amount__c', 'sold__c', 'stage__c']
  return header.split(',').map((column, index) => ({ column, field: fields[index] as string }))
}

/** Parents without their attributes. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { attributes: _, ...rest } = value as Values
  return rest
}
