import { expect } from 'chai'
import { readAuditTrail } from '../../server/org/audit-trail.ts'
import { expectError, type Fields } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const LOGIN_AS = '/services/atelier/login-as'
const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const FILES = {
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: may('ApiEnabled') },
  'profiles/Support.json': { label: 'Support', userPermissions: may('ApiEnabled', 'LoginAsUser') },
  'profiles/Personnel.json': { label: 'Personnel', userPermissions: may('ApiEnabled', 'ManageUsers') },
}

describe('logging in as somebody else', () => {
  let server: TestServer
  let clerk: TestUser
  let support: TestUser
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    clerk = await addUser(server, 'Clerk')
    support = await addUser(server, 'Support')
  })
  after(() => server.close())

  const begin = async (who: TestUser | TestServer, userId: string): Promise<string> => {
    const { record, status, text } = await who.post(LOGIN_AS, { userId })
    expect(status, text).to.equal(200)
    return record.access_token as string
  }
  const ask = (token: string, path = '/services/oauth2/userinfo') => server.send('GET', path, { token })

  it('gives the rights of that user, and is in the setup trail, the history and the list of sessions', async () => {
    const token = await begin(support, clerk.id)
    expect((await ask(token)).record.user_id).to.equal(clerk.id)
    const [entry] = await readAuditTrail(server.app.org, { limit: 1 })
    expect(entry).to.include({
      section: 'login',
      action: 'logged in as',
      who: support.username,
      after: clerk.username,
    })
    const history = (await clerk.get('/services/atelier/login-history')).body as readonly Fields[]
    expect(history[0]).to.include({
      loginType: 'Logged in as by another user',
      application: support.username,
    })
    const sessions = (await clerk.get('/services/atelier/sessions')).body as readonly Fields[]
    expect(sessions[0]).to.include({ actorId: support.id, isCurrent: false })
  })

  it('takes the permission, an active user, and nobody mightier', async () => {
    const { userId } = server.app.administrator
    const personnel = await addUser(server, 'Personnel')
    for (const [who, whom] of [
      [clerk, support.id],
      [personnel, clerk.id],
      [support, userId],
      [support, personnel.id],
    ] as const) {
      expectError(await who.post(LOGIN_AS, { userId: whom }), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    }
    const gone = await addUser(server, 'Clerk')
    await server.patch(`sobjects/User/${gone.id}`, { IsActive: false })
    for (const id of [gone.id, '005000000000999AAA', 'x']) {
      expectError(await server.post(LOGIN_AS, { userId: id }), 404, 'NOT_FOUND')
    }
    for (const id of [userId, undefined, { $ne: 1 }, [clerk.id]]) {
      expectError(await server.post(LOGIN_AS, { userId: id }), 400, 'INVALID_INPUT')
    }
  })

  it('lets nobody take the account with them, or go on to a third one', async () => {
    const personnel = await addUser(server, 'Personnel')
    const token = await begin(server, personnel.id)
    for (const [path, body] of [
      [
        `/services/data/v60.0/sobjects/User/${personnel.id}/password`,
        { NewPassword: 'seven green bicycles sing' },
      ],
      [LOGIN_AS, { userId: clerk.id }],
      ['/services/atelier/two-factor', {}],
      ['/services/atelier/connected-apps', { name: 'Back door' }],
    ] as const) {
      expectError(await server.send('POST', path, { token, body }), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    }
  })

  it('ends with either of the two', async () => {
    for (const end of [clerk, support]) {
      const token = await begin(support, clerk.id)
      expect((await ask(token)).status).to.equal(200)
      await server.patch(`sobjects/User/${end.id}`, { IsActive: false })
      expectError(await ask(token), 401, 'INVALID_SESSION_ID')
      await server.patch(`sobjects/User/${end.id}`, { IsActive: true })
    }
  })
})
