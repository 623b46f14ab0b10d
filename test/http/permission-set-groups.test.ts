import { expect } from 'chai'
import { makeId } from '../../server/kernel/ids.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import { deploy } from '../../server/org/deploy.ts'
import { expectError, type Fields } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const ASSIGNMENTS = {
  object: 'PermissionSetAssignment',
  allowRead: true,
  allowCreate: true,
  allowEdit: true,
  allowDelete: true,
}
const FILES = {
  'objects/deal__c/object.json': { label: 'Deal', pluralLabel: 'Deals', sharingModel: 'ReadWrite' },
  'objects/deal__c/fields/cost__c.json': { label: 'Cost', type: 'Number', precision: 9, scale: 0 },
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: may('ApiEnabled') },
  'profiles/Personnel.json': {
    label: 'Personnel',
    userPermissions: may('ApiEnabled', 'ManageUsers'),
    objectPermissions: [
      ASSIGNMENTS,
      ...['User', 'PermissionSet', 'PermissionSetGroup'].map(object => ({ object, allowRead: true })),
    ],
  },
  'permission-sets/Deals.json': {
    label: 'Deals',
    objectPermissions: [{ object: 'deal__c', allowRead: true, allowCreate: true, allowEdit: true }],
    fieldPermissions: [{ field: 'deal__c.cost__c', readable: true, editable: true }],
  },
  'permission-sets/Everything.json': { label: 'Everything', userPermissions: may('ModifyAllData') },
  'muting-permission-sets/No_Costs.json': {
    label: 'No costs',
    fieldPermissions: [{ field: 'deal__c.cost__c', readable: true }],
  },
  'muting-permission-sets/No_Power.json': { label: 'No power', userPermissions: may('ModifyAllData') },
  'permission-set-groups/Office.json': {
    label: 'Office',
    permissionSets: ['Deals'],
    mutingPermissionSets: ['No_Costs'],
  },
  'permission-set-groups/Chiefs.json': { label: 'Chiefs', permissionSets: ['Deals', 'Everything'] },
  'permission-set-groups/Former_Chiefs.json': {
    label: 'Former chiefs',
    permissionSets: ['Everything'],
    mutingPermissionSets: ['No_Power'],
  },
}

