import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { followedChanges } from '../../server/ui/followed-changes.ts'
import { followRecord, unfollowRecord } from '../../server/ui/pages/follow.ts'
import { homePage } from '../../server/ui/pages/home.ts'
import { recordPage } from '../../server/ui/pages/record.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertOrder, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

describe('following records', () => {
  let org: TestOrg
  let admin: Visit
  let sales: Visit
  let order: string
  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    sales = await visitAs(org, 'Sales')
    order = await insertOrder(org)
  })
  after(() => org?.dispose())

  const address = () => ({ object: 'Order', id: order })
  const change = async (values: object): Promise<void> => {
    const request = { object: 'Order', operation: 'update', records: [{ Id: order, ...values }] } as const
    const [result] = await write(org.session, { ...request, allOrNone: true }, noHooks)
    expect(result?.errors).to.deep.equal([])
  }
  const changesAtHome = async (visit: Visit) => {
    const { followed } = (await homePage(visit)).model as {
      followed: { changes: readonly { label: string; after: string; who: string; address: string }[] } | null
    }
    return followed?.changes
  }

  it('begins and ends at their page', async () => {
    expect(await html(await recordPage(sales, address()))).to.include(`/lightning/r/Order/${order}/follow"`)
    for (let twice = 0; twice < 2; twice++) await followRecord(sales, address(), noHooks)
    expect(await html(await recordPage(sales, address()))).to.include(`/${order}/unfollow"`)
    const { rows } = await org.org.database.run({
      text: `SELECT count(*) FROM "${org.org.schema}"."entitysubscription" WHERE "parentid" = $1`,
      values: [order],
    })
    expect(rows[0]?.[0]).to.equal('1')
    await unfollowRecord(sales, address(), noHooks)
    expect(await html(await recordPage(sales, address()))).to.include(`/${order}/follow"`)
    expect(await changesAtHome(sales)).to.equal(undefined)
  })

  it('tells at home what has changed, by whom, and where', async () => {
    await followRecord(sales, address(), noHooks)
    await change({ Status: 'AWAITING PROPOSALS' })
    const [first] = (await changesAtHome(sales)) ?? []
    expect(first).to.include({
      label: 'Status',
      after: 'AWAITING PROPOSALS',
      who: admin.viewer.name,
      address: `/lightning/r/Order/${order}/view`,
    })
    expect(await changesAtHome(admin), 'who does not follow it').to.equal(undefined)
  })

  it('tells nothing of fields and records that may not be seen', async () => {
    const { access } = sales.session
    const without = (more: object) =>
      ({ ...sales, session: { ...sales.session, access: { ...access, ...more } } }) as Visit
    const noStatus = without({
      key: 'no status',
      field: (field: { name: string }) => field.name !== 'Status',
    })
    expect((await followedChanges(noStatus))?.map(({ label }) => label)).not.to.include('Status')
    const noOrders = without({
      key: 'no orders',
      object: (object: { name: string }, right: 'read') =>
        object.name !== 'Order' && access.object(object as never, right),
    })
    expect(await followedChanges(noOrders)).to.deep.equal([])
  })

  it('is for oneself, and for what one sees', async () => {
    const request = (values: object) =>
      write(
        sales.session,
        { object: 'EntitySubscription', operation: 'insert', records: [values as never], allOrNone: true },
        noHooks,
      )
    const [other] = await request({ ParentId: order, SubscriberId: admin.viewer.userId })
    expect(other?.errors[0]?.message).to.include('follow records for themselves')
    const [hidden] = await request({
      ParentId: '801000000000AAAAAA',
      SubscriberId: sales.viewer.userId,
    })
    expect(hidden?.success).to.equal(false)
  })

  it('ends with the record', async () => {
    await write(
      org.session,
      { object: 'Order', operation: 'delete', records: [{ Id: order }], allOrNone: true },
      noHooks,
    )
    expect(await changesAtHome(sales)).to.equal(undefined)
  })
})
