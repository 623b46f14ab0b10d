import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { observe } from '../../server/kernel/observe.ts'
import { deploy } from '../../server/org/deploy.ts'
import { openOrg } from '../../server/org/open-org.ts'
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.ts'
import { type Answer, expectError } from '../support/test-client.ts'
import { testDatabase } from '../support/test-database.ts'
import { ADMIN_PASSWORD, metadataFiles } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const OUTAGE = 5_000

describe('a server whose database is gone', function () {
  this.timeout(60_000)
  let proxy: DatabaseProxy
  let server: TestServer
  let id: string
  const warnings: string[] = []
  let stopListening: () => void
  before(async () => {
    stopListening = observe('warning', ({ message }) => void warnings.push(message))
    proxy = await startDatabaseProxy((await testDatabase()).url)
    server = await startTestServer({ databaseUrl: proxy.url, runJobs: true })
    id = await server.create('Account', { Name: 'Before' })
  })
  after(async () => {
    stopListening()
    await server.close()
    await proxy.close()
  })

  const logIn = (): Promise<Answer> =>
    server.send('POST', '/services/oauth2/token', {
      token: null,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(
        new URLSearchParams({
          ...{ grant_type: 'password', username: 'admin@atelier.local', password: ADMIN_PASSWORD },
        }),
      ),
    })
  /** One request of each kind that needs the database. */
  const ask = (): Promise<readonly Answer[]> =>
    Promise.all([
      server.get('query?q=SELECT+Id+FROM+Account'),
      server.get(`sobjects/Account/${id}`),
      server.post('sobjects/Account', { Name: 'Meanwhile' }),
      server.patch(`sobjects/Account/${id}`, { Name: 'Meanwhile' }),
      server.patch('sobjects/Account/external_code__c/gone', { Name: 'Meanwhile' }),
      server.post('composite/sobjects', {
        records: [
          { attributes: { type: 'Account' }, Name: 'Meanwhile' },
          { attributes: { type: 'Contact' }, LastName: 'Meanwhile' },
        ],
      }),
      server.send('POST', 'sobjects/Account', {
        headers: { 'idempotency-key': 'gone' },
        body: { Name: 'Meanwhile' },
      }),
      server.get('/services/atelier/jobs'),
      server.get('/services/atelier/export?object=Account'),
      server.send('GET', 'sobjects', { token: `${server.app.org.id}!unknown` }),
    ])
  /** Until nothing is refused any more. */
  const untilBack = async (): Promise<void> => {
    const last = Date.now() + 10_000
    while ((await server.get('query?q=SELECT+Id+FROM+User')).status !== 200) {
      expect(Date.now(), 'the database is there again').to.be.below(last)
      await delay(50)
    }
  }

  it('answers 503 with Retry-After while it is cut off, and works when it is back', async () => {
    await proxy.cut()
    const until = Date.now() + OUTAGE
    do {
      for (const answer of await ask()) {
        const error = expectError(answer, 503, 'SERVER_UNAVAILABLE')
        expect(error.message).to.include('database cannot be reached')
        expect(answer.headers.get('retry-after')).to.equal('2')
      }
      const login = await logIn()
      expect([login.status, login.record.error]).to.deep.equal([503, 'temporarily_unavailable'])
      expect(login.headers.get('retry-after')).to.equal('2')
      expect((await server.get('/services/data')).status).to.equal(200)
      await delay(100)
    } while (Date.now() < until)
    await proxy.restore()
    await untilBack()
    expect((await ask()).map(answer => answer.status)).to.deep.equal([
      ...[200, 200, 201, 204, 201, 200, 201, 200, 200, 401],
    ])
    expect((await logIn()).status).to.equal(200)
    expect(await server.query("SELECT Id FROM Account WHERE Name = 'Meanwhile'")).to.have.length(5)
  })

  it('breaks off what is under way, says that the outcome is unknown, and saves it once with a key', async () => {
    const save = (): Promise<Answer> =>
      server.send('POST', 'sobjects/Account', {
        headers: { 'idempotency-key': 'broken' },
        body: { Name: 'Broken off' },
      })
    const saves = Array.from({ length: 20 }, save)
    await delay(5)
    await proxy.cut()
    for (const answer of await Promise.all(saves)) {
      expect(answer.status, answer.text).to.be.oneOf([201, 503])
      if (answer.status === 503)
        expect(answer.errors[0]?.errorCode).to.be.oneOf(['SERVER_UNAVAILABLE', 'OUTCOME_UNKNOWN'])
    }
    await proxy.restore()
    await untilBack()
    expect((await save()).status).to.equal(201)
    expect(await server.query("SELECT Id FROM Account WHERE Name = 'Broken off'")).to.have.length(1)
  })

  it('goes on where it was when the database did not answer for a while', async () => {
    proxy.freeze()
    const waiting = Promise.all([
      server.get(`sobjects/Account/${id}`),
      server.post('sobjects/Account', { Name: 'Late' }),
    ])
    expect((await server.get('/services/data')).status).to.equal(200)
    await delay(500)
    await proxy.restore()
    expect((await waiting).map(answer => answer.status)).to.deep.equal([200, 201])
    await untilBack()
  })

  it('hears again of what other nodes deploy', async () => {
    const { name, timeZone } = server.app.org
    const otherNode = await openOrg(await testDatabase(), { name, timeZone })
    const field = { label: 'Added elsewhere', type: 'Checkbox', defaultValue: false }
    const path = 'manufaktura/objects/Order/fields/added_elsewhere__c.json'
    const added = { package: 'manufaktura', path, text: JSON.stringify(field) }
    await deploy(otherNode, [...(await metadataFiles()), added], { who: 'other node' })
    const last = Date.now() + 10_000
    while (server.app.org.model.version < otherNode.model.version) {
      expect(Date.now(), 'the deploy is known').to.be.below(last)
      await delay(50)
    }
    expect((await server.get('query?q=SELECT+added_elsewhere__c+FROM+Order')).status).to.equal(200)
  })

  it('says so in its log, and has nothing to say about single requests', () => {
    expect(warnings.filter(message => !message.startsWith('Database: '))).to.deep.equal([])
  })
})
