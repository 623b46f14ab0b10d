import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { countRecords } from '../../server/records/read-page.ts'
import type { FormRules } from '../../server/ui/form-rules.ts'
import { editRecordPage } from '../../server/ui/pages/edit-record.ts'
import { homePage } from '../../server/ui/pages/home.ts'
import { listPage } from '../../server/ui/pages/list.ts'
import { createRecord, newRecordPage } from '../../server/ui/pages/new-record.ts'
import { findRecord, recordPage } from '../../server/ui/pages/record.ts'
import { renderPage } from '../../server/ui/render.ts'
import { cellViews, type RowView } from '../../server/ui/rows.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

/** What stands in the cells of one column. */
function columnOf(page: Page, path: string): readonly string[] {
  const { rows } = page.model as { rows: readonly RowView[] }
  return rows.map(row => {
    const index = row.columns.findIndex(column => column.path === path)
    const { text = '' } = (cellViews(row)[index]?.view ?? {}) as { text?: string }
    return text
  })
}

describe('pages', () => {
  let org: TestOrg
  let admin: Visit
  let account: string

  const insert = (object: string, ...records: readonly Readonly<Record<string, unknown>>[]) =>
    insertRecords(org, object, ...records)

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    ;[account = ''] = await insert('Account', { Name: 'Northlight 100%' })
    await insert(
      'Account',
      ...Array.from({ length: 119 }, (_, n) => ({ Name: `Buyer ${String(n).padStart(3, '0')}` })),
    )
    await insert(
      'Order',
      { AccountId: account, EffectiveDate: '2099-01-01', expected_amount__c: 10, title__c: 'first' },
      { AccountId: account, EffectiveDate: '2099-01-02', expected_amount__c: 5, title__c: 'second' },
    )
  })
  after(() => org?.dispose())

  describe('of lists', () => {
    it('page by page give every record once', async () => {
      const names: string[] = []
      let after: string | undefined
      do {
        const page = await listPage(admin, { object: 'Account', filterName: 'AllAccounts', after })
        names.push(...columnOf(page, 'Name'))
        const { next, count } = page.model as { next: string; count: number }
        expect(count).to.equal(120)
        after = new URLSearchParams(next.split('?')[1]).get('after') ?? undefined
      } while (after)
      expect(names).to.have.lengthOf(120)
      expect(new Set(names).size).to.equal(120)
    })

    it('are ordered as the view says, or by the column that is asked for', async () => {
      const titles = async (more: object) =>
        columnOf(
          await listPage(admin, { object: 'Order', filterName: 'Pending_Validation', ...more }),
          'title__c',
        )
      expect(await titles({})).to.deep.equal(['first', 'second'])
      expect(await titles({ sort: 'expected_amount__c' })).to.deep.equal(['second', 'first'])
      expect(await titles({ sort: 'expected_amount__c', desc: '1' })).to.deep.equal(['first', 'second'])
      expect(await titles({ sort: 'no_such_column' })).to.deep.equal(['first', 'second'])
    })

    it('are ordered by the names of what lookups name, whatever that is', async () => {
      const [z, a] = await insert('Account', { Name: 'Zeta' }, { Name: 'Alpha' })
      const [tender] = await insert('Order', { AccountId: z, EffectiveDate: '2099-01-03', title__c: 'third' })
      await insert(
        'Contact',
        { LastName: 'of Zeta', AccountId: z },
        { LastName: 'of Alpha', AccountId: a },
        { LastName: 'of nobody' },
      )
      await insert(
        'Task',
        { Subject: 'for Zeta', WhatId: z },
        { Subject: 'for Alpha', WhatId: a },
        { Subject: 'for an order', WhatId: tender },
        { Subject: 'for nothing' },
      )
      const ordered = async (object: string, sort: string, desc: string, column: string) =>
        columnOf(await listPage(admin, { object, sort, desc }), column)
      const contacts = ['of nobody', 'of Alpha', 'of Zeta']
      expect(await ordered('Contact', 'AccountId', '', 'Name')).to.deep.equal(contacts)
      expect(await ordered('Contact', 'AccountId', '1', 'Name')).to.deep.equal(contacts.toReversed())
      const tasks = await ordered('Task', 'WhatId', '', 'Subject')
      expect(tasks.filter(subject => /Alpha|Zeta/.test(subject))).to.deep.equal(['for Alpha', 'for Zeta'])
      expect(tasks).to.have.lengthOf(4)
    })

    it('have only records that meet the filter of the view', async () => {
      const cancelled = await listPage(admin, { object: 'Order', filterName: 'Cancelled' })
      expect(columnOf(cancelled, 'title__c')).to.deep.equal([])
      expect(await html(cancelled)).to.include('No Orders in this list')
    })

    it('are searched for the text as it is, in names of parents, too', async () => {
      const found = async (object: string, q: string, column: string) =>
        columnOf(await listPage(admin, { object, q }), column)
      expect(await found('Account', '100%', 'Name')).to.deep.equal(['Northlight 100%'])
      expect(await found('Account', ' 100% ', 'Name')).to.deep.equal(['Northlight 100%'])
      expect(await found('Account', '  ', 'Name')).to.have.lengthOf(50)
      expect(await found('Account', 'Buyer_000', 'Name')).to.deep.equal([])
      expect(await found('Order', 'northlight', 'AccountId')).to.have.lengthOf(2)
    })

    it('take a place of another order, or none at all, for the beginning', async () => {
      const page = await listPage(admin, { object: 'Account', after: 'bm9uc2Vuc2U' })
      expect(columnOf(page, 'Name')).to.have.lengthOf(50)
    })

    it('count no further than to their limit, and remember for some seconds that there is more', async () => {
      const query = { from: 'Account', select: [], scope: 'live' } as const
      const count = () => org.countStatements(() => countRecords(org.session, query, 1))
      await insert('Account', { Name: 'One' }, { Name: 'Two' })
      expect((await count()).result).to.equal(2)
      expect(await count()).to.deep.equal({ result: 2, statements: [] })
    })
  })

  describe('by access', () => {
    it('show the apps, tabs and fields of the profile, and nothing else', async () => {
      const service = await visitAs(org, 'Customer_Service')
      const page = await html(await homePage(service))
      expect(page).to.include('Manufaktura').and.include('/lightning/o/Order/list')
      expect(page).not.to.include('/lightning/app/Sales')
    })

    it('begin with the list that is for people like their viewer', async () => {
      const begins = async (visit: Visit): Promise<string> => {
        const { model } = await listPage(visit, { object: 'Order' })
        return (model as { head: { title: string } }).head.title
      }
      const portal = async (recordType: string, more: object = {}): Promise<Visit> => {
        const { id } = org.org.model.objects.get('account')?.recordTypes.get(recordType.toLowerCase()) ?? {}
        const [AccountId] = await insert('Account', { Name: recordType, RecordTypeId: id })
        const [ContactId] = await insert('Contact', { LastName: recordType, AccountId })
        return visitAs(org, recordType, { ContactId, ...more })
      }
      expect(await begins(await portal('Hardware_Designer'))).to.equal('My Requests for Proposals')
      expect(await begins(await portal('Manufacturer'))).to.equal('Open Tenders')
      const german = await portal('Manufacturer', { LanguageLocaleKey: 'de' })
      expect(await begins(german)).to.equal('Offene Ausschreibungen')
      expect(await begins(await visitAs(org, 'Operations'))).to.equal('Tenders and Orders')
      expect(await begins(admin)).to.equal('Tenders and Orders')
    })

    it('of what may not be seen are the same as of what is not there', async () => {
      const maker = await visitAs(org, 'Read_Only')
      const failure = async (work: Promise<unknown>): Promise<string> =>
        work.then(
          () => 'shown',
          error => String(error.code),
        )
      expect(await failure(listPage(maker, { object: 'nothing__c' }))).to.equal('NOT_FOUND')
      expect(await failure(recordPage(maker, { object: 'Order', id: '801000000000000AAA' }))).to.equal(
        'NOT_FOUND',
      )
      expect(await failure(newRecordPage(maker, 'Order', {}))).to.equal('INSUFFICIENT_ACCESS_OR_READONLY')
    })

    it('have no control for a field that is only read', async () => {
      const sales = await visitAs(org, 'Sales')
      const page = await html(await newRecordPage(sales, 'Order', {}))
      expect(page).to.include('name="title__c"').and.not.include('name="proposal__c"')
    })
  })

  it('speak the language of their viewer, and write amounts and days as is usual there', async () => {
    const visit = await visitAs(org, 'Operations', {
      LanguageLocaleKey: 'de',
      LocaleSidKey: 'de_DE',
      TimeZoneSidKey: 'Europe/Berlin',
    })
    const page = await html(await listPage(visit, { object: 'Order', filterName: 'Pending_Validation' }))
    expect(page)
      .to.include('lang="de"')
      .and.include('Liste durchsuchen')
      .and.include('10,00')
      .and.include('01.01.2099')
  })

  it('of a record read it once, also where its type says which layout it has', async () => {
    const { statements, result } = await org.countStatements(() =>
      findRecord(admin.session, { object: 'Account', id: account }),
    )
    expect(result.object.recordTypes.size).to.be.above(1)
    expect(result.record).to.include({ Name: 'Northlight 100%' })
    expect(statements.filter(text => text.includes('"account"'))).to.have.lengthOf(1)
  })

  describe('of forms', () => {
    it('begin with default values, and with those of the address', async () => {
      const page = await html(
        await newRecordPage(admin, 'Order', { accountid: account, EffectiveDate: '2099-05-06' }),
      )
      expect(page).to.include('value="Northlight 100%"').and.include('value="2099-05-06"')
      expect(page).to.match(/<option value="PENDING VALIDATION" selected>/)
    })

    it('are saved once, however often they are sent, and say so when their content is another one', async () => {
      const sent = {
        _key: 'of this form',
        AccountId: [account, 'Northlight 100%'],
        EffectiveDate: '2099-01-01',
      }
      const first = await createRecord(admin, 'Order', sent, noHooks)
      expect(await createRecord(admin, 'Order', sent, noHooks)).to.deep.equal(first)
      const other = await createRecord(admin, 'Order', { ...sent, title__c: 'another' }, noHooks)
      if (!('page' in other)) throw new Error('It was saved.')
      expect(await html(other.page))
        .to.include('This form was saved already')
        .and.include('value="another"')
    })

    it('lead back to addresses of this server only', async () => {
      for (const retURL of ['https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)']) {
        expect(await html(await newRecordPage(admin, 'Order', { retURL }))).not.to.include(retURL)
      }
      expect(await html(await newRecordPage(admin, 'Order', { retURL: '/lightning/page/home' }))).to.include(
        'href="/lightning/page/home" data-cancel',
      )
    })

    it('bring the rules in a script of data, which nothing in them ends', async () => {
      const [id = ''] = await insert('Order', { AccountId: account, EffectiveDate: '2099-01-03' })
      const { template, model } = await editRecordPage(admin, { object: 'Order', id }, {})
      const { form } = model as { form: object }
      const known = Object.freeze({ rules: '{"rules":["</script><b>Łódź"]', names: [] })
      const page = await renderPage(template, {
        ...model,
        form: { ...form, rules: { known, rest: ',"1":"<"}' } },
      })
      const [, text = ''] = /<script type="application\/json" data-rules>(.*?)<\/script>/s.exec(page) ?? []
      expect(JSON.parse(text)).to.deep.equal({ rules: ['</script><b>Łódź'], 1: '<' })
    })

    it('bring the rules that a browser can tell, and none that names what is hidden', async () => {
      const rulesFor = async (visit: Visit): Promise<string> => {
        const [id = ''] = await insert('Order', { AccountId: account, EffectiveDate: '2099-01-03' })
        const page = await editRecordPage(visit, { object: 'Order', id }, {})
        const { rules } = (page.model as { form: { rules: FormRules | null } }).form
        return rules ? rules.known.rules + rules.rest : ''
      }
      expect(await rulesFor(admin)).to.include('An order cannot go from the status')
      const hidden = {
        ...admin.session.access,
        key: 'no status',
        field: (field: { name: string }) => field.name !== 'Status',
      }
      const blind = { ...admin, session: { ...admin.session, access: hidden } } as Visit
      expect(await rulesFor(blind)).not.to.include('Status')
    })

    it('say what the server says, with the values as they were typed', async () => {
      const outcome = await createRecord(admin, 'Order', { AccountId: [account, 'Northlight 100%'] }, noHooks)
      if (!('page' in outcome)) throw new Error('It was saved.')
      expect(outcome.page.status).to.equal(422)
      expect(await html(outcome.page))
        .to.include('href="#field-EffectiveDate"')
        .and.include('value="Northlight 100%"')
    })
  })

  it('there are of every object: a list, and a form where records can be made', async () => {
    for (const { name } of org.org.model.objects.values()) {
      expect(await html(await listPage(admin, { object: name })), name).to.include('<main')
      await newRecordPage(admin, name, {}).then(html, error => expect(error.status, name).to.equal(403))
    }
  }).timeout(60_000)
})
