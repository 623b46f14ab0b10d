import { expect } from 'chai'
import { raw } from 'sql-template-tag'
import { accessOf } from '../../server/access/access-of.ts'
import type { Decision } from '../../server/access/decision.ts'
import { decideField } from '../../server/access/fields.ts'
import { holdersOf } from '../../server/access/holders.ts'
import { decideObject } from '../../server/access/objects.ts'
import type { Principal } from '../../server/access/principal.ts'
import type { OrgModel } from '../../server/metadata/org-model.ts'
import { modelOf } from '../metadata/compile-files.ts'

const FILES = {
  'base/package.json': { label: 'Base', version: '1.0.0', dependsOn: ['standard'] },
  'base/objects/bid__c/fields/cost__c.json': { label: 'Cost', type: 'Currency' },
  'base/objects/bid__c/fields/note__c.json': { label: 'Note', type: 'Text', length: 80 },
  'standard/package.json': { label: 'Standard', version: '1.0.0' },
  'standard/objects/User/object.json': { label: 'User', pluralLabel: 'Users', keyPrefix: '005' },
  'base/profiles/Admin.json': { label: 'Admin', userPermissions: [{ name: 'ModifyAllData', enabled: true }] },
  'base/profiles/Auditor.json': {
    label: 'Auditor',
    userPermissions: [{ name: 'ViewAllData', enabled: true }],
  },
  'base/profiles/Buyer.json': {
    label: 'Buyer',
    objectPermissions: [
      { object: 'bid__c', allowRead: true, allowCreate: true, allowEdit: true },
      { object: 'User', allowRead: true, allowEdit: true },
    ],
    fieldPermissions: [
      { field: 'bid__c.price__c', readable: true, editable: false },
      { field: 'bid__c.note__c', readable: true, editable: true },
    ],
  },
  'base/profiles/Stranger.json': { label: 'Stranger' },
  'base/permission-sets/Costs.json': {
    label: 'Costs',
    objectPermissions: [{ object: 'bid__c', allowRead: true }],
    fieldPermissions: [{ field: 'bid__c.cost__c', readable: true }],
  },
  'base/permission-sets/Prices.json': {
    label: 'Prices',
    fieldPermissions: [{ field: 'bid__c.price__c', readable: true, editable: true }],
  },
  'base/permission-sets/All_Fields.json': {
    label: 'All fields',
    objectPermissions: [{ object: 'bid__c', allowRead: true, viewAllFields: true }],
  },
  'base/permission-sets/Users.json': {
    label: 'Users',
    userPermissions: [{ name: 'ManageUsers', enabled: true }],
  },
} as const

function who(profile: string, ...permissionSets: readonly string[]): Principal {
  return { userId: '005000000000001AAA', username: 'u', profile, permissionSets }
}

function tell({ allowed, because }: Decision): string {
  return `${allowed ? 'may' : 'may not'}: ${because.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`
}

