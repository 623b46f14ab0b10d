import { expect } from 'chai'
import { expectError } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const RIGHTS = { object: 'deal__c', allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true }
const API = [{ name: 'ApiEnabled', enabled: true }]
const FILES = {
  'objects/deal__c/object.json': { label: 'Deal', pluralLabel: 'Deals', sharingModel: 'Private' },
  'objects/deal__c/fields/cost__c.json': { label: 'Cost', type: 'Number', precision: 9, scale: 0 },
  'roles/Boss.json': { label: 'Boss' },
  'roles/Clerk.json': { label: 'Clerk', parentRole: 'Boss' },
  'roles/Other.json': { label: 'Other' },
  'profiles/Worker.json': { label: 'Worker', objectPermissions: [RIGHTS], userPermissions: API },
  'profiles/Nobody.json': { label: 'Nobody', userPermissions: API },
  'permission-sets/Costs.json': {
    label: 'Costs',
    fieldPermissions: [{ field: 'deal__c.cost__c', readable: true, editable: false }],
  },
  'sharing-rules/deal__c/Big_Deals.json': {
    label: 'Big deals',
    accessLevel: 'Read',
    sharedTo: { role: 'Other' },
    criteria: 'cost__c > 100',
  },
}

describe('who may do what, explained', () => {
  let server: TestServer
  let deal: string
  const users: Record<string, TestUser> = {}

  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    const role = async (name: string) =>
      (await server.query(`SELECT Id FROM UserRole WHERE DeveloperName = '${name}'`))[0]?.Id
    users.clerk = await addUser(server, 'Worker', { UserRoleId: await role('Clerk') })
    users.boss = await addUser(server, 'Worker', { UserRoleId: await role('Boss') })
    users.other = await addUser(server, 'Worker', { UserRoleId: await role('Other') })
    users.nobody = await addUser(server, 'Nobody')
    deal = await users.clerk.create('deal__c', { Name: 'd' })
    await server.patch(`sobjects/deal__c/${deal}`, { cost__c: 500 })
    const [set] = await server.query("SELECT Id FROM PermissionSet WHERE Name = 'Costs'")
    await server.create('PermissionSetAssignment', {
      AssigneeId: users.other.id,
      PermissionSetId: set?.Id,
    })
  })
  after(() => server.close())

  const cases = [
    { who: 'nobody', ask: '', is: 'may not: object Object deal__c' },
    { who: 'clerk', ask: '', is: 'may: object Profile Worker' },
    { who: 'clerk', ask: '&field=cost__c', is: 'may not: object Profile Worker, field Field cost__c' },
    { who: 'other', ask: '&field=cost__c', is: 'may: object Profile Worker, field PermissionSet Costs' },
    {
      who: 'other',
      ask: '&field=cost__c&right=edit',
      is: 'may not: object Profile Worker, field PermissionSet Costs',
    },
    { who: 'clerk', ask: '&record', is: 'may: object Profile Worker, record Owner' },
    { who: 'boss', ask: '&record&right=delete', is: 'may: object Profile Worker, record Role' },
    { who: 'other', ask: '&record', is: 'may: object Profile Worker, record SharingRule Big_Deals' },
    {
      who: 'other',
      ask: '&record&right=edit',
      is: 'may not: object Profile Worker, record OrgWideDefault deal__c',
    },
    {
      who: 'admin',
      ask: '&record&right=edit',
      is: 'may: object Profile System_Administrator, record Profile System_Administrator',
    },
  ]
  for (const { who, ask, is } of cases) {
    it(`${who} ${ask || '(object)'} ${is}`, async () => {
      const user = who === 'admin' ? 'admin@atelier.local' : users[who]?.id
      const query = ask.replace('&record', `&record=${deal}`)
      const { status, record, text } = await server.get(
        `/services/atelier/access?user=${user}&object=deal__c${query}`,
      )
      expect(status, text).to.equal(200)
      expect(tell(record as unknown as Explanation)).to.equal(is)
    })
  }

  for (const [what, query, message] of [
    ['an unknown user', 'user=x&object=deal__c', 'There is no active user "x"'],
    ['an unknown object', 'user=admin@atelier.local&object=deal_c', 'There is no object "deal_c".'],
    ['an unknown field', 'user=admin@atelier.local&object=deal__c&field=cost', 'There is no field "cost".'],
    ['an unknown right', 'user=admin@atelier.local&object=deal__c&right=own', 'The parameter "right" takes'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await server.get(`/services/atelier/access?${query}`)
      expectError(answer, 400, 'INVALID_INPUT')
      expect(answer.errors[0]?.message).to.include(message)
    })
  }

  it('is for those who may see the setup', async () => {
    const answer = await users.clerk?.get(`/services/atelier/access?user=x&object=y`)
    if (answer) expectError(answer, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
  })
})

interface Explanation {
  readonly allowed: boolean
  readonly decisions: Readonly<
    Record<string, { readonly because: readonly { readonly kind: string; readonly name?: string }[] }>
  >
}

function tell({ allowed, decisions }: Explanation): string {
  const parts = Object.entries(decisions).flatMap(([step, { because }]) =>
    because.map(({ kind, name }) => [step, kind, name].filter(Boolean).join(' ')),
  )
  return `${allowed ? 'may' : 'may not'}: ${parts.join(', ')}`
}
