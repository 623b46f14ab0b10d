import { expect } from 'chai'
import fc from 'fast-check'
import { raw } from 'sql-template-tag'
import { accessOf } from '../../server/access/access-of.ts'
import type { Decision } from '../../server/access/decision.ts'
import { decideField } from '../../server/access/fields.ts'
import { holdersOf } from '../../server/access/holders.ts'
import { decideObject } from '../../server/access/objects.ts'
import type { Principal } from '../../server/access/principal.ts'
import { decideRecordType } from '../../server/access/record-types.ts'
import { inEnglish } from '../../server/kernel/message.ts'
import type { ObjectModel, OrgModel } from '../../server/metadata/org-model.ts'
import { modelOf } from '../metadata/compile-files.ts'
import { filesOf, mayField, mayObject, OBJECT_RIGHTS, type Rights, rights } from './rights-world.ts'

const FILES = {
  'base/objects/bid__c/record-types/Tender.json': { label: 'Tender' },
  'base/objects/maker__c/fields/phone__c.json': { label: 'Phone', type: 'Phone', required: true },
  'base/apps/Bids.json': { label: 'Bids', tabs: ['bid__c'] },
  'base/profiles/Stranger.json': { label: 'Stranger' },
  'base/profiles/Reader.json': {
    label: 'Reader',
    objectPermissions: [{ object: 'maker__c', allowRead: true }],
  },
  'base/permission-sets/Bidding.json': {
    label: 'Bidding',
    objectPermissions: [
      { object: 'bid__c', allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true },
      { object: 'maker__c', allowRead: true },
    ],
    fieldPermissions: [{ field: 'bid__c.price__c', readable: true, editable: true }],
    recordTypeVisibilities: [{ recordType: 'bid__c.Tender', visible: true }],
    applicationVisibilities: [{ application: 'Bids', visible: true }],
    tabSettings: [{ tab: 'bid__c', visibility: 'Visible' }],
    userPermissions: [{ name: 'DataExport', enabled: true }],
  },
  'base/permission-sets/States.json': {
    label: 'States',
    fieldPermissions: [{ field: 'bid__c.state__c', readable: true, editable: true }],
    userPermissions: [{ name: 'RunReports', enabled: true }],
  },
  'base/muting-permission-sets/No_Edits.json': {
    label: 'No edits',
    objectPermissions: [{ object: 'bid__c', allowEdit: true }],
    fieldPermissions: [
      { field: 'bid__c.state__c', readable: false, editable: true },
      { field: 'maker__c.phone__c', readable: true },
    ],
    recordTypeVisibilities: [{ recordType: 'bid__c.Tender', visible: true }],
    applicationVisibilities: [{ application: 'Bids', visible: true }],
    tabSettings: [{ tab: 'bid__c', visibility: 'Visible' }],
    userPermissions: [{ name: 'DataExport', enabled: true }],
  },
  'base/permission-set-groups/Office.json': { label: 'Office', permissionSets: ['Bidding', 'States'] },
  'base/permission-set-groups/Readers.json': {
    label: 'Readers',
    permissionSets: ['bidding', 'States'],
    mutingPermissionSets: ['No_Edits'],
  },
}

function who(profile: string, permissionSetGroups: readonly string[], ...permissionSets: readonly string[]) {
  return { userId: '005000000000001AAA', username: 'u', profile, permissionSets, permissionSetGroups }
}

function tell({ allowed, because }: Decision): string {
  return `${allowed ? 'may' : 'may not'}: ${because.map(({ kind, name, message }) => `${kind} ${name} ${inEnglish(message)}`).join('; ')}`
}

