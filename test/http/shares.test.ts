import { expect } from 'chai'
import { expectError } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const RIGHTS = { allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true }
const FILES = {
  'objects/deal__c/object.json': { label: 'Deal', pluralLabel: 'Deals', sharingModel: 'Private' },
  'objects/deal__c/fields/cost__c.json': { label: 'Cost', type: 'Number', precision: 9, scale: 0 },
  'objects/line__c/object.json': { label: 'Line', pluralLabel: 'Lines', sharingModel: 'ControlledByParent' },
  'objects/line__c/fields/deal__c.json': {
    label: 'Deal',
    type: 'MasterDetail',
    referenceTo: 'deal__c',
    relationshipName: 'Lines',
  },
  'groups/Helpers.json': { label: 'Helpers' },
  'profiles/Worker.json': {
    label: 'Worker',
    objectPermissions: [
      { object: 'deal__c', ...RIGHTS },
      { object: 'line__c', ...RIGHTS },
      { object: 'User', allowRead: true },
      { object: 'Group', allowRead: true },
    ],
    fieldPermissions: [{ field: 'deal__c.cost__c', readable: true, editable: true }],
    userPermissions: [{ name: 'ApiEnabled', enabled: true }],
  },
}

describe('records that are shared by hand', () => {
  let server: TestServer
  let owner: TestUser
  let colleague: TestUser
  let deal: string

  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    owner = await addUser(server, 'Worker')
    colleague = await addUser(server, 'Worker')
  })
  after(() => server.close())
  beforeEach(async () => {
    deal = await owner.create('deal__c', { Name: 'd' })
  })

  const share = (who: TestUser, grantee: string, AccessLevel = 'Read', record = deal) =>
    who.post(`/services/atelier/shares/${record}`, { UserOrGroupId: grantee, AccessLevel })
  const seen = async (): Promise<number> =>
    (await colleague.query(`SELECT Id FROM deal__c WHERE Id = '${deal}'`)).length
  const listed = async (who: TestUser): Promise<readonly Record<string, unknown>[]> =>
    (await who.get(`/services/atelier/shares/${deal}`)).body as readonly Record<string, unknown>[]

  it('are seen from then on, edited when the share says so, and not deleted', async () => {
    expect(await seen()).to.equal(0)
    expect((await share(owner, colleague.id)).status).to.equal(204)
    expect(await seen()).to.equal(1)
    const change = () => colleague.patch(`sobjects/deal__c/${deal}`, { cost__c: 1 })
    expectError(await change(), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    await share(owner, colleague.id.slice(0, 15), 'Edit')
    expect((await change()).status).to.equal(204)
    expectError(await colleague.delete(`sobjects/deal__c/${deal}`), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    const [only, ...others] = await listed(owner)
    expect(others).to.deep.equal([])
    expect(only).to.include({ ParentId: deal, UserOrGroupId: colleague.id, AccessLevel: 'Edit' })
    expect(only).to.include({ RowCause: 'Manual', LastModifiedById: owner.id })
  })

  it('are explained as such', async () => {
    await share(owner, colleague.id)
    const { text } = await server.get(
      `/services/atelier/access?user=${colleague.id}&object=deal__c&record=${deal}`,
    )
    expect(text).to.include('"kind":"ManualShare"')
  })

  it('are shared with groups, too, by administrators as well', async () => {
    const [group] = await server.query("SELECT Id FROM Group WHERE DeveloperName = 'Helpers'")
    await server.create('GroupMember', { GroupId: group?.Id, UserOrGroupId: colleague.id })
    expect((await share(server as unknown as TestUser, group?.Id as string)).status).to.equal(204)
    expect(await seen()).to.equal(1)
  })

  it('are closed again', async () => {
    await share(owner, colleague.id)
    const path = `/services/atelier/shares/${deal}/${colleague.id}`
    expect((await owner.delete(path)).status).to.equal(204)
    expect(await seen()).to.equal(0)
    expectError(await owner.delete(path), 404, 'NOT_FOUND')
  })

  it('are no longer shared when they get another owner, and are when something else of them changes', async () => {
    await share(owner, colleague.id)
    await owner.patch(`sobjects/deal__c/${deal}`, { cost__c: 7 })
    await owner.patch(`sobjects/deal__c/${deal}`, { OwnerId: owner.id, Name: 'e' })
    expect(await seen()).to.equal(1)
    const third = await addUser(server, 'Worker')
    expect((await owner.patch(`sobjects/deal__c/${deal}`, { OwnerId: third.id })).status).to.equal(204)
    expect(await seen()).to.equal(0)
    expect(await listed(third)).to.deep.equal([])
  })

  it("are nobody's to share in the recycle bin", async () => {
    await share(owner, colleague.id)
    await owner.delete(`sobjects/deal__c/${deal}`)
    expect(await seen()).to.equal(0)
    expectError(await share(owner, colleague.id), 404, 'NOT_FOUND')
  })

  const refusals: readonly (readonly [string, () => Promise<unknown[]>])[] = [
    ['by who does not see the record', async () => [await share(colleague, colleague.id), 404, 'NOT_FOUND']],
    [
      'by who only may edit it',
      async () => {
        await share(owner, colleague.id, 'Edit')
        return [await share(colleague, owner.id), 403, 'INSUFFICIENT_ACCESS_OR_READONLY']
      },
    ],
    [
      'for anything but reading and editing',
      async () => [await share(owner, colleague.id, 'All'), 400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ],
    ['with a record', async () => [await share(owner, deal), 400, 'INVALID_CROSS_REFERENCE_KEY']],
    ['with nobody', async () => [await share(owner, 'x'), 400, 'INVALID_CROSS_REFERENCE_KEY']],
    [
      'where their parent decides',
      async () => {
        const line = await owner.create('line__c', { Name: 'l', deal__c: deal })
        return [await share(owner, colleague.id, 'Read', line), 400, 'INVALID_TYPE']
      },
    ],
  ]
  for (const [given, ask] of refusals) {
    it(`are not shared ${given}`, async () => {
      const [answer, status, code] = (await ask()) as Parameters<typeof expectError>
      expectError(answer, status, code)
    })
  }
})
