import { expect } from 'chai'
import { expectError } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const right = (object: string) => ({ object, allowRead: true, allowCreate: true, allowEdit: true })
const FILES = {
  'objects/secret__c/object.json': { label: 'Secret', pluralLabel: 'Secrets', sharingModel: 'Private' },
  'objects/secret__c/fields/code__c.json': { label: 'Code', type: 'Text', length: 20 },
  'objects/probe__c/object.json': { label: 'Probe', pluralLabel: 'Probes' },
  'objects/probe__c/fields/result__c.json': { label: 'Result', type: 'Text', length: 200, required: false },
  'profiles/Worker.json': {
    label: 'Worker',
    objectPermissions: [right('secret__c'), right('probe__c')],
    fieldPermissions: [{ field: 'probe__c.result__c', readable: true, editable: true }],
    userPermissions: [{ name: 'ApiEnabled', enabled: true }],
  },
  'hooks/Probe.ts': `import { isDatabaseError, trigger } from 'atelier'

export default trigger('probe__c', ['before insert'], async ({ new: probes, db, user }) => {
  const mine = db.asUser()
  for (const probe of probes) {
    if (probe.Name === 'count') {
      const all = await db.from('secret__c').select('Id').rows()
      const own = await mine.from('secret__c').select('Id').rows()
      const found = await mine.soql('SELECT Id FROM secret__c')
      probe.result__c = [all.length, own.length, found.length].join()
    }
    if (probe.Name === 'field') {
      await db.from('secret__c').select('code__c').rows()
      probe.result__c = await mine.from('secret__c').select('code__c').rows().then(
        () => 'shown',
        (error: unknown) => (isDatabaseError(error) ? error.code : 'other'),
      )
    }
    if (probe.Name === 'save') {
      const [first] = await db.from('secret__c').select('Id').where('OwnerId', '!=', user.id).rows()
      const results = await mine.update('secret__c', [{ Id: String(first?.Id), Name: 'taken' }], { allOrNone: false })
      probe.result__c = results.map(result => result.errors[0]?.code ?? 'saved').join()
    }
  }
})
`,
}

describe('hooks with the rights of the user', () => {
  let server: TestServer
  let worker: TestUser

  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    worker = await addUser(server, 'Worker')
    for (const name of ['a', 'b']) await server.create('secret__c', { Name: name, code__c: name })
    await worker.create('secret__c', { Name: 'own' })
  })
  after(() => server.close())

  for (const { given, then } of [
    { given: 'count', then: '3,1,1' },
    { given: 'field', then: 'INVALID_FIELD' },
    { given: 'save', then: 'INVALID_CROSS_REFERENCE_KEY' },
  ]) {
    it(`${given}: ${then} for a worker`, async () => {
      const id = await worker.create('probe__c', { Name: given })
      expect((await worker.get(`sobjects/probe__c/${id}`)).record.result__c).to.equal(then)
    })
  }

  it('are all rights for an administrator', async () => {
    const id = await server.create('probe__c', { Name: 'count' })
    expect((await server.get(`sobjects/probe__c/${id}`)).record.result__c).to.equal('3,3,3')
  })

  it('do not reach the user, who sees what the profile shows', async () => {
    expect(await worker.query('SELECT Name FROM secret__c')).to.deep.equal([{ Name: 'own' }])
    expectError(await worker.get('query?q=SELECT+code__c+FROM+secret__c'), 400, 'INVALID_FIELD')
  })
})
