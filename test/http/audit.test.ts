import { expect } from 'chai'
import { expectError, type Fields } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const RIGHTS = { object: 'deal__c', allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true }
const tracked = (label: string) => ({ label, type: 'Text', length: 20, trackHistory: true })
const FILES = {
  'objects/deal__c/object.json': {
    label: 'Deal',
    pluralLabel: 'Deals',
    sharingModel: 'Private',
    enableHistory: true,
  },
  'objects/deal__c/fields/stage__c.json': tracked('Stage'),
  'objects/deal__c/fields/cost__c.json': tracked('Cost'),
  'profiles/Worker.json': {
    label: 'Worker',
    objectPermissions: [RIGHTS],
    fieldPermissions: [{ field: 'deal__c.stage__c', readable: true, editable: true }],
    userPermissions: [{ name: 'ApiEnabled', enabled: true }],
  },
}

describe('audit over REST', () => {
  let server: TestServer
  let worker: TestUser
  let other: TestUser

  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    worker = await addUser(server, 'Worker')
    other = await addUser(server, 'Worker')
  })
  after(() => server.close())

  const list = async (path: string, user: Pick<TestServer, 'get'> = server) =>
    (await user.get(`/services/atelier/${path}`)).body as readonly Fields[]

  it('tells who changed users and permissions, with the values before and after', async () => {
    await server.patch(`sobjects/User/${worker.id}`, { Title: 'Buyer' })
    const [newest] = await list('audit?limit=1')
    expect(newest).to.include({
      who: 'admin@atelier.local',
      section: 'user',
      action: 'changed',
      name: `User ${worker.id}`,
      before: '{"Title":null}',
      after: '{"Title":"Buyer"}',
    })
  })

  it('holds, and says so', async () => {
    const { record } = await server.get('/services/atelier/audit/verify')
    expect(record.setup).to.have.property('entries').that.is.greaterThan(3)
    expect(record.setup).not.to.have.property('broken')
    expect(record.history).not.to.have.property('broken')
  })

  it('is for those who may see it, and takes numbers only', async () => {
    for (const path of ['audit', 'audit/verify'])
      expectError(await worker.get(`/services/atelier/${path}`), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    for (const query of ['limit=0', 'limit=1001', 'limit=x', 'before=-1', 'limit=1&limit=2'])
      expectError(await server.get(`/services/atelier/audit?${query}`), 400, 'INVALID_INPUT')
  })

  describe('the history of a record', () => {
    let deal: string
    before(async () => {
      deal = await worker.create('deal__c', { Name: 'd', stage__c: 'new' })
      await server.patch(`sobjects/deal__c/${deal}`, { stage__c: 'won', cost__c: '5' })
    })
    const fieldsOf = async (user: Pick<TestServer, 'get'>) =>
      (await list(`history/${deal}`, user)).map(({ field, newValue }) => `${field} ${newValue}`)

    it('has the fields that the reader may see', async () => {
      expect(await fieldsOf(server)).to.have.members(['cost__c 5', 'stage__c won'])
      expect(await fieldsOf(worker)).to.deep.equal(['stage__c won'])
    })

    it('is not there for who does not see the record', async () => {
      expectError(await other.get(`/services/atelier/history/${deal}`), 404, 'NOT_FOUND')
      expectError(await server.get('/services/atelier/history/nonsense'), 404, 'NOT_FOUND')
    })

    it('outlives the record', async () => {
      await worker.delete(`sobjects/deal__c/${deal}`)
      expect(await fieldsOf(worker)).to.deep.equal(['stage__c won'])
      await server.app.org.database.run({
        text: `DELETE FROM "${server.app.org.schema}".deal__c WHERE id = $1`,
        values: [deal],
      })
      expect(await fieldsOf(server)).to.have.members(['cost__c 5', 'stage__c won'])
      expectError(await worker.get(`/services/atelier/history/${deal}`), 404, 'NOT_FOUND')
    })
  })
})