describe('permission set groups', () => {
  let model: OrgModel
  before(async () => {
    model = await modelOf(FILES)
  })
  const object = (name: string): ObjectModel => model.objects.get(name) as ObjectModel
  const access = (principal: Principal) =>
    accessOf({ model, timeZone: 'UTC', table: name => raw(name) }, principal)

  for (const { given, right, then } of [
    {
      given: who('Stranger', ['Office']),
      right: 'delete',
      then: 'may: PermissionSetGroup Office allows delete on bid__c, by Bidding',
    },
    {
      given: who('Stranger', ['readers']),
      right: 'read',
      then: 'may: PermissionSetGroup Readers allows read on bid__c, by Bidding',
    },
    {
      given: who('Stranger', ['Readers']),
      right: 'edit',
      then: 'may not: MutingPermissionSet No_Edits mutes edit on bid__c in the group Readers',
    },
    // Who may not edit deletes nothing either.
    {
      given: who('Stranger', ['Readers']),
      right: 'delete',
      then: 'may not: MutingPermissionSet No_Edits mutes delete on bid__c in the group Readers',
    },
    // Muted is inside the group only.
    {
      given: who('Stranger', ['Readers'], 'Bidding'),
      right: 'edit',
      then: 'may: PermissionSet Bidding allows edit on bid__c',
    },
    {
      given: who('Stranger', ['Readers', 'Office']),
      right: 'edit',
      then: 'may: PermissionSetGroup Office allows edit on bid__c, by Bidding',
    },
    {
      given: who('Stranger', ['Gone']),
      right: 'read',
      then: 'may not: Object bid__c no profile or permission set of the user allows read on bid__c',
    },
  ] as const) {
    it(`${[given.profile, ...given.permissionSetGroups, ...given.permissionSets].join(' with ')}, ${right} bid__c: ${then}`, () => {
      expect(tell(decideObject(holdersOf(model, given), object('bid__c'), right))).to.equal(then)
    })
  }

  for (const { given, on, field, right, then } of [
    {
      given: who('Stranger', ['Readers']),
      on: 'bid__c',
      field: 'state__c',
      right: 'read',
      then: 'may: PermissionSetGroup Readers allows read of bid__c.state__c, by States',
    },
    {
      given: who('Stranger', ['Readers']),
      on: 'bid__c',
      field: 'state__c',
      right: 'edit',
      then: 'may not: MutingPermissionSet No_Edits mutes edit of bid__c.state__c in the group Readers',
    },
    // What comes with an object is muted like what is named …
    {
      given: who('Stranger', ['Readers']),
      on: 'maker__c',
      field: 'phone__c',
      right: 'read',
      then: 'may not: MutingPermissionSet No_Edits mutes read of maker__c.phone__c in the group Readers',
    },
    // … but stays where the object comes from somewhere else.
    {
      given: who('Reader', ['Readers']),
      on: 'maker__c',
      field: 'phone__c',
      right: 'read',
      then: 'may: Field phone__c comes with maker__c',
    },
  ] as const) {
    it(`${given.profile} with ${given.permissionSetGroups}, ${right} ${on}.${field}: ${then}`, () => {
      const found = object(on).fields.get(field)
      expect(found && tell(decideField(holdersOf(model, given), object(on), found, right))).to.equal(then)
    })
  }

  it('give record types, apps, tabs and system permissions, less what is muted', () => {
    const [type] = object('bid__c').recordTypes.values()
    const [app] = model.apps.values()
    for (const [group, isGiven] of [
      ['Office', true],
      ['Readers', false],
    ] as const) {
      const one = access(who('Stranger', [group]))
      const holders = holdersOf(model, who('Stranger', [group]))
      expect(type && decideRecordType(holders, object('bid__c'), type).allowed, group).to.equal(isGiven)
      expect(app && one.app(app), group).to.equal(isGiven)
      expect(one.may('DataExport'), group).to.equal(isGiven)
      expect(one.may('RunReports'), group).to.equal(true)
      expect(
        holders.map(({ grants }) => grants.tabs.get('bid__c')),
        group,
      ).to.include(isGiven ? 'Visible' : 'Hidden')
    }
  })

  it('tell accesses apart: a set, the group of the same name, none', () => {
    const keys = [
      access(who('Stranger', ['Office'])).key,
      access(who('Stranger', [], 'Office')).key,
      access(who('Stranger', [])).key,
      access(who('Stranger', ['Readers'])).key,
    ]
    expect(new Set(keys).size).to.equal(4)
  })

  it('decide as plain words do, over random profiles, sets, groups and muting sets', async () => {
    let questions = 0
    await fc.assert(
      fc.asyncProperty(rights, async world => {
        const made = await modelOf(filesOf(world))
        questions += compare(made, world)
      }),
      { numRuns: 400, endOnFailure: true },
    )
    expect(questions).to.be.greaterThan(2_000)
  })
})

function compare(model: OrgModel, world: Rights): number {
  const principal = {
    ...{ userId: '005000000000001AAA', username: 'u', profile: 'Random' },
    permissionSets: world.assigned.sets.map(set => `S${set}`),
    permissionSetGroups: world.assigned.groups.map(group => `G${group}`),
  }
  const access = accessOf({ model, timeZone: 'UTC', table: name => raw(name) }, principal)
  const bid = model.objects.get('bid__c') as ObjectModel
  let questions = 0
  for (const right of OBJECT_RIGHTS) {
    expect(access.object(bid, right), `${right} ${JSON.stringify(world)}`).to.equal(mayObject(world, right))
    questions++
  }
  for (const name of ['price__c', 'state__c'] as const) {
    const field = bid.fields.get(name)
    for (const right of ['read', 'edit'] as const) {
      const place = `${right} ${name} ${JSON.stringify(world)}`
      expect(field && access.field(field, right), place).to.equal(mayField(world, name, right))
      questions++
    }
  }
  expect(access.may('DataExport')).to.equal(world.profile.exports || givesExport(world))
  return questions + 1
}

function givesExport({ assigned, sets, groups, muting }: Rights): boolean {
  return (
    assigned.sets.some(set => sets[set]?.exports) ||
    assigned.groups.some(index => {
      const group = groups[index]
      return group?.sets.some(set => sets[set]?.exports) && !group.muting.some(mute => muting[mute]?.exports)
    })
  )
}
