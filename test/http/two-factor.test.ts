import { expect } from 'chai'
import { createSession } from '../../server/org/sessions.ts'
import { totpCode, totpStep } from '../../server/org/totp.ts'
import { type Answer, createClient, expectError } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const TOKEN = '/services/oauth2/token'
const FACTOR = '/services/atelier/two-factor'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const PASSWORD = 'seven green bicycles sing'
const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const FILES = {
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: may('ApiEnabled') },
  'profiles/Careful.json': { label: 'Careful', userPermissions: may('ApiEnabled', 'ForceTwoFactor') },
}

describe('the second factor', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
  })
  after(() => server.close())

  const addPerson = async (profile: string): Promise<TestUser> => {
    const user = await addUser(server, profile)
    await server.post(`sobjects/User/${user.id}/password`, { NewPassword: PASSWORD })
    const { token } = await createSession(server.app.org, user.id)
    return { ...user, ...createClient(server.url, token), token }
  }
  const logIn = (username: string, password: string, more = {}): Promise<Answer> => {
    const form = { grant_type: 'password', username, password, ...more }
    return server.send('POST', TOKEN, { token: null, headers: FORM, body: String(new URLSearchParams(form)) })
  }
  const send = (token: unknown, path = '', body?: object) =>
    server.send(body ? 'POST' : 'GET', FACTOR + path, { token: token as string, ...(body && { body }) })
  /** Codes of now and the next half minute: the one before was used to set up. */
  const codes = (secret: unknown): readonly [string, string] => {
    const step = totpStep(Date.now())
    return [totpCode(secret as string, step), totpCode(secret as string, step + 1)]
  }
  const enrol = async (user: TestUser) => {
    const token = (await logIn(user.username, PASSWORD)).record.access_token
    const { record, status } = await send(token, '', {})
    expect(status).to.equal(201)
    const [now, next] = codes(record.secret)
    const { record: confirmed } = await send(token, '/confirm', { code: now })
    return { token, secret: record.secret, now, next, recovery: confirmed.recoveryCodes as readonly string[] }
  }

  it('once set up is asked for at each login, behind the password or by itself, and each code once', async () => {
    const user = await addPerson('Clerk')
    const { now, next, recovery, token } = await enrol(user)
    expect(recovery).to.have.length(10)
    expect((await send(token)).record).to.deep.equal({ isSet: true, isDemanded: false })
    const missing = await logIn(user.username, PASSWORD)
    expect(missing.record.error_description).to.include('second factor')
    expect((await logIn(user.username, PASSWORD, { totp: now })).status, 'used to set up').to.equal(400)
    expect((await logIn(user.username, `wrong${next}`)).status).to.equal(400)
    expect((await logIn(user.username, PASSWORD + next)).status).to.equal(200)
    expect((await logIn(user.username, PASSWORD + next)).status, 'again').to.equal(400)
    expect((await logIn(user.username, PASSWORD, { totp: next })).status, 'again').to.equal(400)
  })

  it('is replaced by an emergency code, once', async () => {
    const user = await addPerson('Clerk')
    const { recovery } = await enrol(user)
    const [totp = ''] = recovery
    expect((await logIn(user.username, 'wrong', { totp })).status).to.equal(400)
    const tries = await Promise.all([1, 2, 3].map(() => logIn(user.username, PASSWORD, { totp })))
    expect(tries.filter(({ status }) => status === 200)).to.have.length(1)
    const { rows } = await server.app.org.database.run({
      text: `SELECT json_agg(f)::text FROM atelier.two_factor f`,
      values: [],
    })
    for (const code of recovery) expect(rows[0]?.[0]).not.to.include(code)
  })

  it('cannot be guessed: wrong codes count as wrong passwords do', async () => {
    const user = await addPerson('Clerk')
    await enrol(user)
    for (let i = 0; i < 3; i++)
      expect((await logIn(user.username, `${PASSWORD}00000${i}`)).status).to.equal(400)
    const { rows } = await server.app.org.database.run({
      text: 'SELECT status FROM atelier.login_history WHERE "user" = $1 ORDER BY id DESC LIMIT 3',
      values: [user.id],
    })
    expect(rows.flat()).to.deep.equal(['Invalid Code', 'Invalid Code', 'Invalid Code'])
    const counted = await server.app.org.database.run({
      text: 'SELECT max(failures) FROM atelier.login_failure WHERE org = $1',
      values: [server.app.org.id],
    })
    expect(Number(counted.rows[0]?.[0])).to.be.at.least(3)
  })

  it('that a profile demands has to be set up before anything else', async () => {
    const user = await addPerson('Careful')
    const { record } = await logIn(user.username, PASSWORD)
    expect(record.scope).to.equal('two_factor')
    const token = record.access_token as string
    for (const path of ['sobjects', 'query?q=x', '/services/oauth2/userinfo', '/services/atelier/sessions']) {
      expectError(await server.send('GET', path, { token }), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    }
    expect((await send(token)).record).to.deep.equal({ isSet: false, isDemanded: true })
    const { next } = await enrol(user)
    expectError(await server.send('GET', 'sobjects', { token }), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    const full = await logIn(user.username, PASSWORD, { totp: next })
    expect(full.record.scope).to.equal(undefined)
    expect(
      (await server.send('GET', 'sobjects', { token: full.record.access_token as string })).status,
    ).to.equal(200)
  })

  it('is not swapped by who has a session, and removed with a code or by who manages users', async () => {
    const user = await addPerson('Clerk')
    const { token, next } = await enrol(user)
    expectError(await send(token, '', {}), 400, 'INVALID_INPUT')
    expectError(await send(token, '/confirm', { code: next }), 400, 'INVALID_INPUT')
    for (const code of ['000000', '', null, { $ne: 1 }, [next]]) {
      expectError(await send(token, '/remove', { code }), 400, 'INVALID_INPUT')
    }
    expect((await send(token, '/remove', { code: next })).status).to.equal(204)
    expect((await logIn(user.username, PASSWORD)).status).to.equal(200)
    await enrol(user)
    const stranger = await addPerson('Clerk')
    expectError(await stranger.delete(`${FACTOR}/${user.id}`), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    expect((await server.delete(`${FACTOR}/${user.id}`)).status).to.equal(204)
    expectError(await server.delete(`${FACTOR}/${user.id}`), 404, 'NOT_FOUND')
    expect((await logIn(user.username, PASSWORD)).status).to.equal(200)
  })

  it('takes a code of now to be set up, and nothing else', async () => {
    const user = await addPerson('Clerk')
    expectError(await send(user.token, '/confirm', { code: '123456' }), 400, 'INVALID_INPUT')
    const { record } = await send(user.token, '', {})
    const old = totpCode(record.secret as string, totpStep(Date.now()) - 5)
    for (const code of [old, 123456, '', null])
      expectError(await send(user.token, '/confirm', { code }), 400, 'INVALID_INPUT')
    expect((await logIn(user.username, PASSWORD)).status).to.equal(200)
  })
})
