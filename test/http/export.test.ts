import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { expectError } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const EXPORT = '/services/atelier/export'

describe('GET /services/atelier/export', () => {
  let server: TestServer
  const run = (text: string) => server.app.org.database.run({ text, values: [] })

  before(async () => {
    server = await startTestServer()
    // Far more than the buffers on the way hold.
    const records = Array.from({ length: 10_000 }, (_, n) => ({
      Name: `A${n}`,
      Description: 'x'.repeat(900),
    }))
    for (let time = 0; time < 2; time++) await server.post('/services/atelier/records/Account', { records })
  })
  after(() => server.close())

  it('answers with a file', async () => {
    const { status, headers, text } = await server.get(`${EXPORT}?q=SELECT+Id+FROM+Account+LIMIT+0`)
    expect([status, text]).to.deep.equal([200, 'Id\r\n'])
    expect(headers.get('content-type')).to.equal('text/csv;charset=UTF-8')
    expect(headers.get('content-disposition')).to.match(/^attachment; filename="?export.csv/)
    expect(headers.get('cache-control')).to.equal('no-store')
  })

  it('answers as one that is wrong before the first byte', async () => {
    for (const format of ['csv', 'xlsx']) {
      expectError(
        await server.get(`${EXPORT}?object=Account&fields=Nam&format=${format}`),
        400,
        'INVALID_FIELD',
      )
    }
    expectError(await server.get(`${EXPORT}?object=Account&format=pdf`), 400, 'INVALID_INPUT')
    expectError(await server.get(EXPORT), 400, 'INVALID_INPUT')
    expectError(
      await server.send('GET', `${EXPORT}?object=Account`, { token: null }),
      401,
      'INVALID_SESSION_ID',
    )
  })

  it('gives all records, however many', async () => {
    const { text } = await server.get(`${EXPORT}?object=Account`)
    expect(text.split('\r\n')).to.have.length(20_002)
  })

  /** The first bytes of a large file, while the rest is still to come. */
  async function begin(signal?: AbortSignal): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const response = await fetch(`${server.url}${EXPORT}?object=Account`, {
      headers: { authorization: `Bearer ${server.token}` },
      ...(signal && { signal }),
    })
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    expect((await reader.read()).done).to.equal(false)
    return reader
  }

  const openCursors = async (): Promise<readonly (string | null)[]> =>
    (
      await run(
        `SELECT pid FROM pg_stat_activity WHERE query LIKE 'FETCH % FROM atelier_%' AND state <> 'idle'`,
      )
    ).rows.flat()

  it('breaks off when the rows cannot be read to their end, so that no one takes it for all', async () => {
    const reader = await begin()
    const [pid] = await openCursors()
    await run(`SELECT pg_terminate_backend(${pid})`)
    const read = async (): Promise<void> => {
      while (!(await reader.read()).done);
    }
    const error = await read().catch((thrown: Error) => thrown)
    expect(error).to.be.an('error')
  })

  it('stops writing a workbook when nobody waits for it, and writes the next one', async () => {
    const abort = new AbortController()
    const url = `${server.url}${EXPORT}?object=Account&format=xlsx`
    const headers = { authorization: `Bearer ${server.token}` }
    const waiting = fetch(url, { headers, signal: abort.signal }).catch((error: Error) => error.name)
    while ((await openCursors()).length === 0) await delay(20)
    abort.abort()
    expect(await waiting).to.equal('AbortError')
    const { status } = await server.get(`${EXPORT}?q=SELECT+Id+FROM+Account+LIMIT+1&format=xlsx`)
    expect(status).to.equal(200)
    while ((await openCursors()).length > 0) await delay(20)
  })

  it('stops reading when nobody takes the file any more', async () => {
    const abort = new AbortController()
    await begin(abort.signal)
    expect(await openCursors()).to.have.length(1)
    abort.abort()
    while ((await openCursors()).length > 0) await delay(20)
  })
})
