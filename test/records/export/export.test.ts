import { expect } from 'chai'
import { fullAccess } from '../../../server/access/access.ts'
import type { AtelierError } from '../../../server/kernel/errors.ts'
import type { Session } from '../../../server/org/session.ts'
import type { ExportOptions } from '../../../server/records/export/export-options.ts'
import { errorOf, openSheetOrg, type SheetOrg } from '../sheet-org.ts'

describe('export to CSV', () => {
  let org: SheetOrg
  /** Sees no amounts. */
  let narrow: Session

  before(async () => {
    org = await openSheetOrg()
    const [acme] = await org.make(
      'client__c',
      { Name: 'Acme "& Sons"', code__c: 'A-1' },
      { Name: 'ბორბალი 🛞' },
    )
    await org.make(
      'sale__c',
      { number__c: 'S1', client__c: acme, amount__c: 1200.5, sold__c: '2026-12-31', stage__c: 'Open' },
      { number__c: 'S2', amount__c: 0, note__c: 'one\ntwo, "three"' },
      { number__c: 'S3', amount__c: 7, note__c: '=HYPERLINK("//evil")', stage__c: 'Won' },
    )
    const access = {
      ...fullAccess,
      key: 'narrow',
      field: (field: { name: string }) => field.name !== 'amount__c',
    }
    narrow = { ...org.session, access }
  })
  after(() => org.dispose())

  async function textOf(options: Partial<ExportOptions>, session?: Session): Promise<readonly string[]> {
    const text = (await org.export(options, session)).toString()
    expect(text.startsWith('\ufeff')).to.equal(true)
    expect(text.endsWith('\r\n')).to.equal(true)
    return text.slice(1, -2).split('\r\n')
  }

  const queries: readonly (readonly [given: string, ...then: string[]])[] = [
    [
      'SELECT number__c, amount__c FROM sale__c ORDER BY number__c',
      'number__c,amount__c',
      'S1,1200.50',
      'S2,0.00',
      'S3,7.00',
    ],
    ['SELECT sold__c, number__c FROM sale__c WHERE sold__c != null', 'sold__c,number__c', '2026-12-31,S1'],
    [
      'SELECT client__r.Name, number__c, client__r.code__c, Name FROM sale__c ORDER BY number__c LIMIT 2',
      'client__r.Name,number__c,client__r.code__c,Name',
      '"Acme ""& Sons""",S1,A-1,S-0001',
      ',S2,,S-0002',
    ],
    [
      "SELECT NUMBER__C, CLIENT__R.NAME FROM sale__c s WHERE number__c = 'S2'",
      'number__c,client__r.Name',
      'S2,',
    ],
    ["SELECT note__c FROM sale__c WHERE number__c = 'S2'", 'note__c', '"one\ntwo, ""three"""'],
    ["SELECT note__c FROM sale__c WHERE number__c = 'S3'", 'note__c', `"'=HYPERLINK(""//evil"")"`],
    ['SELECT Name FROM client__c WHERE code__c = null', 'Name', 'ბორბალი 🛞'],
    ["SELECT number__c FROM sale__c WHERE number__c = 'none'", 'number__c'],
    [
      'SELECT stage__c, COUNT(Id) sales, SUM(amount__c), MAX(number__c) FROM sale__c GROUP BY stage__c ORDER BY stage__c NULLS LAST',
      'stage__c,sales,expr0,expr1',
      'Open,1,1200.50,S1',
      'Won,1,7.00,S3',
      ',1,0.00,S2',
    ],
    [
      'SELECT client__r.Name, COUNT(Id) FROM sale__c WHERE client__c != null GROUP BY client__r.Name',
      'Name,expr0',
      '"Acme ""& Sons""",1',
    ],
    [
      "SELECT toLabel(stage__c) stage, number__c FROM sale__c WHERE stage__c = 'Won'",
      'stage,number__c',
      'Won,S3',
    ],
  ]
  for (const [given, ...then] of queries) {
    it(given, async () => expect(await textOf({ soql: given })).to.deep.equal(then))
  }

  it('takes an object with the fields that are named, by name or label', async () => {
    const fields = ['number__c', 'client__r.Name', 'sold__c']
    const [header] = await textOf({ object: 'SALE__C', fields, header: 'label' })
    expect(header).to.equal('Sale Number,Client Name,Sold On')
    expect(await textOf({ object: 'sale__c', fields })).to.deep.equal([
      'number__c,client__r.Name,sold__c',
      'S1,"Acme ""& Sons""",2026-12-31',
      'S2,,',
      'S3,,',
    ])
  })

  it('leaves out what the session may not read', async () => {
    const [all] = await textOf({ object: 'sale__c' })
    const [seen] = await textOf({ object: 'sale__c' }, narrow)
    const names = (line = '') => line.split(',')
    expect(names(all)).to.include.members(['Id', 'CreatedDate', 'number__c', 'amount__c'])
    expect(names(seen)).to.deep.equal(names(all).filter(name => name !== 'amount__c'))
  })

  const refused: readonly (readonly [Partial<ExportOptions>, string, RegExp])[] = [
    [{ soql: 'SELECT amount__c FROM sale__c' }, 'INVALID_FIELD', /No such column 'amount__c'/],
    [{ object: 'sale__c', fields: ['amount__c'] }, 'INVALID_FIELD', /No such column 'amount__c'/],
    [{ object: 'sale__c', fields: ['nmber__c'] }, 'INVALID_FIELD', /No such column 'nmber__c'/],
    [{ object: 'sale__c', fields: [''] }, 'INVALID_FIELD', /No such column ''/],
    [{ object: 'sales__c' }, 'INVALID_TYPE', /'sales__c' is not supported/],
    [{ soql: 'SELECT Id FROM sales__c' }, 'INVALID_TYPE', /'sales__c' is not supported/],
    [{ soql: 'SELEC Id FROM sale__c' }, 'MALFORMED_QUERY', /SELEC/],
    [{ soql: 'SELECT COUNT() FROM sale__c' }, 'MALFORMED_QUERY', /COUNT\(\)/],
    [{ soql: 'SELECT Id, (SELECT Id FROM gadgets__r) FROM client__c' }, 'INVALID_INPUT', /child records/],
    [{ soql: 'SELECT TYPEOF Owner WHEN User THEN LastName END FROM sale__c' }, 'INVALID_INPUT', /TYPEOF/],
  ]
  for (const [options, code, words] of refused) {
    for (const format of ['csv', 'xlsx'] as const) {
      it(`refuses ${options.soql ?? `${options.fields ?? 'all'} of ${options.object}`} before the first byte: ${format}`, async () => {
        const error = (await errorOf(org.export({ ...options, format }, narrow))) as AtelierError
        expect(error.message).to.match(words)
        expect(error.code).to.equal(code)
      })
    }
  }
})
