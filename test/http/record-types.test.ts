import { expect } from 'chai'
import { expectError, type Fields } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const RIGHTS = { object: 'deal__c', allowRead: true, allowCreate: true, allowEdit: true }
const profile = (label: string, ...recordTypeVisibilities: readonly object[]): object => ({
  label,
  userPermissions: [{ name: 'ApiEnabled', enabled: true }],
  objectPermissions: [{ ...RIGHTS, viewAllRecords: true }],
  recordTypeVisibilities,
})
const FILES = {
  'objects/deal__c/object.json': { label: 'Deal', pluralLabel: 'Deals', sharingModel: 'ReadWrite' },
  'objects/deal__c/record-types/Sale.json': { label: 'Sale', default: true },
  'objects/deal__c/record-types/Lease.json': { label: 'Lease' },
  'objects/deal__c/record-types/Barter.json': { label: 'Barter', active: false },
  'profiles/Seller.json': profile('Seller', { recordType: 'deal__c.Sale', visible: true }),
  'profiles/Lessor.json': profile(
    'Lessor',
    { recordType: 'deal__c.Sale', visible: true },
    { recordType: 'deal__c.Lease', visible: true, default: true },
    { recordType: 'deal__c.Barter', visible: true },
  ),
  'profiles/Stranger.json': profile('Stranger', { recordType: 'deal__c.Sale', visible: false }),
  'permission-sets/Leases.json': {
    label: 'Leases',
    recordTypeVisibilities: [{ recordType: 'deal__c.Lease', visible: true }],
  },
}

