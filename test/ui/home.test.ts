import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { noteViewed, recentRecords } from '../../server/records/recent-records.ts'
import { write } from '../../server/records/write.ts'
import { homePage } from '../../server/ui/pages/home.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

describe('the home page', () => {
  let org: TestOrg
  let admin: Visit
  let accounts: readonly string[]

  const insert = (object: string, ...records: readonly Readonly<Record<string, unknown>>[]) =>
    insertRecords(org, object, ...records)
  const html = async (visit: Visit, ...failed: Parameters<typeof homePage>[1] & object) => {
    const { template, model } = await homePage(visit, failed)
    return renderPage(template, model)
  }

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    accounts = await insert('Account', { Name: 'First' }, { Name: 'Second' }, { Name: 'Third' })
  })
  after(() => org?.dispose())

  it('says in words what is not there', async () => {
    const page = await html(admin)
    expect(page)
      .to.include('Nothing that you own is open')
      .and.include('No open tasks.')
      .and.include('Records that you open show up here.')
      .and.not.include('Jobs to look at')
  })

  it('has what its viewer owns and what is open, by the list view that says so', async () => {
    const user = await visitAs(org, 'Operations')
    const order = { AccountId: accounts[0], EffectiveDate: '2099-01-01', OwnerId: user.viewer.userId }
    await insert('Order', { ...order, title__c: 'Mine' }, { ...order, title__c: 'Also mine' })
    await insert('Order', { ...order, OwnerId: admin.viewer.userId, title__c: 'Of somebody else' })
    await insert('Task', { Subject: 'Call them', OwnerId: user.viewer.userId })
    const page = await html(user)
    expect(page)
      .to.include('My Open Orders')
      .and.include('All 2')
      .and.match(/Order\/list\?filterName=My_Open_Orders/)
      .and.include('Call them')
      .and.not.include('Of somebody else')
  })

  describe('has recent records', () => {
    const names = async ({ session }: Visit) => (await recentRecords(session, 10)).map(({ name }) => name)
    const view = async ({ session }: Visit, ...ids: readonly (string | undefined)[]) => {
      for (const id of ids) await noteViewed(session, id ?? '')
    }

    it('the last first, each once, of its viewer only', async () => {
      const user = await visitAs(org, 'Operations')
      await view(user, accounts[0], accounts[1], accounts[0])
      await view(admin, accounts[2])
      expect(await names(user)).to.deep.equal(['First', 'Second'])
      expect(await names(admin)).to.deep.equal(['Third'])
      expect(await html(user)).to.include(`/lightning/r/Account/${accounts[0]}/view`)
    })

    it('as far as they are there and may be seen now', async () => {
      const user = await visitAs(org, 'Operations')
      const [gone = ''] = await insert('Account', { Name: 'Gone' })
      const [task] = await insert('Task', { Subject: 'Private', OwnerId: admin.viewer.userId })
      await view(user, gone, task, accounts[1], '001000000000000AAA')
      const request = {
        object: 'Account',
        operation: 'delete',
        records: [{ Id: gone }],
        allOrNone: true,
      } as const
      await write(org.session, request, noHooks)
      expect(await names(user)).to.deep.equal(['Second'])
    })

    it('a hundred at most', async () => {
      const user = await visitAs(org, 'Operations')
      const many = await insert(
        'Account',
        ...Array.from({ length: 102 }, (_, n) => ({ Name: `Branch ${n}` })),
      )
      await view(user, ...many)
      const seen = (await recentRecords(user.session, 1_000)).map(({ name }) => name)
      expect(seen).to.have.lengthOf(100)
      expect(seen.slice(0, 2)).to.deep.equal(['Branch 101', 'Branch 100'])
    })
  })

  it('names the jobs whose last run failed', async () => {
    const page = await html(admin, {
      label: 'Selection',
      error: '<no> proposals',
      ended: '2030-01-02T07:00:00.000Z',
    })
    expect(page).to.include('Jobs to look at').and.include('Selection').and.include('&lt;no&gt; proposals')
  })
})
