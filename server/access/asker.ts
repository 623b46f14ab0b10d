import { recordNumber } from '../kernel/ids.ts'
import type { ObjectModel, OrgModel } from '../metadata/org-model.ts'
import { isCompact, markOwners, type OwnerMarks } from './owner-marks.ts'
import type { Principal } from './principal.ts'
import { type ReceivedRule, receivedRules, sourceKey, userTypeOf } from './received-rules.ts'
import { roleIds, rolesBelow } from './roles.ts'
import type { RowRight } from './row-scope.ts'
import { toTextArray } from './text-array.ts'

/** The values of a criterion's parameters for one user. */
export interface AskerValues {
  readonly user: string
  readonly owners: readonly string[]
  readonly below: readonly string[]
  /** As PostgreSQL receives an array: put together once, and sent with every statement. */
  readonly grantees: Buffer
  readonly sourcesFor: (object: ObjectModel, right: RowRight) => Buffer
  readonly marksFor: (object: ObjectModel, right: RowRight) => readonly [OwnerMarks, OwnerMarks]
  /** Are the numbers of all whose records the user reaches close together? Else their marks would be long. */
  readonly isMarked: boolean
}

const known = new WeakMap<OrgModel, WeakMap<Principal, AskerValues>>()

export function askerValues(model: OrgModel, principal: Principal): AskerValues {
  let ofModel = known.get(model)
  if (!ofModel) {
    ofModel = new WeakMap()
    known.set(model, ofModel)
  }
  const made = ofModel.get(principal) ?? makeValues(model, principal)
  ofModel.set(principal, made)
  return made
}

function makeValues(model: OrgModel, principal: Principal): AskerValues {
  const { userId, role, groups = [], below = [], sources } = principal
  const own = [...new Set([userId, ...groups, ...below])]
  const rules = receivedRules(model, principal)
  const known = new Set(own)
  const othersFor = (object: ObjectModel, right: RowRight): readonly string[] => [
    ...new Set(sharedOwners(rules, sources, object, right).filter(id => !known.has(id))),
  ]
  const numbers = own.map(recordNumber)
  const isAbove = role !== undefined && userTypeOf(model, principal) === 'Standard'
  return Object.freeze({
    user: userId,
    owners: Object.freeze([userId, ...groups]),
    below: Object.freeze(isAbove ? roleIds(model, rolesBelow(model, role)) : []),
    grantees: toTextArray(own),
    sourcesFor: remember((object, right) => toTextArray(othersFor(object, right))),
    marksFor: remember((object, right) =>
      markOwners([...numbers, ...othersFor(object, right).map(recordNumber)]),
    ),
    isMarked: isCompact([...numbers, ...[...(sources?.values() ?? [])].flat().map(recordNumber)]),
  })
}

/** One value for an object and a right, made when it is asked for. */
function remember<Value>(
  make: (object: ObjectModel, right: RowRight) => Value,
): (object: ObjectModel, right: RowRight) => Value {
  const made = new Map<string, Value>()
  return (object, right) => {
    const key = `${object.table} ${right}`
    const value = made.get(key) ?? make(object, right)
    made.set(key, value)
    return value
  }
}

/** Owners whose records of the object rules open; nobody may delete by a rule. */
function sharedOwners(
  rules: readonly ReceivedRule[],
  sources: Principal['sources'],
  object: ObjectModel,
  right: RowRight,
): readonly string[] {
  if (right === 'delete') return []
  return rules.flatMap(({ object: of, rule }) =>
    of === object && rule.from && (rule.edit || right === 'read')
      ? (sources?.get(sourceKey(rule.from)) ?? [])
      : [],
  )
}
