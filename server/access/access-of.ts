import type { FieldModel, ObjectModel, OrgModel } from '../metadata/org-model.ts'
import { type Access, type FieldRight, fullAccess, type ObjectRight } from './access.ts'
import { decideField } from './fields.ts'
import { type Holder, hasPermission, holdersOf } from './holders.ts'
import { decideObject } from './objects.ts'
import type { Principal } from './principal.ts'

const known = new WeakMap<OrgModel, Map<string, Access>>()

/** What the principal may do. The same value for all whose profile and permission sets are the same. */
export function accessOf(model: OrgModel, principal: Principal): Access {
  const key = [principal.profile, ...[...principal.permissionSets].sort()].join('\u0001').toLowerCase()
  let ofModel = known.get(model)
  if (!ofModel) {
    ofModel = new Map()
    known.set(model, ofModel)
  }
  const access = ofModel.get(key) ?? makeAccess(model, key, holdersOf(model, principal))
  ofModel.set(key, access)
  return access
}

function makeAccess(model: OrgModel, key: string, holders: readonly Holder[]): Access {
  if (hasPermission(holders, 'ModifyAllData')) return fullAccess
  const mayObject = remember(
    (object: ObjectModel, right: ObjectRight) => decideObject(holders, object, right).allowed,
  )
  const mayField = remember((field: FieldModel, right: FieldRight) => {
    const object = model.objects.get(field.object.toLowerCase())
    return object !== undefined && decideField(holders, object, field, right).allowed
  })
  return Object.freeze({
    key,
    object: mayObject,
    field: mayField,
    rows: () => undefined,
    may: permission => hasPermission(holders, permission),
  } satisfies Access)
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
