import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { observe } from '../../server/kernel/observe.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

describe('clients that go away', () => {
  let server: TestServer
  const warnings: string[] = []
  let stopObserving = (): void => undefined
  before(async () => {
    server = await startTestServer()
    stopObserving = observe('warning', ({ message }) => void warnings.push(message))
  })
  after(async () => {
    stopObserving()
    await server.close()
  })
  beforeEach(() => warnings.splice(0))

  const begin = (method: string, path: string) =>
    request(server.url + path, { method, headers: { authorization: `Bearer ${server.token}` } }).on(
      'error',
      () => undefined,
    )

  it('in the middle of a file that they send leave no record and no warning', async () => {
    const sending = begin('POST', '/services/atelier/import?object=Account')
    sending.write('Name\nGone one\nGone two\n')
    await delay(100)
    sending.destroy()
    await delay(100)
    expect(warnings).to.deep.equal([])
    expect(await server.query(`SELECT Id FROM Account WHERE Name LIKE 'Gone%'`)).to.deep.equal([])
  })

  it('in the middle of a file that they get leave no warning', async () => {
    const records = Array.from({ length: 5000 }, (_, n) => ({ Name: `Long ${n} ${'x'.repeat(200)}` }))
    await server.post('/services/atelier/records/Account', { records })
    const getting = begin('GET', '/services/atelier/export?object=Account')
    getting.end()
    const [response] = await once(getting, 'response')
    await once(response, 'data')
    getting.destroy()
    await delay(200)
    expect(warnings).to.deep.equal([])
    expect((await server.get('/services/data')).status).to.equal(200)
  })
})
