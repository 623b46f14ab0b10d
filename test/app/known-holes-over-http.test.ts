import { expect } from 'chai'
import { sendRaw } from '../support/raw-request.ts'
import { API, expectError } from '../support/test-client.ts'
import {
  type Attacker,
  asText,
  expectRefused,
  holeFiles,
  knownHoles,
  soql,
  type World,
} from './known-holes/world.ts'

/** Every resource, by whoever has no login: none tells whether it is there. */
const WITHOUT_LOGIN = [
  ['GET', ''],
  ['GET', 'sobjects'],
  ['GET', 'sobjects/vault__c/describe'],
  ['GET', 'sobjects/nothing__c/describe'],
  ['GET', 'sobjects/vault__c/{vault}'],
  ['PATCH', 'sobjects/vault__c/{vault}'],
  ['DELETE', 'sobjects/vault__c/{vault}'],
  ['POST', 'sobjects/vault__c'],
  ['GET', 'sobjects/vault__c/serial__c/SERIAL-1'],
  ['GET', 'query?q=SELECT+Id+FROM+vault__c'],
  ['GET', 'query/01g000000000001AAA-200'],
  ['POST', 'composite/sobjects'],
  ['GET', 'composite/sobjects/vault__c?ids={vault}&fields=Name'],
  ['POST', '/services/atelier/import?object=vault__c'],
  ['GET', '/services/atelier/export?object=vault__c'],
  ['POST', '/services/atelier/deploy'],
  ['GET', '/services/atelier/metadata'],
  ['GET', '/services/atelier/access?user=x&object=vault__c'],
  ['POST', '/services/atelier/hooks/Any/run'],
  ['POST', '/services/atelier/connected-apps'],
  ['GET', '/services/atelier/nothing'],
  ['GET', '/services/oauth2/userinfo'],
] as const

/** What looks like a login and is none. */
const TOKENS = ['', 'x', 'null', 'undefined', '{org}', '{org}!', '{org}!x', "{org}!' OR '1'='1", '{token}x']