describe('what profiles and permission sets decide', () => {
  let model: OrgModel

  before(async () => {
    model = await modelOf(FILES)
  })

  const objects = [
    { given: who('Stranger'), right: 'read', object: 'bid__c', then: 'may not: Object bid__c' },
    { given: who('gone'), right: 'read', object: 'bid__c', then: 'may not: Object bid__c' },
    { given: who('Buyer'), right: 'read', object: 'bid__c', then: 'may: Profile Buyer' },
    { given: who('buyer'), right: 'create', object: 'bid__c', then: 'may: Profile Buyer' },
    { given: who('Buyer'), right: 'delete', object: 'bid__c', then: 'may not: Object bid__c' },
    { given: who('Buyer'), right: 'read', object: 'maker__c', then: 'may not: Object maker__c' },
    { given: who('Stranger', 'Costs'), right: 'read', object: 'bid__c', then: 'may: PermissionSet Costs' },
    {
      given: who('Buyer', 'Costs'),
      right: 'read',
      object: 'bid__c',
      then: 'may: Profile Buyer, PermissionSet Costs',
    },
    { given: who('Auditor'), right: 'viewAll', object: 'maker__c', then: 'may: Profile Auditor' },
    { given: who('Auditor'), right: 'edit', object: 'maker__c', then: 'may not: Object maker__c' },
    { given: who('Admin'), right: 'modifyAll', object: 'maker__c', then: 'may: Profile Admin' },
    { given: who('Buyer'), right: 'read', object: 'User', then: 'may: Profile Buyer' },
    { given: who('Buyer'), right: 'edit', object: 'User', then: 'may not: Object User' },
    { given: who('Stranger', 'Users'), right: 'create', object: 'User', then: 'may: PermissionSet Users' },
  ] as const
  for (const { given, right, object, then } of objects) {
    const name = [given.profile, ...given.permissionSets].join(' with ')
    it(`${name}, ${right} ${object}: ${then}`, () => {
      const found = model.objects.get(object.toLowerCase())
      expect(found && tell(decideObject(holdersOf(model, given), found, right))).to.equal(then)
    })
  }

  const fields = [
    // A new field is hidden from everybody who is not named, whatever else they may do.
    { given: who('Buyer'), right: 'read', field: 'cost__c', then: 'may not: Field cost__c' },
    { given: who('Auditor'), right: 'read', field: 'cost__c', then: 'may not: Field cost__c' },
    { given: who('Admin'), right: 'edit', field: 'cost__c', then: 'may: Profile Admin' },
    { given: who('Buyer', 'Costs'), right: 'read', field: 'cost__c', then: 'may: PermissionSet Costs' },
    { given: who('Buyer', 'Costs'), right: 'edit', field: 'cost__c', then: 'may not: PermissionSet Costs' },
    {
      given: who('Buyer', 'All_Fields'),
      right: 'read',
      field: 'cost__c',
      then: 'may: PermissionSet All_Fields',
    },
    { given: who('Buyer', 'All_Fields'), right: 'edit', field: 'cost__c', then: 'may not: Field cost__c' },
    { given: who('Buyer'), right: 'edit', field: 'note__c', then: 'may: Profile Buyer' },
    // What a record cannot be saved without comes with the object, unless it is taken away.
    { given: who('Stranger', 'Costs'), right: 'edit', field: 'price__c', then: 'may: Field price__c' },
    { given: who('Buyer'), right: 'read', field: 'price__c', then: 'may: Profile Buyer' },
    { given: who('Buyer'), right: 'edit', field: 'price__c', then: 'may not: Profile Buyer' },
    { given: who('Buyer', 'Prices'), right: 'edit', field: 'price__c', then: 'may: PermissionSet Prices' },
    { given: who('Buyer'), right: 'read', field: 'CreatedDate', then: 'may: Field CreatedDate' },
  ] as const
  for (const { given, right, field, then } of fields) {
    const name = [given.profile, ...given.permissionSets].join(' with ')
    it(`${name}, ${right} bid__c.${field}: ${then}`, () => {
      const bid = model.objects.get('bid__c')
      const found = bid?.fields.get(field.toLowerCase())
      expect(bid && found && tell(decideField(holdersOf(model, given), bid, found, right))).to.equal(then)
    })
  }

  const access = (principal: Principal) =>
    accessOf({ model, timeZone: 'UTC', table: name => raw(name) }, principal)

  it('gives equal principals the same access, and others another one', () => {
    const one = access(who('Buyer', 'Costs', 'Prices'))
    expect(access({ ...who('buyer', 'Prices', 'Costs'), userId: '005000000000002AAA' })).to.equal(one)
    expect(access(who('Buyer', 'Costs')).key).not.to.equal(one.key)
  })

  it('keeps names apart that only look alike when they are put together', () => {
    expect(access(who('Buyer', 'Costs')).key).not.to.equal(access(who('Buyer,Costs')).key)
  })
})
