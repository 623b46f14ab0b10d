import { expect } from 'chai'
import { countFailure, secondsToWait } from '../../server/org/login-failures.ts'
import { networkOf } from '../../server/org/login-source.ts'
import { createSession } from '../../server/org/sessions.ts'
import { type Answer, expectError, type Fields } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const TOKEN = '/services/oauth2/token'
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Test/1' }
const PASSWORD = 'seven green bicycles sing'
const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const FILES = {
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: may('ApiEnabled') },
  'profiles/Other.json': { label: 'Other', userPermissions: may('ApiEnabled') },
  'permission-sets/Setup.json': { label: 'Setup', userPermissions: may('ViewSetup') },
}

describe('sessions over REST', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
  })
  after(() => server.close())

  const addClerk = async (): Promise<TestUser> => {
    const user = await addUser(server, 'Clerk')
    await server.post(`sobjects/User/${user.id}/password`, { NewPassword: PASSWORD })
    const { token } = await createSession(server.app.org, user.id)
    return { ...user, token }
  }
  const logIn = (username: string, password: string): Promise<Answer> => {
    const form = { grant_type: 'password', username, password }
    return server.send('POST', TOKEN, { token: null, headers: FORM, body: String(new URLSearchParams(form)) })
  }
  const ask = (token: string, path = '/services/oauth2/userinfo') => server.send('GET', path, { token })
  const profileId = (name: string) => server.app.org.model.profiles.get(name)?.id

  describe('end at once', () => {
    for (const [when, change] of [
      ['the user is deactivated', user => server.patch(`sobjects/User/${user.id}`, { IsActive: false })],
      ['the user is deleted', user => server.delete(`sobjects/User/${user.id}`)],
      [
        'the profile changes',
        user => server.patch(`sobjects/User/${user.id}`, { ProfileId: profileId('other') }),
      ],
      [
        'the password changes',
        user => server.post(`sobjects/User/${user.id}/password`, { NewPassword: `my ${PASSWORD}` }),
      ],
      [
        'many users are deactivated',
        user =>
          server.patch('composite/sobjects', {
            records: [{ attributes: { type: 'User' }, Id: user.id, IsActive: false }],
          }),
      ],
    ] as readonly (readonly [string, (user: TestUser) => Promise<Answer>])[]) {
      it(`when ${when}`, async () => {
        const user = await addClerk()
        expect((await ask(user.token)).status).to.equal(200)
        expect((await change(user)).status).to.be.oneOf([200, 204])
        expectError(await ask(user.token), 401, 'INVALID_SESSION_ID')
      })
    }

    it('not when something else of the user changes, or when the change is refused', async () => {
      const user = await addClerk()
      await server.patch(`sobjects/User/${user.id}`, { Title: 'Head' })
      expectError(
        await server.patch(`sobjects/User/${user.id}`, { IsActive: false, Email: 'x' }),
        400,
        'INVALID_EMAIL_ADDRESS',
      )
      expect((await ask(user.token)).status).to.equal(200)
    })

    it('and rights come and go with permission sets, at once', async () => {
      const user = await addClerk()
      const jobs = '/services/atelier/jobs'
      expectError(await ask(user.token, jobs), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      const PermissionSetId = server.app.org.model.permissionSets.get('setup')?.id
      const id = await server.create('PermissionSetAssignment', { AssigneeId: user.id, PermissionSetId })
      expect((await ask(user.token, jobs)).status).to.equal(200)
      await server.patch(`sobjects/PermissionSetAssignment/${id}`, { ExpirationDate: '2020-01-01T00:00:00Z' })
      expectError(await ask(user.token, jobs), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      await server.patch(`sobjects/PermissionSetAssignment/${id}`, { ExpirationDate: null })
      expect((await ask(user.token, jobs)).status).to.equal(200)
      await server.delete(`sobjects/PermissionSetAssignment/${id}`)
      expectError(await ask(user.token, jobs), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    })

    it('on other nodes, too', async () => {
      const { database, id } = server.app.org
      const user = await addClerk()
      expect((await ask(user.token)).status).to.equal(200)
      // What another node does: its own statement, and the notification.
      await database.run({ text: 'DELETE FROM atelier.session WHERE "user" = $1', values: [user.id] })
      await database.run({ text: `SELECT pg_notify('atelier_model', $1)`, values: [`${id} identities`] })
      let answer = await ask(user.token)
      for (let i = 0; i < 100 && answer.status === 200; i++) {
        await new Promise(done => setTimeout(done, 10))
        answer = await ask(user.token)
      }
      expectError(answer, 401, 'INVALID_SESSION_ID')
    })
  })

  it('are never of the client’s choosing', async () => {
    const { username } = await addClerk()
    const form = { grant_type: 'password', username, password: PASSWORD, access_token: 'mine', token: 'mine' }
    const headers = { ...FORM, authorization: 'Bearer mine', cookie: 'sid=mine; token=mine' }
    const body = String(new URLSearchParams(form))
    const first = await server.send('POST', TOKEN, { token: null, headers, body })
    const second = await server.send('POST', TOKEN, { token: null, headers, body })
    expect(first.status, first.text).to.equal(200)
    expect(first.record.access_token).to.match(/^00D/).and.not.equal(second.record.access_token)
    expect(first.headers.get('set-cookie')).to.equal(null)
    expectError(await ask('mine'), 401, 'INVALID_SESSION_ID')
  })

  it('are listed for their user, and ended one by one', async () => {
    const user = await addUser(server, 'Clerk')
    const other = await createSession(server.app.org, user.id)
    const { body, text } = await user.get('/services/atelier/sessions')
    expect(text).not.to.include(other.token)
    const sessions = body as readonly Fields[]
    expect(sessions.map(({ isCurrent }) => isCurrent)).to.deep.equal([false, true])
    expect((await user.delete(`/services/atelier/sessions/${sessions[0]?.id}`)).status).to.equal(204)
    expectError(await ask(other.token), 401, 'INVALID_SESSION_ID')
    expect((await ask(user.token)).status).to.equal(200)
    expectError(await user.delete(`/services/atelier/sessions/${sessions[0]?.id}`), 404, 'NOT_FOUND')
    const stranger = await addUser(server, 'Clerk')
    const foreign = `/services/atelier/sessions/${sessions[1]?.id}`
    expectError(await stranger.delete(foreign), 404, 'NOT_FOUND')
    for (const id of [user.id, '005000000000999AAA']) {
      expectError(await stranger.delete(`${foreign}?user=${id}`), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      expectError(
        await stranger.get(`/services/atelier/sessions?user=${id}`),
        403,
        'INSUFFICIENT_ACCESS_OR_READONLY',
      )
    }
    expect((await server.delete(`${foreign}?user=${user.id}`)).status).to.equal(204)
    expectError(await ask(user.token), 401, 'INVALID_SESSION_ID')
  })

  it('leave a history: one’s own, or for who manages users everybody’s', async () => {
    const user = await addClerk()
    await logIn(user.username, PASSWORD)
    await logIn(user.username, 'wrong')
    await logIn('my secret typed into the wrong box', 'x')
    const own = await server.send('GET', '/services/atelier/login-history', { token: user.token })
    const shown = (own.body as readonly Fields[]).map(({ status, userAgent, sourceIp }) => ({
      status,
      userAgent,
      sourceIp,
    }))
    const here = { userAgent: 'Test/1', sourceIp: '127.0.0.1' }
    expect(shown).to.deep.equal([
      { status: 'Invalid Password', ...here },
      { status: 'Success', ...here },
    ])
    const all = await server.get('/services/atelier/login-history')
    expect((all.body as readonly Fields[])[0]).to.include({
      status: 'Invalid User',
      userId: null,
      username: null,
    })
    expect(all.text).not.to.include('wrong box')
    const [record] = await server.query(`SELECT LastLoginDate FROM User WHERE Id = '${user.id}'`)
    expect(record?.LastLoginDate).to.be.a('string')
  })

  describe('attempts that fail', () => {
    it('make later ones wait, the right one too, and tell nothing about the user', async () => {
      const { org } = server.app
      const user = await addClerk()
      const answers = async (username: string): Promise<readonly unknown[]> => {
        const first = await logIn(username, 'wrong')
        for (let i = 0; i < 11; i++)
          await countFailure(org, username, { address: '127.0.0.1', userAgent: '' })
        const later = await logIn(username, PASSWORD)
        expect(Number(later.headers.get('retry-after'))).to.be.within(60, 128)
        return [first, later].map(({ status, record }) => [
          status,
          String(record.error_description).replace(/\d+/, 'n'),
        ])
      }
      const known = await answers(user.username)
      expect(known).to.deep.equal([
        [400, 'authentication failure'],
        [429, 'too many attempts failed: try again in n seconds'],
      ])
      expect(await answers('nobody@example.test')).to.deep.equal(known)
      await org.database.run({ text: 'DELETE FROM atelier.login_failure', values: [] })
      expect((await logIn(user.username, PASSWORD)).status).to.equal(200)
    })

    it('wait ever longer from one place, and no more than half a minute from elsewhere', async () => {
      const { org } = server.app
      const evil = { address: '203.0.113.9', userAgent: '' }
      const home = { address: '198.51.100.7', userAgent: '' }
      for (let i = 0; i < 60; i++) await countFailure(org, 'Target@example.test', evil)
      expect(await secondsToWait(org, 'target@EXAMPLE.test', evil)).to.be.within(800, 900)
      expect(await secondsToWait(org, 'target@example.test', home)).to.be.within(20, 30)
      expect(await secondsToWait(org, 'other@example.test', evil)).to.be.within(800, 900)
      expect(await secondsToWait(org, 'other@example.test', home)).to.equal(0)
    })

    it('elsewhere do not hold up a user who comes from where they came from before', async () => {
      const { org } = server.app
      const user = await addClerk()
      expect((await logIn(user.username, PASSWORD)).status).to.equal(200)
      for (let i = 0; i < 60; i++)
        await countFailure(org, user.username, { address: '203.0.113.10', userAgent: '' })
      expect((await logIn(user.username, PASSWORD)).status).to.equal(200)
    })

    for (const [address, network] of [
      ['192.0.2.1', '192.0.2.1'],
      ['::ffff:192.0.2.1', '192.0.2.1'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
      ['2001:db8::1', '2001:db8:0:0'],
      ['::1', '0:0:0:0'],
      ['', ''],
    ] as const) {
      it(`from ${address} count for ${network}`, () => expect(networkOf(address)).to.equal(network))
    }
  })
})