describe('known holes, over HTTP', () => {
  let world: World
  let attacker: Attacker
  before(async function () {
    this.timeout(60_000)
    world = await knownHoles()
    attacker = world.attackers['a worker']
  })

  const path = (text: string) => text.replace('{vault}', world.vaults[0])

  it('without a login every resource says the same', async () => {
    const answers = new Set<string>()
    for (const [method, text] of WITHOUT_LOGIN) {
      const { status, text: body } = await attacker.send(method, path(text), {
        ...(method === 'GET' || method === 'DELETE' ? {} : asText('{}')),
        token: null,
      })
      answers.add(`${status} ${body}`)
    }
    expect([...answers]).to.have.length(1)
    expect([...answers][0]).to.match(/^401 .*INVALID_SESSION_ID/)
  })

  it('no malformed token opens anything', async () => {
    const words: Readonly<Record<string, string>> = {
      org: world.server.app.org.id,
      token: world.server.token,
    }
    for (const text of TOKENS) {
      const token = text.replace(/\{(\w+)\}/, (_, word: string) => words[word] ?? '')
      expectError(await attacker.send('GET', 'sobjects', { token }), 401, 'INVALID_SESSION_ID')
    }
    for (const authorization of ['', 'Bearer', `Basic ${world.server.token}`, world.server.token]) {
      const answer = await attacker.send('GET', 'sobjects', { token: null, headers: { authorization } })
      expectError(answer, 401, 'INVALID_SESSION_ID')
    }
  })

  const large = [
    [
      'a query that is too long',
      () => attacker.get(soql(`SELECT Id FROM item__c WHERE Name = '${'x'.repeat(100_000)}'`)),
    ],
    ['brackets without end', () => attacker.get(soql(`SELECT Id FROM item__c WHERE ${'('.repeat(30_000)}`))],
    [
      'NOT without end',
      () => attacker.get(soql(`SELECT Id FROM item__c WHERE ${'NOT '.repeat(20_000)}Name = 'x'`)),
    ],
    [
      'more semi-joins than anybody needs',
      () =>
        attacker.get(
          soql(
            `SELECT Id FROM item__c WHERE ${Array(21).fill('vault__c IN (SELECT Id FROM vault__c)').join(' OR ')}`,
          ),
        ),
    ],
    [
      'more parents than anybody needs',
      () => {
        const steps = ['CreatedBy', 'LastModifiedBy', 'Manager', 'DelegatedApprover']
        const paths = steps.flatMap(a =>
          steps.flatMap(b => steps.flatMap(c => steps.map(d => [a, b, c, d].join('.')))),
        )
        const asked = paths.filter(one => /^(CreatedBy|LastModifiedBy)/.test(one)).map(one => `${one}.Name`)
        return attacker.get(soql(`SELECT ${asked.join()} FROM item__c`))
      },
    ],
    [
      '201 records',
      () =>
        attacker.post('composite/sobjects', {
          records: Array(201).fill({ attributes: { type: 'item__c' } }),
        }),
    ],
    [
      '2,001 ids',
      () => attacker.post('composite/sobjects/item__c', { ids: Array(2001).fill('x'), fields: ['Id'] }),
    ],
    [
      '10,001 records',
      () =>
        attacker.post('/services/atelier/records/item__c', { records: Array(10_001).fill({ Name: 'x' }) }),
    ],
    [
      'JSON that nests without end',
      () => attacker.send('POST', 'sobjects/item__c', asText('['.repeat(100_000))),
    ],
    [
      'a long idempotency key',
      () =>
        attacker.send(
          'POST',
          'sobjects/item__c',
          asText('{"Name":"x"}', { 'idempotency-key': 'x'.repeat(256) }),
        ),
    ],
  ] as const
  for (const [given, send] of large) {
    it(`refuses ${given}`, async () => expectRefused(await send()))
  }

  it('an answer is nobody else’s to read or to keep', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    for (const [method, text] of [
      ['GET', 'sobjects'],
      ['GET', soql('SELECT Id FROM item__c')],
      ['GET', soql('SELECT nothing FROM item__c')],
      ['GET', 'sobjects/vault__c/nothing'],
      ['GET', '/services/atelier/export?object=item__c'],
      ['GET', '/services/oauth2/userinfo'],
      ['POST', '/services/oauth2/token'],
      ['OPTIONS', 'sobjects'],
    ] as const) {
      const answer = await attacker.send(method, text, { headers })
      expect(
        [...answer.headers.keys()].filter(name => name.startsWith('access-control-')),
        text,
      ).to.deep.equal([])
      expect(answer.headers.get('set-cookie'), text).to.equal(null)
      if (method === 'OPTIONS') continue
      expect(answer.headers.get('cache-control'), text).to.equal('no-store')
      expect(answer.headers.get('x-content-type-options'), text).to.equal('nosniff')
    }
  })

  it('a cookie stands for nobody', async () => {
    const { token } = world.server
    const headers = { cookie: `sid=${token}; session=${token}; token=${token}; Authorization=${token}` }
    const answer = await attacker.send('GET', 'sobjects', { token: null, headers })
    expectError(answer, 401, 'INVALID_SESSION_ID')
  })

  it('nobody is sent anywhere else', async () => {
    const places = [
      '//evil.example',
      '/\\evil.example',
      '/%2f%2fevil.example',
      '/services/data//evil.example',
      '/.//evil',
    ]
    for (const place of places) {
      const answer = await sendRaw(
        world.server.url,
        `GET ${place} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      )
      expect(answer.status, place).not.to.be.within(300, 399)
      expect(answer.head).not.to.match(/^location:/im)
    }
  })

  it('a host name writes nothing into a page or a header', async () => {
    for (const host of ['"><script>alert(1)</script>', 'a.example/../b', "x'y"]) {
      const answer = await sendRaw(
        world.server.url,
        `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      )
      expect(answer.body).not.to.include('<script>alert')
      expect(answer.head).not.to.include(host)
    }
    const injected = `${API}sobjects/item__c%0d%0aSet-Cookie:x=y`
    const answer = await attacker.get(injected)
    expectRefused(answer)
    expect(answer.headers.get('set-cookie')).to.equal(null)
    const file = await attacker.get('/services/atelier/export?object=item__c%0d%0aX-Evil:1')
    expectRefused(file)
    expect(file.headers.get('x-evil')).to.equal(null)
  })

  it('two requests in one are none', async () => {
    const { token, url } = world.server
    const inner = `GET ${API}sobjects HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`
    const head = `POST ${API}sobjects/item__c HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`
    for (const framing of [
      'Content-Length: 3\r\nTransfer-Encoding: chunked',
      'Content-Length: 3\r\nContent-Length: 4',
      'Transfer-Encoding: chunked, identity',
      'Transfer-Encoding : chunked',
      'Content-Length: +3',
      'Content-Length: 0x3',
    ]) {
      const answer = await sendRaw(url, `${head}${framing}\r\n\r\n0\r\n\r\n${inner}`)
      expect(answer.status, framing).to.equal(400)
      expect(answer.body, framing).not.to.include('sobjects')
    }
  })

  it('a field that is made anew is shown to nobody who saw the old one', async function () {
    this.timeout(60_000)
    const { server } = world
    const files = await holeFiles()
    const named = 'item__c.kind__c'
    const deploy = (kept: typeof files) => server.post('/services/atelier/deploy', { files: kept })
    const isField = ({ path }: { path: string }) => path.endsWith('objects/item__c/fields/kind__c.json')
    const unnamed = files.map(file => {
      if (!file.path.includes('/profiles/') || !file.text.includes(named)) return file
      const profile = JSON.parse(file.text)
      const fieldPermissions = profile.fieldPermissions.filter(
        (one: { field: string }) => one.field !== named,
      )
      return { ...file, text: JSON.stringify({ ...profile, fieldPermissions }) }
    })
    await server.patch(`sobjects/item__c/${world.item}`, { kind__c: 'old' })
    const query = `SELECT kind__c FROM item__c WHERE Id = '${world.item}'`
    expect(await attacker.query(query)).to.deep.equal([{ kind__c: 'old' }])
    expectRefused(await deploy(files.filter(file => !isField(file))))
    expect((await deploy(unnamed.filter(file => !isField(file)))).status).to.equal(200)
    expectError(await attacker.get(soql(query)), 400, 'INVALID_FIELD')
    expect((await deploy(unnamed)).status).to.equal(200)
    expectError(await attacker.get(soql(query)), 400, 'INVALID_FIELD')
    expect((await deploy(files)).status).to.equal(200)
    expect((await attacker.get(soql(query))).status).to.equal(200)
  })
})
