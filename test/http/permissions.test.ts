import { expectError } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const FILES = {
  'profiles/Nobody.json': { label: 'Nobody', userPermissions: [{ name: 'ApiEnabled', enabled: true }] },
  'profiles/No_Api.json': { label: 'No API' },
}

describe('system permissions over REST', () => {
  let server: TestServer
  let nobody: TestUser
  let offline: TestUser
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    nobody = await addUser(server, 'Nobody')
    offline = await addUser(server, 'No_Api')
  })
  after(() => server.close())

  for (const [method, path] of [
    ['POST', 'deploy'],
    ['POST', 'deploy/undo'],
    ['GET', 'metadata'],
    ['GET', 'types'],
    ['GET', 'jobs'],
    ['POST', 'hooks/Anything/run'],
    ['GET', 'export?object=Account'],
    ['GET', 'connected-apps'],
    ['POST', 'connected-apps'],
    ['DELETE', 'connected-apps/x'],
  ] as const) {
    it(`${method} ${path} takes one that the user lacks`, async () => {
      const answer = await nobody.send(
        method,
        `/services/atelier/${path}`,
        method === 'POST' ? { body: '{}' } : {},
      )
      expectError(answer, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    })
  }

  for (const path of [
    '/services/data/v60.0/sobjects',
    '/services/data/v60.0/query?q=x',
    '/services/atelier/jobs',
  ]) {
    it(`${path} takes ApiEnabled`, async () => {
      expectError(await offline.get(path), 403, 'API_DISABLED_FOR_ORG')
    })
  }

  it('an object without rights is as if it were not there', async () => {
    for (const object of ['Account', 'Nothing__c']) {
      expectError(await nobody.get(`sobjects/${object}/describe`), 404, 'NOT_FOUND')
      expectError(await nobody.post(`sobjects/${object}`, { Name: 'x' }), 404, 'NOT_FOUND')
      expectError(await nobody.get(`query?q=SELECT+Id+FROM+${object}`), 400, 'INVALID_TYPE')
    }
  })

  it('everybody learns who they are', async () => {
    const { record } = await nobody.get('/services/oauth2/userinfo')
    if (record.user_id !== nobody.id) throw new Error(JSON.stringify(record))
  })
})
