import type { Sql } from 'sql-template-tag'
import type { FieldModel, ObjectModel, OrgModel } from '../metadata/org-model.ts'
import { type Access, type FieldRight, fullAccess, type ObjectRight } from './access.ts'
import { showsApp, tabFor } from './apps-and-tabs.ts'
import { decideField } from './fields.ts'
import { type Holder, hasPermission, holdersOf } from './holders.ts'
import { decideObject } from './objects.ts'
import type { Principal } from './principal.ts'
import { isListed, receivedRules, userTypeOf } from './received-rules.ts'
import { decideRecordType, defaultRecordTypeFor } from './record-types.ts'
import { rolesBelow } from './roles.ts'
import type { RowRight, RowScope } from './row-scope.ts'
import { rowCriterion, rowWays } from './rows.ts'

/** The org that access is asked in. */
export interface AccessPlace {
  readonly model: OrgModel
  /** A table of the org as it stands in SQL. */
  readonly table: (name: string) => Sql
  readonly timeZone: string
}

interface Known {
  readonly byPrincipal: WeakMap<Principal, Access>
  readonly byKey: Map<string, Access>
}

const ofModels = new WeakMap<OrgModel, Known>()

/**
 * What the principal may do. The same value for all who have the same profile and permission sets and get the same
 * sharing rules by criteria: what else differs between them are parameters.
 */
export function accessOf(place: AccessPlace, principal: Principal): Access {
  let known = ofModels.get(place.model)
  if (!known) {
    known = { byPrincipal: new WeakMap(), byKey: new Map() }
    ofModels.set(place.model, known)
  }
  const before = known.byPrincipal.get(principal)
  if (before) return before
  const access = findAccess(place, principal, known.byKey)
  known.byPrincipal.set(principal, access)
  return access
}

function findAccess(place: AccessPlace, principal: Principal, byKey: Map<string, Access>): Access {
  const holders = holdersOf(place.model, principal)
  if (hasPermission(holders, 'ModifyAllData')) return fullAccess
  const sharing = sharingOf(place, principal)
  const { profile, permissionSets, permissionSetGroups = [] } = principal
  const holderNames = [profile, [...permissionSets].sort(), [...permissionSetGroups].sort()]
  const key = JSON.stringify([
    holderNames,
    rulesInSql(place.model, principal),
    sharing.hasShares,
  ]).toLowerCase()
  const access = byKey.get(key) ?? makeAccess(place.model, key, holders, sharing)
  byKey.set(key, access)
  return access
}

/** Rules of listed owners are parameters, so they do not tell users apart. */
function rulesInSql(model: OrgModel, principal: Principal): readonly string[] {
  return receivedRules(model, principal)
    .filter(({ rule: { from } }) => !from || !isListed(from))
    .map(({ object, rule }) => `${object.name}.${rule.name}`)
}

type Sharing = Omit<RowScope, 'mayRead' | 'seesAll'>

function sharingOf(place: AccessPlace, principal: Principal): Sharing {
  const { model, table, timeZone } = place
  const userType = userTypeOf(model, principal)
  const rules = new Set(
    receivedRules(model, principal).map(({ object, rule }) => `${object.name}.${rule.name}`),
  )
  const hasBelow =
    userType === 'Standard' && principal.role !== undefined && rolesBelow(model, principal.role).length > 0
  const profile = principal.profile.toLowerCase()
  return {
    model,
    table,
    timeZone,
    userType,
    profile,
    hasBelow,
    hasShares: principal.isShared !== false,
    rules,
  }
}

function makeAccess(model: OrgModel, key: string, holders: readonly Holder[], sharing: Sharing): Access {
  const object = remember((one: ObjectModel, right: ObjectRight) => decideObject(holders, one, right).allowed)
  const field = remember((one: FieldModel, right: FieldRight) => {
    const parent = model.objects.get(one.object.toLowerCase())
    return parent !== undefined && decideField(holders, parent, one, right).allowed
  })
  const scope = makeScope(sharing, object)
  const mayRead = (name: string): boolean => {
    const found = model.objects.get(name)
    return found !== undefined && object(found, 'read')
  }
  return Object.freeze({
    key,
    object,
    field,
    rows: (one, alias, asker, right, use = 'one') =>
      rowCriterion(scope, { object: one, alias, asker, right, use, depth: 0 }),
    ways: (one, alias, asker, right) =>
      rowWays(scope, { object: one, alias, asker, right, use: 'few', depth: 0 }),
    may: permission => hasPermission(holders, permission),
    recordType: (one, type) => decideRecordType(holders, one, type).allowed,
    defaultRecordType: one => defaultRecordTypeFor(holders, one),
    app: app => showsApp(holders, app),
    tab: name => tabFor(holders, name, mayRead),
  } satisfies Access)
}

/** What stands behind the access of a principal: who gives rights, and how rows are decided. */
export function accessParts(
  place: AccessPlace,
  principal: Principal,
): { readonly holders: readonly Holder[]; readonly scope: RowScope } {
  const holders = holdersOf(place.model, principal)
  const decide = (one: ObjectModel, right: ObjectRight) => decideObject(holders, one, right).allowed
  return { holders, scope: makeScope(sharingOf(place, principal), decide) }
}

function makeScope(sharing: Sharing, decide: (object: ObjectModel, right: ObjectRight) => boolean): RowScope {
  return {
    ...sharing,
    mayRead: one => decide(one, 'read'),
    seesAll: (one, right) => decide(one, ALL[right]),
  }
}

/** The right on an object that makes its sharing meaningless. */
export const ALL: Readonly<Record<RowRight, ObjectRight>> = {
  read: 'viewAll',
  edit: 'modifyAll',
  delete: 'modifyAll',
}

/** Decisions are asked for on every read: each is made once. */
function remember<Thing extends object, Right extends string>(
  decide: (thing: Thing, right: Right) => boolean,
): (thing: Thing, right: Right) => boolean {
  const byRight = new Map<Right, WeakMap<Thing, boolean>>()
  return (thing, right) => {
    let decided = byRight.get(right)
    if (!decided) {
      decided = new WeakMap()
      byRight.set(right, decided)
    }
    const before = decided.get(thing)
    if (before !== undefined) return before
    const now = decide(thing, right)
    decided.set(thing, now)
    return now
  }
}
