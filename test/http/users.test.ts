import { expect } from 'chai'
import { expectError, type Fields } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const SEES_USERS = [
  { object: 'User', allowRead: true },
  { object: 'Contact', allowRead: true },
  {
    object: 'PermissionSetAssignment',
    allowRead: true,
    allowCreate: true,
    allowEdit: true,
    allowDelete: true,
  },
  { object: 'GroupMember', allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true },
  { object: 'Group', allowRead: true },
  { object: 'Profile', allowRead: true },
  { object: 'PermissionSet', allowRead: true },
]
const FILES = {
  'profiles/Clerk.json': {
    label: 'Clerk',
    userPermissions: may('ApiEnabled'),
    objectPermissions: [
      ...SEES_USERS,
      { object: 'Account', allowRead: true, allowCreate: true, allowEdit: true },
    ],
  },
  'profiles/Personnel.json': {
    label: 'Personnel',
    userPermissions: may('ApiEnabled', 'ManageUsers'),
    objectPermissions: SEES_USERS,
  },
  'profiles/Portal.json': {
    label: 'Portal',
    userLicense: 'Customer Community',
    userPermissions: may('ApiEnabled'),
    objectPermissions: [{ object: 'User', allowRead: true }],
  },
  'permission-sets/Everything.json': { label: 'Everything', userPermissions: may('ModifyAllData') },
  'permission-sets/Nothing.json': { label: 'Nothing' },
  'roles/Boss.json': { label: 'Boss' },
  'groups/Buyers.json': { label: 'Buyers' },
}