describe('record types by profile', () => {
  let server: TestServer
  const users: Record<string, TestUser> = {}
  const ids: Record<string, string> = {}

  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    for (const name of ['Seller', 'Lessor', 'Stranger']) users[name] = await addUser(server, name)
    const both = await addUser(server, 'Stranger')
    users['Stranger with Leases'] = both
    const [set] = await server.query("SELECT Id FROM PermissionSet WHERE Name = 'Leases'")
    await server.create('PermissionSetAssignment', { AssigneeId: both.id, PermissionSetId: set?.Id })
    for (const { Id, DeveloperName } of await server.query(
      "SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = 'deal__c'",
    ))
      ids[String(DeveloperName)] = String(Id)
  })
  after(() => server.close())

  const who = (name: string): TestServer | TestUser => users[name] ?? server
  const typeOf = async (id: string): Promise<unknown> =>
    (await server.query(`SELECT RecordType.DeveloperName FROM deal__c WHERE Id = '${id}'`)).map(
      ({ RecordType }) => (RecordType as Fields | null)?.DeveloperName,
    )[0]
  const make = (type: string): Promise<string> =>
    server.create('deal__c', { Name: type, RecordTypeId: ids[type] })

  const seen = [
    { given: 'Seller', available: ['Sale', 'Master'], standard: 'Sale' },
    { given: 'Lessor', available: ['Sale', 'Lease', 'Master'], standard: 'Lease' },
    { given: 'Stranger', available: ['Master'], standard: 'Master' },
    { given: 'Stranger with Leases', available: ['Lease', 'Master'], standard: 'Master' },
    { given: 'the administrator', available: ['Sale', 'Lease', 'Master'], standard: 'Sale' },
  ] as const
  for (const { given, available, standard } of seen) {
    it(`${given} is told ${available.join(', ')}, and gets ${standard} where none is named`, async () => {
      const { record } = await who(given).get('sobjects/deal__c/describe')
      const types = record.recordTypeInfos as readonly Fields[]
      const named = (key: string) => types.filter(type => type[key]).map(type => type.developerName)
      expect(named('available')).to.have.members([...available])
      expect(named('defaultRecordTypeMapping')).to.deep.equal([standard])
      const id = await who(given).create('deal__c', { Name: 'new' })
      expect(await typeOf(id)).to.equal(standard === 'Master' ? undefined : standard)
    })
  }

  const saves = [
    { given: 'Seller', type: 'Sale', isTaken: true },
    { given: 'Seller', type: 'Lease', isTaken: false },
    { given: 'Lessor', type: 'Lease', isTaken: true },
    { given: 'Lessor', type: 'Barter', isTaken: false },
    { given: 'Stranger', type: 'Sale', isTaken: false },
    { given: 'Stranger with Leases', type: 'Lease', isTaken: true },
    { given: 'the administrator', type: 'Lease', isTaken: true },
  ] as const
  for (const { given, type, isTaken } of saves) {
    it(`${type} is ${isTaken ? 'taken from' : 'refused to'} ${given}: new, changed, by name, in a batch`, async () => {
      const user = who(given)
      const RecordTypeId = ids[type]
      const old = await make(type === 'Sale' ? 'Lease' : 'Sale')
      const body = (more: Fields) => ({ attributes: { type: 'deal__c' }, ...more })
      const answers = [
        await user.post('sobjects/deal__c', { Name: 'x', RecordTypeId }),
        await user.post('sobjects/deal__c', { Name: 'x', RecordType: { DeveloperName: type } }),
        await user.patch(`sobjects/deal__c/${old}`, { RecordTypeId }),
      ]
      const { results } = await user.post('composite/sobjects', {
        allOrNone: false,
        records: [body({ Name: 'x', RecordTypeId }), body({ Name: 'y' })],
      })
      expect(results.map(({ success }) => success)).to.deep.equal([isTaken, true])
      for (const answer of answers) {
        if (isTaken) expect(answer.status, answer.text).to.be.lessThan(300)
        else {
          const error = expectError(answer, 400, 'INVALID_CROSS_REFERENCE_KEY')
          expect(error.message).to.include(
            `Record Type ID: this ID value isn't valid for the user: ${RecordTypeId}`,
          )
          expect(error.fields).to.deep.equal(['RecordTypeId'])
        }
      }
    })
  }

  it('records of types that are not available are read and edited, and keep their type', async () => {
    const id = await make('Lease')
    const seller = who('Seller')
    const { record } = await seller.get(`sobjects/deal__c/${id}`)
    expect(record).to.include({ Name: 'Lease', RecordTypeId: ids.Lease })
    const changes = { Name: 'other', RecordTypeId: ids.Lease }
    expect((await seller.patch(`sobjects/deal__c/${id}`, changes)).status).to.equal(204)
    expect((await seller.patch(`sobjects/deal__c/${id}`, { RecordTypeId: ids.Sale })).status).to.equal(204)
    const back = await seller.patch(`sobjects/deal__c/${id}`, { RecordTypeId: ids.Lease })
    expectError(back, 400, 'INVALID_CROSS_REFERENCE_KEY')
  })

  it('a file names them like a request, and gets the default where it names none', async () => {
    const file = 'Name,Record Type\nOne,Sale\nTwo,Lease\nThree,\n'
    const { text } = await who('Seller').send('POST', '/services/atelier/import?object=deal__c', {
      body: file,
      headers: { 'content-type': 'text/csv' },
    })
    const events = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Fields)
    const [rejected, ...others] = events.filter(({ kind }) => kind === 'rejected')
    expect(others).to.deep.equal([])
    expect(rejected).to.deep.include({ row: 3, column: 'Record Type' })
    expect(rejected?.why).to.equal(`Record Type ID: this ID value isn't valid for the user: ${ids.Lease}`)
    const made = await server.query(
      "SELECT Name, RecordType.Name FROM deal__c WHERE Name IN ('One', 'Two', 'Three') ORDER BY Name",
    )
    expect(made.map(({ Name, RecordType }) => [Name, (RecordType as Fields | null)?.Name])).to.deep.equal([
      ['One', 'Sale'],
      ['Three', 'Sale'],
    ])
  })

  for (const { who: name, type, is } of [
    { who: 'Seller', type: 'Sale', is: 'may: object Profile Seller, recordType Profile Seller' },
    { who: 'Seller', type: 'Lease', is: 'may not: object Profile Seller, recordType RecordType Lease' },
    {
      who: 'Stranger with Leases',
      type: 'Lease',
      is: 'may: object Profile Stranger, recordType PermissionSet Leases',
    },
  ]) {
    it(`is explained: ${name} ${is}`, async () => {
      const question = `user=${users[name]?.id}&object=deal__c&right=create&recordType=${type}`
      const { record, text } = await server.get(`/services/atelier/access?${question}`)
      const { allowed, decisions } = record as { allowed: boolean; decisions: Record<string, Fields> }
      const parts = Object.entries(decisions).flatMap(([step, { because }]) =>
        (because as readonly Fields[]).map(({ kind, name: by }) => `${step} ${kind} ${by}`),
      )
      expect(`${allowed ? 'may' : 'may not'}: ${parts.join(', ')}`, text).to.equal(is)
    })
  }
})
