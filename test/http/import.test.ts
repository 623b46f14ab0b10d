import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import type { ImportEvent } from '../../server/records/import/import-options.ts'
import { expectError } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const IMPORT = '/services/atelier/import'

describe('POST /services/atelier/import', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  const send = (parameters: Readonly<Record<string, string>>, body: string) =>
    server.send('POST', `${IMPORT}?${new URLSearchParams(parameters)}`, {
      body,
      headers: { 'content-type': 'text/csv' },
    })
  const eventsOf = (text: string): readonly ImportEvent[] =>
    text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as ImportEvent)
  const namesLike = async (pattern: string): Promise<readonly unknown[]> =>
    (await server.query(`SELECT Name FROM Account WHERE Name LIKE '${pattern}' ORDER BY Name`)).map(
      ({ Name }) => Name,
    )

  it('answers with what becomes of the file, a JSON value a line', async () => {
    const { status, headers, text } = await send({ object: 'Account' }, 'Account Name,Website\nI1,\nI2,\n')
    expect([status, headers.get('content-type')]).to.deep.equal([200, 'application/x-ndjson;charset=UTF-8'])
    const events = eventsOf(text)
    expect(events.map(({ kind }) => kind)).to.deep.equal(['mapping', 'progress', 'done'])
    expect(events[0]).to.deep.include({ header: ['Account Name', 'Website'], headerRow: 1, unmapped: [] })
    expect(events[2]).to.include({ read: 2, created: 2, dryRun: false })
    expect(await namesLike('I_')).to.deep.equal(['I1', 'I2'])
  })

  it('finds owners and contacts by the names that are made of others', async () => {
    await server.create('Contact', { FirstName: 'Nino', LastName: 'Beridze' })
    const [user] = await server.query('SELECT Name FROM User LIMIT 1')
    const file = `Subject,Contact,Owner\nCalled,nino beridze,${user?.Name}\nCalled,Nobody Known,\n`
    const events = eventsOf((await send({ object: 'Case' }, file)).text)
    expect(events.find(({ kind }) => kind === 'rejected')).to.deep.include({ row: 3, column: 'Contact' })
    const cases = await server.query("SELECT Contact.Name, Owner.Name FROM Case WHERE Subject = 'Called'")
    expect(JSON.stringify(cases))
      .to.match(/"Nino Beridze"/)
      .and.to.contain(`"Name":"${user?.Name}"`)
    expect(cases).to.have.length(1)
  })

  const refused: readonly (readonly [
    what: string,
    parameters: Readonly<Record<string, string>>,
    words: RegExp,
    code?: string,
  ])[] = [
    ['no object', {}, /"object" is missing/],
    ['an object that is not there', { object: 'Acount' }, /'Acount' is not supported/, 'INVALID_TYPE'],
    ['a parameter that is not there', { object: 'Account', dryrun: 'true' }, /no parameter "dryrun"/],
    ['a flag that is none', { object: 'Account', dryRun: 'yes' }, /"dryRun" takes true or false/],
    ['a mapping that is no JSON', { object: 'Account', mapping: '{' }, /"mapping" is not JSON/],
    [
      'a mapping with unknown keys',
      { object: 'Account', mapping: '{"columns":[],"colour":1}' },
      /colour/,
      'schema.unknown-key',
    ],
    [
      'a mapping for another object',
      { object: 'Account', mapping: '{"object":"Order","columns":[{"column":"Name","field":"Name"}]}' },
      /Order/,
    ],
    [
      'a mapping with an unknown field',
      { object: 'Account', mapping: '{"columns":[{"column":"Name","field":"Nmae"}]}' },
      /no field "Nmae"/,
    ],
    [
      'a mapping with an unknown column',
      {
        object: 'Account',
        mapping: '{"columns":[{"column":"Name","field":"Name"},{"column":"Sit","field":"Site"}]}',
      },
      /no column "Sit"/,
    ],
    [
      'a time zone that is not there',
      { object: 'Account', timeZone: 'Mars/Olympus' },
      /no time zone "Mars\/Olympus"/,
    ],
    ['a header row below the file', { object: 'Account', headerRow: '7' }, /Row 7 is empty/],
    ['a sheet of a text file', { object: 'Account', sheet: 'Data' }, /no sheets/],
    ['a format that it has not', { object: 'Account', format: 'xlsx' }, /no XLSX workbook/],
  ]
  for (const [what, parameters, words, code = 'INVALID_INPUT'] of refused) {
    it(`refuses ${what} before anything is saved`, async () => {
      const answer = await send(parameters, 'Name,Site\nRefused,x\n')
      const messages = answer.errors.map(({ message }) => message).join(' ')
      expectError(answer, 400, code)
      expect(messages).to.match(words)
      expect(await namesLike('Refused')).to.deep.equal([])
    })
  }

  it('takes no file without a login', async () => {
    expectError(
      await server.send('POST', `${IMPORT}?object=Account`, { token: null, body: 'Name\nx\n' }),
      401,
      'INVALID_SESSION_ID',
    )
  })

  it('saves nothing of a file that breaks off on its way', async () => {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST ${IMPORT}?object=Account HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\n` +
        `Content-Length: 1000000\r\n\r\nName\nTorn 1\nTorn 2\n`,
    )
    await delay(200)
    socket.destroy()
    await delay(200)
    expect(await namesLike('Torn%')).to.deep.equal([])
  })
})
