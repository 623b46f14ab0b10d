import { makeId } from '../../server/kernel/ids.ts'
import { groupsOf } from '../../server/metadata/types/group/compile.ts'
import { permissionSetGroupsOf } from '../../server/metadata/types/permission-set-group/compile.ts'
import { rolesOf } from '../../server/metadata/types/role/compile.ts'
import { accessInOrg } from '../../server/org/access-in-org.ts'
import { loadPrincipal } from '../../server/org/principals.ts'
import type { Session } from '../../server/org/session.ts'
import { besideStandard, createTestOrg, type TestOrg } from '../support/test-org.ts'
import { ACCOUNTS, USERS, type World, type WorldTarget } from './sharing-world.ts'

const RIGHTS = { allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true }
const OBJECTS = ['deal__c', 'line__c']
const all = (more: object) => OBJECTS.map(object => ({ object, ...RIGHTS, ...more }))

function targetOf(target: WorldTarget): object {
  if (target.kind === 'group') return { group: `G${target.index}` }
  if ('index' in target) return { [target.kind]: `R${target.index}` }
  return { [target.kind]: true }
}

/** The metadata of a world: roles, groups, profiles, sharing rules, and two objects. */
function filesOf(world: World): Readonly<Record<string, object>> {
  const files: Record<string, object> = {
    'objects/deal__c/object.json': {
      label: 'Deal',
      pluralLabel: 'Deals',
      sharingModel: world.internal,
      externalSharingModel: world.external,
    },
    'objects/deal__c/fields/amount__c.json': { label: 'Amount', type: 'Number', precision: 9, scale: 0 },
    'objects/deal__c/fields/account__c.json': { label: 'Account', type: 'Lookup', referenceTo: 'Account' },
    'objects/line__c/object.json': {
      label: 'Line',
      pluralLabel: 'Lines',
      sharingModel: 'ControlledByParent',
    },
    'objects/line__c/fields/deal__c.json': {
      label: 'Deal',
      type: 'MasterDetail',
      referenceTo: 'deal__c',
      relationshipName: 'lines',
      writeRequiresMasterRead: world.seeingIsEnough,
    },
    'profiles/Worker.json': { label: 'Worker', objectPermissions: all({}) },
    'profiles/Reader.json': { label: 'Reader', objectPermissions: all({ viewAllRecords: true }) },
    'profiles/Chief.json': {
      label: 'Chief',
      objectPermissions: all({ viewAllRecords: true, modifyAllRecords: true }),
    },
    'profiles/Supplier.json': {
      label: 'Supplier',
      userLicense: 'Partner Community',
      objectPermissions: all({}),
    },
    'sharing-sets/Own_Account.json': {
      label: 'Own account',
      profiles: ['Supplier'],
      accessMappings: [
        {
          object: 'deal__c',
          objectField: 'account__c',
          userField: 'Contact.AccountId',
          accessLevel: 'Read',
          filter: 'amount__c > 50',
        },
      ],
    },
  }
  files['permission-sets/Sees_All.json'] = {
    label: 'Sees all',
    objectPermissions: all({ viewAllRecords: true }),
  }
  files['muting-permission-sets/Sees_Own.json'] = {
    label: 'Sees own',
    objectPermissions: OBJECTS.map(object => ({ object, viewAllRecords: true })),
  }
  for (const [name, mutingPermissionSets] of [
    ['seesAll', []],
    ['muted', ['Sees_Own']],
  ] as const)
    files[`permission-set-groups/${name}.json`] = {
      label: name,
      permissionSets: ['Sees_All'],
      mutingPermissionSets,
    }
  for (const [role, above] of world.roles.entries())
    files[`roles/R${role}.json`] = { label: `R${role}`, ...(above >= 0 && { parentRole: `R${above}` }) }
  for (const [group, { roles, inner, bosses }] of world.groups.entries()) {
    files[`groups/G${group}.json`] = {
      label: `G${group}`,
      doesIncludeBosses: bosses,
      roles: roles.map(role => `R${role}`),
      groups: inner.map(one => `G${one}`),
    }
  }
  for (const [rule, { to, from, edit, above }] of world.rules.entries()) {
    if (!isNeeded(world, to, edit)) continue
    files[`sharing-rules/deal__c/Rule_${rule}.json`] = {
      label: `Rule ${rule}`,
      accessLevel: edit ? 'Edit' : 'Read',
      sharedTo: targetOf(to),
      ...(from ? { sharedFrom: targetOf(from) } : { criteria: `amount__c > ${above}` }),
    }
  }
  return files
}