describe('permission set groups over REST', () => {
  let server: TestServer
  let files: readonly SourceFile[]
  let deal: string
  const groups: Record<string, string> = {}

  before(async () => {
    files = await besideStandard(FILES)
    server = await startTestServer({ files })
    deal = await server.create('deal__c', { Name: 'd', cost__c: 5 })
    for (const { Id, DeveloperName } of await server.query(
      'SELECT Id, DeveloperName FROM PermissionSetGroup',
    ))
      groups[String(DeveloperName)] = String(Id)
  })
  after(() => server.close())

  const assign = (user: TestUser, group: string, by: TestServer | TestUser = server) =>
    by.post('sobjects/PermissionSetAssignment', { AssigneeId: user.id, PermissionSetGroupId: groups[group] })
  const seen = async (user: TestUser): Promise<string> => {
    const { status, record } = await user.get(`sobjects/deal__c/${deal}`)
    return status === 200 ? ['Name', 'cost__c'].filter(name => name in record).join(' ') : String(status)
  }
  /** The same files with one of another content. */
  const change = async (path: string, content: object): Promise<void> => {
    files = files.map(file =>
      file.path === `acme/${path}` ? { ...file, text: JSON.stringify(content, null, 2) } : file,
    )
    await deploy(server.app.org, files, { who: 'test' })
  }

  it('come and go at once: assigned, changed in a deploy, over, taken away', async () => {
    const clerk = await addUser(server, 'Clerk')
    expect(await seen(clerk)).to.equal('404')
    const id = String((await assign(clerk, 'Office')).record.id)
    expect(await seen(clerk)).to.equal('Name')
    const office = { label: 'Office', permissionSets: ['Deals'] }
    await change('permission-set-groups/Office.json', office)
    expect(await seen(clerk)).to.equal('Name cost__c')
    await change('muting-permission-sets/No_Costs.json', {
      label: 'No costs',
      objectPermissions: [{ object: 'deal__c', allowRead: true }],
    })
    await change('permission-set-groups/Office.json', { ...office, mutingPermissionSets: ['No_Costs'] })
    expect(await seen(clerk)).to.equal('404')
    await change('muting-permission-sets/No_Costs.json', FILES['muting-permission-sets/No_Costs.json'])
    expect(await seen(clerk)).to.equal('Name')
    const path = `sobjects/PermissionSetAssignment/${id}`
    await server.patch(path, { ExpirationDate: '2020-01-01T00:00:00Z' })
    expect(await seen(clerk)).to.equal('404')
    await server.patch(path, { ExpirationDate: null })
    expect(await seen(clerk)).to.equal('Name')
    await server.delete(path)
    expect(await seen(clerk)).to.equal('404')
  })

  it('are explained by the group, its permission set, and what mutes in it', async () => {
    const clerk = await addUser(server, 'Clerk')
    await assign(clerk, 'Office')
    const { record } = await server.get(
      `/services/atelier/access?user=${clerk.username}&object=deal__c&field=cost__c`,
    )
    const { object, field } = record.decisions as Record<string, { because: readonly Fields[] }>
    expect(record.allowed).to.equal(false)
    expect(object?.because).to.deep.equal([
      { kind: 'PermissionSetGroup', name: 'Office', message: 'allows read on deal__c, by Deals' },
    ])
    expect(field?.because).to.deep.equal([
      {
        kind: 'MutingPermissionSet',
        name: 'No_Costs',
        message: 'mutes read of deal__c.cost__c in the group Office',
      },
    ])
  })

  it('are in the setup trail', async () => {
    const clerk = await addUser(server, 'Clerk')
    const id = (await assign(clerk, 'Office')).record.id
    const { body } = await server.get('/services/atelier/audit?limit=1')
    const [entry] = body as readonly Fields[]
    expect(entry).to.include({ section: 'permission', name: `PermissionSetAssignment ${id}` })
    expect(String(entry?.after)).to.include(groups.Office)
  })

  for (const [given, fields, code] of [
    ['neither a set nor a group', () => ({}), 'REQUIRED_FIELD_MISSING'],
    [
      'a set and a group',
      () => ({
        PermissionSetId: server.app.org.model.permissionSets.get('deals')?.id,
        PermissionSetGroupId: groups.Office,
      }),
      'FIELD_INTEGRITY_EXCEPTION',
    ],
    [
      'a set as the group',
      () => ({ PermissionSetGroupId: server.app.org.model.permissionSets.get('deals')?.id }),
      'MALFORMED_ID',
    ],
    [
      'a group that is not there',
      () => ({ PermissionSetGroupId: makeId('0PG', 999) }),
      'INVALID_CROSS_REFERENCE_KEY',
    ],
  ] as const) {
    it(`an assignment of ${given} is refused`, async () => {
      const clerk = await addUser(server, 'Clerk')
      const answer = await server.post('sobjects/PermissionSetAssignment', {
        AssigneeId: clerk.id,
        ...fields(),
      })
      expect(answer.errors[0]?.errorCode, answer.text).to.equal(code)
    })
  }

  it('hand on no power that one lacks, unless it is muted', async () => {
    const [clerk, personnel] = [await addUser(server, 'Clerk'), await addUser(server, 'Personnel')]
    const refused = await assign(clerk, 'Chiefs', personnel)
    expect(expectError(refused, 403, 'INSUFFICIENT_ACCESS_OR_READONLY').fields).to.deep.equal([
      'PermissionSetGroupId',
    ])
    expect((await assign(clerk, 'Former_Chiefs', personnel)).status).to.equal(201)
    const id = String((await assign(clerk, 'Chiefs')).record.id)
    const path = `sobjects/PermissionSetAssignment/${id}`
    expectError(await personnel.delete(path), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    // Whoever is mightier is not touched either.
    const email = await personnel.patch(`sobjects/User/${clerk.id}`, { Email: 'thief@example.test' })
    expectError(email, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    expect((await server.delete(path)).status).to.equal(204)
    expect((await personnel.patch(`sobjects/User/${clerk.id}`, { Email: 'a@example.test' })).status).to.equal(
      204,
    )
  })

  // The last one: the administrator's session ends in it.
  it('make administrators, of whom one is left', async () => {
    const chief = await addUser(server, 'Clerk')
    const id = String((await assign(chief, 'Chiefs')).record.id)
    const { userId } = server.app.administrator
    expect((await chief.patch(`sobjects/User/${userId}`, { IsActive: false })).status).to.equal(204)
    const path = `sobjects/PermissionSetAssignment/${id}`
    expectError(await chief.delete(path), 400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY')
    const other = await chief.patch(path, { PermissionSetGroupId: groups.Former_Chiefs })
    expectError(other, 400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY')
    expect((await chief.patch(`sobjects/User/${userId}`, { IsActive: true })).status).to.equal(204)
    expect((await chief.delete(path)).status).to.equal(204)
  })
})
