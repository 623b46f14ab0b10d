import { expect } from 'chai'
import { expectError } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

interface Found {
  readonly attributes: { readonly type: string; readonly url: string }
  readonly Id?: string
  readonly Name?: string
}

describe('searches over REST', () => {
  let server: TestServer
  let sales: TestUser
  let acme: string

  before(async () => {
    server = await startTestServer()
    sales = await addUser(server, 'Sales')
    acme = await sales.create('Account', { Name: 'Acme Metal', Phone: '555-0100' })
    await sales.create('Account', { Name: 'Globex', Description: 'Competes with Acme' })
    await sales.create('Contact', { LastName: 'Acmeson', Email: 'a@acme.example' })
  })
  after(() => server.close())

  const path = (resource: string, parameters: Readonly<Record<string, string>>): string =>
    `${resource}?${new URLSearchParams(parameters)}`
  const names = (record: Readonly<Record<string, unknown>>): readonly (string | undefined)[] =>
    (record.searchRecords as readonly Found[]).map(({ Name }) => Name)

  it('GET search answers what jsforce and the command line of Salesforce read', async () => {
    const q = 'FIND {acme} IN ALL FIELDS RETURNING Account(Id, Name ORDER BY Name LIMIT 1), Contact LIMIT 10'
    const { status, record } = await sales.get(path('search', { q }))
    expect(status).to.equal(200)
    const [first, second] = record.searchRecords as readonly Found[]
    expect(first).to.deep.equal({
      attributes: { type: 'Account', url: `/services/data/v60.0/sobjects/Account/${acme}` },
      Id: acme,
      Name: 'Acme Metal',
    })
    expect(second?.attributes.type).to.equal('Contact')
    expect(Object.keys(second as Found)).to.deep.equal(['attributes', 'Id'])
  })

  it('GET parameterizedSearch takes parameters for all objects and for each', async () => {
    const all = { q: 'acme', sobject: 'Account,Contact', fields: 'Id,Name' }
    const { record } = await sales.get(path('parameterizedSearch', all))
    expect(names(record)).to.deep.equal(['Acme Metal', 'Globex', 'Acmeson'])
    const some = { ...all, 'Account.limit': '1', 'Contact.where': "LastName = 'x'", in: 'NAME' }
    expect(names((await sales.get(path('parameterizedSearch', some))).record)).to.deep.equal(['Acme Metal'])
  })

  it('POST parameterizedSearch takes a body', async () => {
    const body = {
      q: 'acme }',
      in: 'ALL',
      fields: ['Id', 'Name'],
      sobjects: [
        { name: 'Account', orderBy: 'Name DESC', limit: 5 },
        { name: 'Contact', fields: ['Name'] },
      ],
      overallLimit: 2,
    }
    const { status, record, text } = await sales.post('parameterizedSearch', body)
    expect(status, text).to.equal(200)
    expect(names(record)).to.deep.equal(['Globex', 'Acme Metal'])
  })

  it('GET search/suggestions answers while somebody types', async () => {
    const { record } = await sales.get(path('search/suggestions', { q: 'acm', sobject: 'Account,Contact' }))
    const found = record.autoSuggestResults as readonly Found[]
    expect(found.map(({ Name }) => Name)).to.deep.equal(['Acme Metal', 'Acmeson'])
    expect(found[0]?.attributes.url).to.equal(`/services/data/v60.0/sobjects/Account/${acme}`)
    expect(record.hasMoreResults).to.equal(false)
  })

  const refusals: readonly (readonly [string, string, number, string])[] = [
    ['GET', 'search', 400, 'MALFORMED_SEARCH'],
    ['GET', 'search?q=acme', 400, 'MALFORMED_SEARCH'],
    ['GET', 'search?q=FIND%20%7Bacme%7D%20RETURNING%20Nothing__c', 400, 'INVALID_TYPE'],
    ['GET', 'search?q=FIND%20%7Bacme%7D%20RETURNING%20Account(Nothing)', 400, 'INVALID_FIELD'],
    ['POST', 'search', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', 'parameterizedSearch?sobject=Account', 400, 'MALFORMED_SEARCH'],
    ['GET', 'search/suggestions?q=a', 400, 'MALFORMED_SEARCH'],
  ]
  for (const [method, resource, status, code] of refusals) {
    it(`${method} ${resource} is refused with ${code}`, async () => {
      expectError(await sales.send(method, resource), status, code)
    })
  }
  for (const body of [
    { q: 5.5 },
    { q: 'ab', sobjects: 'Account' },
    { q: 'ab', sobjects: [null] },
    { q: '' },
  ]) {
    it(`POST parameterizedSearch of ${JSON.stringify(body)} is refused`, async () => {
      expectError(await sales.post('parameterizedSearch', body), 400, 'MALFORMED_SEARCH')
    })
  }

  it('are among the resources of a version', async () => {
    const { record } = await sales.get('')
    expect(record).to.include({ search: '/services/data/v60.0/search' })
  })
})
