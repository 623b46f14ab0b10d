import { expect } from 'chai'
import { ADMINISTRATOR, ensureAdministrator } from '../../server/org/administrator.ts'
import {
  createConnectedApp,
  deleteConnectedApp,
  listConnectedApps,
  loginClient,
} from '../../server/org/connected-apps.ts'
import { login } from '../../server/org/logins.ts'
import { deleteSession } from '../../server/org/open-sessions.ts'
import { createSession, findSession } from '../../server/org/sessions.ts'
import { ADMIN_PASSWORD, createTestOrg, type TestOrg } from '../support/test-org.ts'

describe('sessions', () => {
  let test: TestOrg
  before(async () => {
    test = await createTestOrg('metadata')
  })
  after(() => test.dispose())

  const source = { address: '192.0.2.1', userAgent: '' }
  const tryLogin = (username: string, password: string) => login(test.org, { username, password }, source)

  it('logs in with the right password only, whatever the case of the name', async () => {
    const { userId } = test.session.principal
    expect(await tryLogin(ADMINISTRATOR.toUpperCase(), ADMIN_PASSWORD)).to.deep.equal({
      outcome: 'in',
      userId,
    })
    expect(await tryLogin(ADMINISTRATOR, 'wrong')).to.deep.equal({ outcome: 'refused' })
    expect(await tryLogin('nobody@atelier.local', ADMIN_PASSWORD)).to.deep.equal({ outcome: 'refused' })
  })

  it('does the same work for an unknown name as for a wrong password', async () => {
    const work = (username: string) => test.countStatements(() => tryLogin(username, 'wrong'))
    const [known, unknown] = [await work(ADMINISTRATOR), await work('nobody@atelier.local')]
    expect(unknown.result).to.deep.equal(known.result)
    expect(unknown.statements).to.deep.equal(known.statements)
  })

  it('gives tokens that start with the org and lead back to the user until they are revoked', async () => {
    const { org, session } = test
    const { token } = await createSession(org, session.principal.userId)
    expect(token).to.match(new RegExp(`^${org.id}![A-Za-z0-9._]{80,}$`))
    expect((await findSession(org, token))?.principal).to.deep.equal({
      ...session.principal,
      groups: [],
      permissionSetGroups: [],
      below: [],
      sources: new Map(),
      isShared: false,
    })
    const { statements } = await test.countStatements(() => findSession(org, token))
    expect(statements).to.deep.equal([])
    await deleteSession(org, token)
    expect(await findSession(org, token)).to.equal(undefined)
  })

  it('does not know tokens of another org or made-up ones', async () => {
    const { org, session } = test
    const { token } = await createSession(org, session.principal.userId)
    expect(await findSession({ ...org, id: '00D000000000099AAA' }, token)).to.equal(undefined)
    expect(await findSession(org, `${org.id}!madeup`)).to.equal(undefined)
    await deleteSession(org, token)
  })

  it('keeps no password, secret or token in the database', async () => {
    const { org, session } = test
    const { token } = await createSession(org, session.principal.userId)
    const { clientId, clientSecret } = await createConnectedApp(org, 'App', session.principal.userId)
    const { rows } = await org.database.run({
      text: `SELECT (SELECT json_agg(l)::text FROM atelier.login l) || (SELECT json_agg(s)::text FROM atelier.session s) || (SELECT json_agg(c)::text FROM atelier.connected_app c)`,
      values: [],
    })
    for (const secret of [ADMIN_PASSWORD, token, clientSecret]) expect(rows[0]?.[0]).not.to.include(secret)
    expect(rows[0]?.[0]).to.include('$argon2id$')
    expect((await loginClient(org, clientId, clientSecret))?.userId).to.equal(session.principal.userId)
    expect(await loginClient(org, clientId, 'wrong')).to.equal(undefined)
  })

  it('lists connected apps by name, and logs one out that is deleted', async () => {
    const { org, session } = test
    const { userId, username } = session.principal
    const { clientId, clientSecret } = await createConnectedApp(org, 'nightly sync', userId)
    const error = await createConnectedApp(org, 'Nightly Sync', userId).catch(caught => caught)
    expect(error).to.include({ code: 'DUPLICATE_VALUE' })
    const apps = await listConnectedApps(org)
    expect(apps.map(app => app.name)).to.deep.equal(['App', 'nightly sync'])
    expect(apps[1]).to.include({ clientId, userId, username })
    const { token } = await createSession(org, userId, { clientId })
    const { token: other } = await createSession(org, userId)
    expect(await deleteConnectedApp(org, clientId)).to.equal(true)
    expect(await findSession(org, token)).to.equal(undefined)
    expect(await findSession(org, other)).not.to.equal(undefined)
    expect(await loginClient(org, clientId, clientSecret)).to.equal(undefined)
    expect(await deleteConnectedApp(org, clientId)).to.equal(false)
  })

  it('makes the administrator once, and asks for a password only then', async () => {
    const again = await ensureAdministrator(test.org, () => expect.fail('asked again'))
    expect(again).to.deep.equal({ userId: test.session.principal.userId, username: ADMINISTRATOR })
    const { rows } = await test.org.database.run({
      text: `SELECT u.username, p.name FROM "${test.org.schema}"."user" u JOIN "${test.org.schema}".profile p ON p.id = u.profileid`,
      values: [],
    })
    expect(rows).to.deep.equal([[ADMINISTRATOR, 'System Administrator']])
  })
})