describe('users over REST', () => {
  let server: TestServer
  let clerk: TestUser
  let personnel: TestUser
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    clerk = await addUser(server, 'Clerk')
    personnel = await addUser(server, 'Personnel')
  })
  after(() => server.close())

  const profile = (name: string): string =>
    server.app.org.model.profiles.get(name.toLowerCase())?.id as string
  const set = (name: string): string =>
    server.app.org.model.permissionSets.get(name.toLowerCase())?.id as string
  const path = (id: string): string => `sobjects/User/${id}`
  const read = async (id: string): Promise<Fields> => (await server.get(path(id))).record

  describe('who somebody is', () => {
    const NEW = { LastName: 'New', Email: 'new@example.test', Alias: 'new', CommunityNickname: 'new' }

    for (const [given, fields, code, field] of [
      ['no profile', {}, 'REQUIRED_FIELD_MISSING', 'ProfileId'],
      [
        'a profile that is not there',
        { ProfileId: '00e000000000999AAA' },
        'INVALID_CROSS_REFERENCE_KEY',
        'ProfileId',
      ],
      ['an object as the profile', { ProfileId: { $ne: null } }, 'JSON_PARSER_ERROR', 'ProfileId'],
      ['a list as the name', { Username: ['a@b.test'], ProfileId: 'Clerk' }, 'JSON_PARSER_ERROR', 'Username'],
      ['a portal profile without a contact', { ProfileId: 'Portal' }, 'REQUIRED_FIELD_MISSING', 'ContactId'],
      [
        'a kind of user',
        { ProfileId: 'Clerk', UserType: 'PowerPartner' },
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        'UserType',
      ],
      [
        'a date of creation',
        { ProfileId: 'Clerk', CreatedDate: '2020-01-01T00:00:00Z' },
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        'CreatedDate',
      ],
      [
        'a creator',
        { ProfileId: 'Clerk', CreatedById: '005000000000001AAA' },
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        'CreatedById',
      ],
      ['a deletion', { ProfileId: 'Clerk', IsDeleted: true }, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'IsDeleted'],
      ['an id', { ProfileId: 'Clerk', Id: '005000000000001AAA' }, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'Id'],
    ] as const) {
      it(`${given} is refused in a new user`, async () => {
        const { ProfileId } = fields as Fields
        const known = typeof ProfileId === 'string' && profile(ProfileId)
        const user = { ...NEW, Username: 'new@example.test', ...fields, ...(known && { ProfileId: known }) }
        const { status, errors, text } = await server.post('sobjects/User', user)
        expect(status, text).to.equal(400)
        expect(errors[0]?.errorCode, text).to.equal(code)
        expect(text).to.include(field)
      })
    }

    it('a user name is there once, in whatever case', async () => {
      const taken = String((await read(clerk.id)).Username).toUpperCase()
      const user = { ...NEW, Username: taken, ProfileId: profile('Clerk') }
      expectError(await server.post('sobjects/User', user), 400, 'DUPLICATE_VALUE')
    })

    it('the kind of user follows the profile, and users from outside are contacts', async () => {
      expect((await read(clerk.id)).UserType).to.equal('Standard')
      const ContactId = await server.create('Contact', { LastName: 'Customer' })
      const customer = await addUser(server, 'Portal', { ContactId })
      expect((await read(customer.id)).UserType).to.equal('CspLitePortal')
      const removed = await server.patch(path(customer.id), { ContactId: null })
      expectError(removed, 400, 'REQUIRED_FIELD_MISSING')
      const inside = await server.patch(path(customer.id), { ProfileId: profile('Clerk') })
      expectError(inside, 400, 'FIELD_INTEGRITY_EXCEPTION')
      const both = { ProfileId: profile('Clerk'), ContactId: null }
      expect((await server.patch(path(customer.id), both)).status).to.equal(204)
      expect((await read(customer.id)).UserType).to.equal('Standard')
    })
  })

  describe('the own record', () => {
    it('takes a new name and telephone without a permission', async () => {
      const mine = { FirstName: 'Ada', Phone: '123', LanguageLocaleKey: 'en_US', Street: 'Long Way 1' }
      expect((await clerk.patch(path(clerk.id), mine)).status).to.equal(204)
      expect(await read(clerk.id)).to.include(mine)
    })

    for (const [field, value] of [
      ['ProfileId', () => profile('System_Administrator')],
      ['UserRoleId', () => server.app.org.model.parts.get('role')?.get('boss')],
      ['IsActive', () => true],
      ['Username', () => 'admin2@atelier.local'],
      ['Email', () => 'thief@example.test'],
      ['ContactId', () => null],
      ['FederationIdentifier', () => 'x'],
      ['profileid', () => profile('System_Administrator')],
      ['OwnerId', () => clerk.id],
    ] as const) {
      it(`does not take ${field}, alone or among others`, async () => {
        const before = await read(clerk.id)
        const given = value()
        const id = typeof given === 'object' && given !== null ? (given as { id: string }).id : given
        for (const fields of [{ [field]: id }, { Phone: '9', [field]: id }]) {
          expectError(await clerk.patch(path(clerk.id), fields), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
        }
        expect(await read(clerk.id)).to.deep.equal(before)
      })
    }

    it('is the only one that takes anything', async () => {
      const answer = await clerk.patch(path(personnel.id), { Phone: '1' })
      expectError(answer, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      const records = [
        { attributes: { type: 'User' }, Id: clerk.id, Phone: '5' },
        { attributes: { type: 'User' }, Id: personnel.id, Phone: '5' },
      ]
      const { results } = await clerk.patch('composite/sobjects', { allOrNone: false, records })
      expect(results.map(({ success }) => success)).to.deep.equal([true, false])
    })

    it('is not deactivated, deleted or given another profile or federation id by its own user', async () => {
      const { userId } = server.app.administrator
      for (const [who, id] of [
        [server, userId],
        [personnel, personnel.id],
      ] as const) {
        const off = await who.patch(path(id), { IsActive: false })
        expectError(off, 400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY')
        expectError(await who.delete(path(id)), 400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY')
        for (const fields of [{ ProfileId: profile('Clerk') }, { FederationIdentifier: 'x' }]) {
          const other = await who.patch(path(id), { Phone: '7', ...fields })
          expectError(other, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
        }
      }
    })
  })

  describe('who manages users', () => {
    it('gives what they have themselves', async () => {
      const id = (await addUser(server, 'Clerk')).id
      expect((await personnel.patch(path(id), { Title: 'Buyer', IsActive: false })).status).to.equal(204)
      expect((await personnel.patch(path(id), { IsActive: true })).status).to.equal(204)
      await personnel.create('PermissionSetAssignment', { AssigneeId: id, PermissionSetId: set('Nothing') })
      const GroupId = server.app.org.model.parts.get('group')?.get('buyers') as { readonly id: string }
      await personnel.create('GroupMember', { UserOrGroupId: id, GroupId: GroupId.id })
    })

    it('makes nobody mightier than themselves, and touches nobody who is', async () => {
      const refused = async (answer: ReturnType<TestUser['post']>): Promise<void> => {
        expectError(await answer, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      }
      const ProfileId = profile('System_Administrator')
      await refused(personnel.patch(path(clerk.id), { ProfileId }))
      const fields = { LastName: 'x', Email: 'x@y.test', CommunityNickname: 'xyz', Alias: 'x' }
      await refused(personnel.post('sobjects/User', { ...fields, Username: 'x@y.test', ProfileId }))
      for (const AssigneeId of [clerk.id, personnel.id]) {
        await refused(
          personnel.post('sobjects/PermissionSetAssignment', {
            AssigneeId,
            PermissionSetId: set('Everything'),
          }),
        )
      }
      const { userId } = server.app.administrator
      await refused(personnel.patch(path(userId), { Email: 'personnel@example.test' }))
      await refused(personnel.patch(path(userId), { IsActive: false }))
      const other = await addUser(server, 'Clerk')
      await server.create('PermissionSetAssignment', {
        AssigneeId: other.id,
        PermissionSetId: set('Everything'),
      })
      await refused(personnel.patch(path(other.id), { Email: 'personnel@example.test' }))
    })

    it('takes ManageUsers for assignments and members, whatever the object rights are', async () => {
      const assignment = { AssigneeId: clerk.id, PermissionSetId: set('Nothing') }
      for (const [object, fields] of [
        ['PermissionSetAssignment', assignment],
        ['GroupMember', { UserOrGroupId: clerk.id, GroupId: '00G000000000001AAA' }],
      ] as const) {
        expectError(await clerk.post(`sobjects/${object}`, fields), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      }
    })
  })

  describe('records that only show something', () => {
    for (const [object, fields] of [
      ['Profile', { Name: 'Mine' }],
      ['PermissionSet', { Label: 'Mine', Name: 'Mine' }],
      ['PermissionSetGroup', { MasterLabel: 'Mine', DeveloperName: 'Mine' }],
      ['UserRole', { Name: 'Mine' }],
      ['RecordType', { Name: 'Mine' }],
      ['Organization', { Name: 'Mine' }],
    ] as const) {
      it(`${object} records are saved by nobody: they only show something`, async () => {
        const [record] = await server.query(`SELECT Id FROM ${object} LIMIT 1`)
        const code = 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'
        const created = expectError(await server.post(`sobjects/${object}`, fields), 400, code)
        expect(created.message).to.include('show')
        if (record) {
          expectError(await server.patch(`sobjects/${object}/${record.Id}`, fields), 400, code)
          expectError(await server.delete(`sobjects/${object}/${record.Id}`), 400, code)
        }
        const { record: described } = await server.get(`sobjects/${object}/describe`)
        expect(described).to.include({ createable: false, updateable: false, deletable: false })
      })
    }
  })

  // The last one: the administrator's session ends in it.
  describe('the administrators', () => {
    it('are never none, however the last one is to go', async () => {
      const { userId } = server.app.administrator
      const second = await addUser(server, 'Clerk')
      const Everything = { AssigneeId: second.id, PermissionSetId: set('Everything') }
      const assignment = await server.create('PermissionSetAssignment', Everything)
      const others = await server.query(
        `SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = '${set('Everything')}' AND Id != '${assignment}'`,
      )
      for (const { Id } of others) await server.delete(`sobjects/PermissionSetAssignment/${Id}`)
      expect((await second.patch(path(userId), { IsActive: false })).status).to.equal(204)
      for (const remove of [
        () => second.delete(`sobjects/PermissionSetAssignment/${assignment}`),
        () =>
          second.patch(`sobjects/PermissionSetAssignment/${assignment}`, { PermissionSetId: set('Nothing') }),
        () => second.patch(`sobjects/PermissionSetAssignment/${assignment}`, { AssigneeId: userId }),
        // Not today, but one day.
        () =>
          second.patch(`sobjects/PermissionSetAssignment/${assignment}`, {
            ExpirationDate: '2099-01-01T00:00:00Z',
          }),
      ]) {
        expectError(await remove(), 400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY')
      }
      expect((await second.patch(path(userId), { IsActive: true })).status).to.equal(204)
      expect((await second.delete(`sobjects/PermissionSetAssignment/${assignment}`)).status).to.equal(204)
      expectError(await second.patch(path(userId), { Phone: '1' }), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    })
  })
})
