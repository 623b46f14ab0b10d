import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { historyOf } from '../../server/ui/history.ts'
import { layoutOf } from '../../server/ui/layouts.ts'
import type { Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertOrder, insertRecords } from './visits.ts'

describe('the history of a record', () => {
  let org: TestOrg
  let admin: Visit
  let order: string
  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    order = await insertOrder(org)
    const RecordTypeId = org.org.model.objects.get('account')?.recordTypes.get('manufacturer')?.id
    const [manufacturer = ''] = await insertRecords(org, 'Account', { Name: 'Gori Assembly', RecordTypeId })
    const request = { object: 'Order', operation: 'update', allOrNone: true } as const
    const records = [{ Id: order, manufacturer__c: manufacturer }]
    const [result] = await write(org.session, { ...request, records }, noHooks)
    expect(result?.errors).to.deep.equal([])
  })
  after(() => org?.dispose())

  const entriesFor = (visit: Visit) => {
    const object = visit.session.org.model.objects.get('order')
    if (!object) throw new Error('There are no orders.')
    const layout = layoutOf(visit.session, object, undefined)
    return historyOf(visit, { object, id: order, record: { Id: order }, layout })
  }

  it('calls what lookups named by its name', async () => {
    const [change] = await entriesFor(admin)
    const words = { label: 'Manufacturer', before: '', after: 'Gori Assembly', who: admin.viewer.name }
    expect(change).to.include(words)
  })
})
