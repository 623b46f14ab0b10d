import { request } from 'node:http'
import { expect } from 'chai'
import { type Answer, expectError } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

interface Sandbox {
  readonly host: string
  readonly username: string
  readonly password: string
  readonly id: string
}

interface Reply {
  readonly status: number
  readonly body: string
}

describe('several orgs in one database', () => {
  let server: TestServer
  let name: string
  let sandbox: Sandbox
  let token: string

  /** A request to a host name; fetch does not let its Host header be chosen. */
  const send = (host: string, method: string, path: string, bearer?: string, body?: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(server.url)
      const type = body?.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded'
      const headers = {
        host: `${host}:${port}`,
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(body && { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
      }
      const sent = request({ host: '127.0.0.1', port, method, path, headers }, response => {
        let text = ''
        response.on('data', chunk => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      })
      sent.on('error', reject)
      sent.end(body)
    })

  before(async () => {
    server = await startTestServer()
    name = `box-${server.app.org.name}`
    const answer: Answer = await server.post('/services/atelier/orgs', { name })
    expect(answer.status, answer.text).to.equal(201)
    sandbox = answer.record as unknown as Sandbox
    const form = new URLSearchParams({
      grant_type: 'password',
      username: sandbox.username,
      password: sandbox.password,
    })
    const login = await send(sandbox.host, 'POST', '/services/oauth2/token', undefined, form.toString())
    expect(login.status, login.body).to.equal(200)
    token = JSON.parse(login.body).access_token
  })
  after(() => server.close())

  const ACCOUNTS = '/services/data/v60.0/query?q=SELECT+Name+FROM+Account'

  it('each have their own records, ids and metadata', async () => {
    const id = await server.create('Account', { Name: 'of production' })
    const made = await send(
      sandbox.host,
      'POST',
      '/services/data/v60.0/sobjects/Account',
      token,
      '{"Name":"of the sandbox"}',
    )
    expect(made.status, made.body).to.equal(201)
    expect((await send(sandbox.host, 'GET', ACCOUNTS, token)).body).to.include('of the sandbox')
    expect(await server.query('SELECT Name FROM Account')).to.deep.equal([{ Name: 'of production' }])
    const foreign = await send(sandbox.host, 'GET', `/services/data/v60.0/sobjects/Account/${id}`, token)
    expect(foreign.status).to.equal(404)
    expect(
      JSON.parse((await send(sandbox.host, 'GET', '/services/atelier/metadata', token)).body).files,
    ).to.have.length(JSON.parse((await server.get('/services/atelier/metadata')).text).files.length)
  })

  it('a token of one is nothing in another', async () => {
    expect((await send(sandbox.host, 'GET', ACCOUNTS, server.token)).status).to.equal(401)
    expect((await send('localhost', 'GET', ACCOUNTS, token)).status).to.equal(401)
  })

  it('a cursor of one is nothing in another', async () => {
    const records = Array.from({ length: 201 }, (_, index) => ({ Name: `n${index}` }))
    await server.post('/services/atelier/records/Account', { records })
    const page = await server.send('GET', 'query?q=SELECT+Id+FROM+Account', {
      headers: { 'Sforce-Query-Options': 'batchSize=200' },
    })
    const next = String(page.record.nextRecordsUrl)
    expect((await server.get(next)).status).to.equal(200)
    expect((await send(sandbox.host, 'GET', next, token)).status).to.equal(400)
  })

  it('a password of one is nothing in another', async () => {
    const form = new URLSearchParams({
      grant_type: 'password',
      username: sandbox.username,
      password: sandbox.password,
    })
    const answer = await send('localhost', 'POST', '/services/oauth2/token', undefined, form.toString())
    expect(answer.status).to.equal(400)
    expect(answer.body).to.include('invalid_grant')
  })

  it('a host that names no sandbox has nothing', async () => {
    expect((await send('nothing.localhost', 'GET', '/services/data')).status).to.equal(200)
    expect((await send('nothing.localhost', 'GET', ACCOUNTS, server.token)).status).to.equal(404)
  })

  it('a sandbox knows of no other org, and makes none', async () => {
    const listed = JSON.parse((await send(sandbox.host, 'GET', '/services/atelier/orgs', token)).body)
    expect(listed.map((org: { name: string }) => org.name)).to.deep.equal([name])
    const made = await send(sandbox.host, 'POST', '/services/atelier/orgs', token, '{"name":"more"}')
    expect(made.status).to.equal(400)
    const all = (await server.get('/services/atelier/orgs')).body as readonly { name: string }[]
    expect(all.map(org => org.name)).to.deep.equal([server.app.org.name, name])
  })

  for (const [what, wanted, code] of [
    ['a name that is taken', () => name, 'DUPLICATE_VALUE'],
    ['a name that is none', () => 'No Name', 'INVALID_INPUT'],
    ['no name', () => undefined, 'INVALID_INPUT'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expectError(await server.post('/services/atelier/orgs', { name: wanted() }), 400, code)
    })
  }

  it('are there again after a restart of the app, also those that another node made', async () => {
    const again = await startTestServer({ orgName: server.app.org.name })
    try {
      const all = (await again.get('/services/atelier/orgs')).body as readonly { name: string }[]
      expect(all.map(org => org.name)).to.deep.equal([server.app.org.name, name])
    } finally {
      await again.close()
    }
  })
})
