import { expect } from 'chai'
import { findSession } from '../../server/org/sessions.ts'
import { type Answer, expectError, type Fields } from '../support/test-client.ts'
import { ADMIN_PASSWORD } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const TOKEN = '/services/oauth2/token'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const ADMIN = { grant_type: 'password', username: 'admin@atelier.local', password: ADMIN_PASSWORD }

describe('login over OAuth', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  type Form = Readonly<Record<string, string>> | string
  const post = (
    path: string,
    form: Form,
    headers: Readonly<Record<string, string>> = FORM,
  ): Promise<Answer> =>
    server.send('POST', path, { token: null, headers, body: String(new URLSearchParams(form)) })
  const refused = ({ status, record, text, headers }: Answer, expected: number, error: string): string => {
    expect(status, text).to.equal(expected)
    expect(Object.keys(record), text).to.deep.equal(['error', 'error_description'])
    expect(record.error).to.equal(error)
    expect(headers.get('cache-control')).to.equal('no-store')
    return record.error_description as string
  }
  const asUser = (token: string) => server.send('GET', '/services/oauth2/userinfo', { token })

  it('with user name and password gives a token that works', async () => {
    const { status, record, headers } = await post(TOKEN, ADMIN)
    expect(status).to.equal(200)
    expect(headers.get('cache-control')).to.equal('no-store')
    const { app, url } = server
    const { userId } = app.administrator
    expect(record).to.include({
      instance_url: url,
      token_type: 'Bearer',
      id: `${url}/id/${app.org.id}/${userId}`,
    })
    expect(record.access_token).to.match(new RegExp(`^${app.org.id}![.\\w]{80,}$`))
    expect(Math.abs(Number(record.issued_at) - Date.now())).to.be.below(60_000)
    const user = await asUser(record.access_token as string)
    expect(user.status).to.equal(200)
    expect(user.record).to.include({
      ...{ user_id: userId, organization_id: app.org.id, preferred_username: 'admin@atelier.local' },
      ...{ email: 'admin@atelier.local', name: 'Administrator', active: true, zoneinfo: 'Asia/Tbilisi' },
    })
    const identity = await server.get(new URL(record.id as string).pathname)
    expect(identity.record).to.deep.equal(user.record)
  })

  it('takes what clients send besides, in the body, in the address, and in a header', async () => {
    const client = { client_id: 'PlatformCLI', client_secret: '' }
    expect((await post(TOKEN, { ...ADMIN, ...client, format: 'json' })).status).to.equal(200)
    expect((await post(`${TOKEN}?${new URLSearchParams(ADMIN)}`, '')).status).to.equal(200)
    const json = { 'content-type': 'application/json', 'content-length': '0' }
    expect((await post(`${TOKEN}?${new URLSearchParams(ADMIN)}`, '', json)).status).to.equal(200)
    const upper = { ...ADMIN, username: ADMIN.username.toUpperCase() }
    expect((await post(`/${TOKEN}/`, upper)).status).to.equal(200)
  })

  for (const [what, form, error, description] of [
    ['a wrong password', { ...ADMIN, password: 'wrong' }, 'invalid_grant', 'authentication failure'],
    ['an unknown user', { ...ADMIN, username: 'nobody@x' }, 'invalid_grant', 'authentication failure'],
    ['a password too long', { ...ADMIN, password: 'x'.repeat(90_000) }, 'invalid_grant', 'authentication'],
    ['no password', { ...ADMIN, password: '' }, 'invalid_request', 'username and password'],
    ['no grant type', { username: 'x', password: 'y' }, 'invalid_request', 'grant_type'],
    ['no fields', '', 'invalid_request', 'grant_type'],
    ['another grant', { grant_type: 'device_code' }, 'unsupported_grant_type', 'not supported'],
    ['the grant __proto__', { grant_type: '__proto__' }, 'unsupported_grant_type', 'not supported'],
    ['a field that is there twice', 'grant_type=password&grant_type=password', 'invalid_request', 'twice'],
    ['a NUL in the name', { ...ADMIN, username: 'ad\u0000min' }, 'invalid_request', 'character'],
    ['no secret', { grant_type: 'client_credentials', client_id: 'x' }, 'invalid_request', 'client_secret'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(refused(await post(TOKEN, form), 400, error)).to.include(description)
    })
  }

  it('refuses what comes in another way', async () => {
    const json = { 'content-type': 'application/json' }
    const sent = server.send('POST', TOKEN, { token: null, headers: json, body: JSON.stringify(ADMIN) })
    expect(refused(await sent, 400, 'invalid_request')).to.include('application/x-www-form-urlencoded')
    expect(refused(await post(TOKEN, { a: 'x'.repeat(200_000) }), 413, 'invalid_request')).to.include(
      '100 KB',
    )
    expect(refused(await server.get(TOKEN), 405, 'invalid_request')).to.include('POST')
    const basic = { ...FORM, authorization: 'Basic JSUlOiU=' }
    refused(await post(TOKEN, { grant_type: 'client_credentials' }, basic), 400, 'invalid_request')
  })

  describe('as a connected app', () => {
    const APPS = '/services/atelier/connected-apps'
    let app: Fields
    before(async () => {
      const { status, record, text } = await server.post(APPS, { name: 'Nightly sync' })
      expect(status, text).to.equal(201)
      app = record
    })
    const credentials = () => ({
      grant_type: 'client_credentials',
      client_id: app.clientId as string,
      client_secret: app.clientSecret as string,
    })

    it('gives a token of the user that the app works as', async () => {
      expect(app).to.include({ name: 'Nightly sync', username: 'admin@atelier.local' })
      const { status, record } = await post(TOKEN, credentials())
      expect(status).to.equal(200)
      const user = await asUser(record.access_token as string)
      expect(user.record.preferred_username).to.equal('admin@atelier.local')
    })

    it('takes id and secret in a Basic header', async () => {
      const words = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
      const headers = { ...FORM, authorization: `Basic ${words}` }
      expect((await post(TOKEN, { grant_type: 'client_credentials' }, headers)).status).to.equal(200)
    })

    it('refuses a wrong secret and an unknown id alike', async () => {
      for (const wrong of [{ client_secret: 'x' }, { client_id: 'x' }, { client_id: '\ufffd' }]) {
        const answer = await post(TOKEN, { ...credentials(), ...wrong })
        expect(refused(answer, 401, 'invalid_client')).to.equal('invalid client credentials')
        expect(answer.headers.get('www-authenticate')).to.equal('Basic')
      }
    })

    it('is listed without its secret, has a name of its own, and a user that is there', async () => {
      const { text, body } = await server.get(APPS)
      expect(text).not.to.include(app.clientSecret)
      expect((body as readonly Fields[])[0]).to.have.all.keys(
        ...['clientId', 'name', 'userId', 'username', 'created'],
      )
      expectError(await server.post(APPS, { name: 'nightly SYNC' }), 400, 'DUPLICATE_VALUE')
      for (const body of [
        {},
        { name: ' ' },
        { name: 'x'.repeat(81) },
        { name: 1 },
        { name: 'a', username: 'x' },
      ])
        expectError(await server.post(APPS, body), 400, 'INVALID_INPUT')
    })

    it('is logged out when it is deleted', async () => {
      const { record } = await post(TOKEN, credentials())
      expect((await asUser(record.access_token as string)).status).to.equal(200)
      expect((await server.delete(`${APPS}/${app.clientId}`)).status).to.equal(204)
      expectError(await server.delete(`${APPS}/${app.clientId}`), 404, 'NOT_FOUND')
      refused(await post(TOKEN, credentials()), 401, 'invalid_client')
      expectError(await asUser(record.access_token as string), 401, 'INVALID_SESSION_ID')
    })
  })

  describe('a token', () => {
    const issue = async (): Promise<string> => (await post(TOKEN, ADMIN)).record.access_token as string

    for (const [what, authorization] of [
      ['none', undefined],
      ['an empty one', 'Bearer '],
      ['garbage', 'Bearer garbage'],
      ['one of another org', `Bearer 00D000000000099EAA!${'a'.repeat(88)}`],
      ['a made-up one of this org', 'Bearer ORG!made.up'],
      ['a password', `Basic ${Buffer.from(`admin@atelier.local:${ADMIN_PASSWORD}`).toString('base64')}`],
      ['strange bytes', 'Bearer \u00ff\u00fe'],
    ] as const) {
      it(`that is ${what} is refused`, async () => {
        const value = authorization?.replace('ORG', server.app.org.id)
        for (const path of [
          'sobjects',
          'query?q=x',
          'nothing',
          '/services/oauth2/userinfo',
          '/services/atelier/jobs',
        ]) {
          const headers: Record<string, string> = value === undefined ? {} : { authorization: value }
          const answer = await server.send('GET', path, { token: null, headers })
          const error = expectError(answer, 401, 'INVALID_SESSION_ID')
          expect(error.message).to.equal('Session expired or invalid')
          expect(answer.headers.get('www-authenticate')).to.equal('Bearer')
        }
      })
    }

    it('is taken in the older scheme, too, and in any case of it', async () => {
      for (const scheme of ['Bearer', 'bearer', 'OAuth']) {
        const headers = { authorization: `${scheme} ${server.token}` }
        expect((await server.send('GET', 'sobjects', { token: null, headers })).status).to.equal(200)
      }
    })

    it('ends when it is revoked, by whoever has it', async () => {
      for (const revoke of [
        (token: string) => post('/services/oauth2/revoke', { token }),
        (token: string) => server.send('GET', `/services/oauth2/revoke?token=${token}`, { token: null }),
      ]) {
        const token = await issue()
        expect((await asUser(token)).status).to.equal(200)
        expect((await revoke(token)).status).to.equal(200)
        expectError(await asUser(token), 401, 'INVALID_SESSION_ID')
      }
      expect((await post('/services/oauth2/revoke', { token: 'unknown' })).status).to.equal(200)
    })

    it('ends by itself', async () => {
      const token = await issue()
      const { database } = server.app.org
      await database.run({
        text: `UPDATE atelier.session SET expires = now() WHERE created = (SELECT max(created) FROM atelier.session)`,
        values: [],
      })
      expect(await findSession(server.app.org, token)).to.equal(undefined)
      expectError(await asUser(token), 401, 'INVALID_SESSION_ID')
    })

    it('shows nobody but its own user', async () => {
      const { org, administrator } = server.app
      const paths = [
        `/id/${org.id}/005000000000001AAA`,
        `/id/00D000000000099EAA/${administrator.userId}`,
        '/id/x/y',
      ]
      for (const path of paths) expectError(await server.get(path), 404, 'NOT_FOUND')
      expect((await server.get(`/id/${org.id}/${administrator.userId}`)).status).to.equal(200)
      expect((await server.get(`/id/${org.id.slice(0, 15)}/${administrator.userId}`)).status).to.equal(200)
    })
  })
})
