import { Agent, request } from 'node:http'
import { expect } from 'chai'
import fc from 'fast-check'
import { startTestServer, type TestServer } from '../support/test-server.ts'

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

interface Answered {
  readonly status: number
  readonly text: string
}

const SEED = 20_260_801
const RUNS = 600

/** Characters that may stand in a request line, and escapes of what may not. */
const odd = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).map(encodeURIComponent),
  fc.stringMatching(/^[!-~]{0,12}$/),
  fc.constantFrom('%00', '%', '%zz', '%ed%a0%80', '..', '.', '%2e%2e', '', '%2f', '__proto__', 'constructor'),
)
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('Account', 'order', 'User', 'order_proposal__c', 'Id', 'Name') },
  odd,
)
const id = fc.oneof(fc.constantFrom('001000000000001AAA', '0050000000000CZ', '01g000000000001AAA-200'), odd)

const soql = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'SELECT Id Name , FROM Account WHERE ( ) = < IN LIKE AND OR NOT null'.split(' ')),
      fc.constantFrom(
        ...'GROUP BY ORDER LIMIT 1 COUNT() TODAY LAST_N_DAYS:9 true Owner.Name FIELDS(ALL)'.split(' '),
      ),
      fc.constantFrom(
        "'a'",
        "'%'",
        "'\\u0000'",
        '99999999999999999999',
        '1e999',
        '-1',
        '2026-13-45',
        'TYPEOF',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 14 },
  )
  .map(words => encodeURIComponent(words.join(' ')))

const path = fc.oneof(
  fc.tuple(fc.constantFrom('query', 'queryAll'), soql).map(([resource, q]) => `${resource}?q=${q}`),
  soql.map(q => `query?columns=true&q=SELECT+Id+FROM+Account+WHERE+${q}`),
  fc.tuple(fc.constantFrom('query', 'sobjects', 'nothing'), id).map(parts => parts.join('/')),
  fc.tuple(name, id).map(parts => `sobjects/${parts.join('/')}`),
  fc.tuple(name, name, id).map(parts => `sobjects/${parts.join('/')}`),
  fc.tuple(name, odd).map(([object, fields]) => `sobjects/${object}/001000000000001AAA?fields=${fields}`),
  name.map(object => `sobjects/${object}`),
  name.map(object => `sobjects/${object}/describe`),
  fc.tuple(name, odd).map(([object, key]) => `composite/sobjects/${object}/${key}`),
  fc.tuple(odd, fc.boolean()).map(([ids, all]) => `composite/sobjects?ids=${ids}&allOrNone=${all}`),
  fc.constantFrom('composite/sobjects', 'composite', '', 'sobjects'),
  fc.array(odd, { maxLength: 5 }).map(parts => `/${parts.join('/')}`),
  odd.map(version => `/services/data/v${version}/sobjects`),
  odd.map(query => `/services/atelier/export?${query}`),
  fc.tuple(name, odd).map(([object, more]) => `/services/atelier/import?object=${object}&${more}`),
  name.map(object => `/services/atelier/records/${object}`),
  odd.map(user => `/id/00D000000000001AAA/${user}`),
  fc.constantFrom('/services/oauth2/token', '/services/oauth2/userinfo', '/styles.css', '/'),
)

const key = fc.oneof(
  fc.constantFrom(
    'Name',
    'Id',
    'id',
    'attributes',
    'type',
    'ParentId',
    'AnnualRevenue',
    'IsDeleted',
    'Owner',
  ),
  fc.constantFrom('records', 'allOrNone', 'ids', 'fields', '__proto__', 'toString', 'LastName', 'Status'),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const scalar = fc.oneof(
  fc.constantFrom('Account', 'x', '', ' ', '001000000000001AAA', 'a\u0000', '\ud800', 'a;b', '2026-02-30'),
  fc.constantFrom(null, true, 0, -1, 1e300, 2 ** 60, 0.1),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map(entries => Object.fromEntries(entries)),
  ),
}))
const body = fc.oneof(
  value.map(content => JSON.stringify(content)),
  fc.array(value, { maxLength: 3 }).map(records => JSON.stringify({ records })),
  fc.string({ maxLength: 30 }),
  fc.constant(undefined),
)
const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/csv', 'x'),
    'if-match': fc.constantFrom('*', '"x"', '2026-01-01T00:00:00.000+0000'),
    'if-unmodified-since': fc.constantFrom('Wed, 01 Jan 2020 00:00:00 GMT', 'x'),
    'idempotency-key': fc.stringMatching(/^[ -~]{0,5}$/),
    'sforce-query-options': fc.stringMatching(/^batchSize=[0-9]{0,20}$/),
    'x-atelier-skip-rules': fc.stringMatching(/^[a-z,]{0,9}$/),
    'content-encoding': fc.constantFrom('identity', 'gzip', 'x'),
  },
  { requiredKeys: [] },
)
const sent: fc.Arbitrary<Sent> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'HEAD', 'OPTIONS', 'SEARCH'),
  path,
  headers: headers.map(given => ({ 'content-type': 'application/json', ...given })),
  body,
})

describe('any request', () => {
  let server: TestServer
  const agent = new Agent({ keepAlive: true })
  before(async () => {
    server = await startTestServer()
  })
  after(async () => {
    agent.destroy()
    await server.close()
  })

  function send({ method, path: to, headers: given, body: content = '' }: Sent): Promise<Answered> {
    const { hostname, port } = new URL(server.url)
    const target = to.startsWith('/') ? to : `/services/data/v60.0/${to}`
    const options = { hostname, port, method, path: target, agent }
    return new Promise((resolve, reject) => {
      const sending = request(
        {
          ...options,
          headers: {
            authorization: `Bearer ${server.token}`,
            'content-length': Buffer.byteLength(content),
            ...given,
          },
        },
        response => {
          let text = ''
          response.on('data', chunk => {
            text += chunk
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        },
      )
      sending.on('error', reject)
      sending.end(content)
    })
  }

  it('is answered, never with an error of the server, and problems always in the same shape', async () => {
    await fc.assert(
      fc.asyncProperty(sent, async one => {
        const { status, text } = await send(one)
        expect(status, text).to.be.within(200, 499)
        expect(text).not.to.match(/\n\s+at .*:\d+:\d+|node_modules|SELECT .* FROM "/)
        if (status < 400 || one.method === 'HEAD') return
        if (one.path.includes('oauth2')) return
        const problems = JSON.parse(text) as readonly Record<string, unknown>[]
        expect(problems).to.be.an('array').that.is.not.empty
        for (const problem of problems) expect(problem).to.include.keys('message', 'errorCode')
      }),
      { seed: SEED, numRuns: RUNS },
    )
  })

  it('leaves the server as it was', async () => {
    expect((await server.get('sobjects')).status).to.equal(200)
    expect(await server.query('SELECT Id FROM User')).to.have.length(1)
  })
})