/** A rule that opens nothing is refused by the deploy, and changes no answer. */
function isNeeded({ internal, external }: World, to: WorldTarget, edit: boolean): boolean {
  const levels = to.kind === 'group' || to.kind === 'allPartnerUsers' ? [internal, external] : [internal]
  return levels.some(level => level === 'Private' || (level === 'Read' && edit))
}

export interface WorldOrg {
  readonly org: TestOrg
  readonly dealIds: readonly string[]
  readonly lineIds: readonly string[]
  sessionOf(user: number): Promise<Session>
}

/** Deploys a world and fills its tables. */
export async function openWorld(world: World): Promise<WorldOrg> {
  const org = await createTestOrg(await besideStandard(filesOf(world)))
  const { model } = org.org
  const prefix = (name: string) => model.objects.get(name)?.keyPrefix as string
  const ids = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => makeId(prefix(name), 5_000_000 + index))
  const [userIds, accountIds, contactIds] = [
    ids('user', USERS),
    ids('account', ACCOUNTS),
    ids('contact', USERS),
  ]
  const [dealIds, lineIds] = [ids('deal__c', world.deals.length), ids('line__c', world.lines.length)]
  const groupId = (group: number) => groupsOf(model).get(`g${group}`)?.id
  const grantee = (index: number) => (index < USERS ? userIds[index] : groupId(index - USERS))
  const insert = inserter(org)
  await insert(
    'account',
    accountIds.map(id => ({ id, name: id })),
  )
  await insert(
    'contact',
    contactIds.map((id, user) => ({
      id,
      lastname: id,
      accountid: accountIds[world.users[user]?.account ?? 0],
    })),
  )
  await insert(
    'user',
    world.users.map(({ profile, role }, user) => ({
      id: userIds[user],
      username: `u${user}@world.test`,
      lastname: `u${user}`,
      email: `u${user}@world.test`,
      alias: `u${user}`,
      communitynickname: `u${user}`,
      isactive: true,
      profileid: model.profiles.get(profile.toLowerCase())?.id,
      userroleid: role < 0 ? null : rolesOf(model).get(`r${role}`)?.id,
      contactid: profile === 'Supplier' ? contactIds[user] : null,
    })),
  )
  const assigned = world.users.flatMap(({ group }, user) => {
    const id = permissionSetGroupsOf(model).get(group.toLowerCase())?.id
    return id ? [{ assigneeid: userIds[user], permissionsetgroupid: id, isactive: true }] : []
  })
  const assignmentIds = ids('permissionsetassignment', assigned.length)
  await insert(
    'permissionsetassignment',
    assigned.map((row, index) => ({ id: assignmentIds[index], name: `a${index}`, ...row })),
  )
  const members = world.groups.flatMap(({ members: list }, group) =>
    list.map(user => ({ groupid: groupId(group), userorgroupid: userIds[user] })),
  )
  const memberIds = ids('groupmember', members.length)
  await insert(
    'groupmember',
    members.map((row, index) => ({ id: memberIds[index], ...row })),
  )
  await insert(
    'deal__c',
    world.deals.map(({ owner, amount, account }, deal) => ({
      id: dealIds[deal],
      name: `d${deal}`,
      ownerid: grantee(owner),
      amount__c: amount,
      account__c: accountIds[account],
    })),
  )
  await insert(
    'line__c',
    world.lines.map((deal, line) => ({ id: lineIds[line], name: `l${line}`, deal__c: dealIds[deal] })),
  )
  await insert(
    '_share',
    world.shares.map(([deal, to, edit]) => ({
      record: dealIds[deal],
      grantee: grantee(to),
      level: edit ? 'Edit' : 'Read',
      shared_by: 'test',
    })),
  )
  const sessionOf = async (user: number): Promise<Session> => {
    const principal = await loadPrincipal(org.org, userIds[user] as string)
    if (!principal) throw new Error(`There is no user ${user}.`)
    return Object.freeze({ org: org.org, principal, access: accessInOrg(org.org, principal) })
  }
  return { org, dealIds, lineIds, sessionOf }
}

type Rows = readonly Readonly<Record<string, unknown>>[]

function inserter({ org, session }: TestOrg): (table: string, rows: Rows) => Promise<void> {
  return async (table, rows) => {
    if (rows.length === 0) return
    const object = org.model.objects.get(table)
    const { userId } = session.principal
    const now = '2026-01-01T00:00:00.000Z'
    const system = object
      ? {
          ownerid: userId,
          createdbyid: userId,
          createddate: now,
          lastmodifiedbyid: userId,
          lastmodifieddate: now,
          systemmodstamp: now,
        }
      : {}
    const text = org.database.knex
      .withSchema(org.schema)
      .table(table)
      .insert(rows.map(row => ({ ...system, ...row })))
      .toQuery()
    await org.database.run({ text, values: [] })
  }
}
