import type { ObjectModel, OrgModel } from '../metadata/org-model.ts'
import type { Principal } from './principal.ts'
import { type ReceivedRule, receivedRules, sourceKey } from './received-rules.ts'
import { roleIds, rolesBelow } from './roles.ts'
import type { RowRight } from './row-scope.ts'

/** The values of a criterion's parameters for one user. */
export interface AskerValues {
  readonly user: string
  readonly owners: readonly string[]
  readonly below: readonly string[]
  /** As PostgreSQL writes an array: put together once, and sent with every statement. */
  readonly grantees: string
  readonly ownersFor: (object: ObjectModel, right: RowRight) => string
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
  const own = [userId, ...groups, ...below]
  const rules = receivedRules(model, principal)
  const made = new Map<string, string>()
  const ownersFor = (object: ObjectModel, right: RowRight): string => {
    const key = `${object.table} ${right}`
    const list = made.get(key) ?? arrayText([...own, ...sharedOwners(rules, sources, object, right)])
    made.set(key, list)
    return list
  }
  return Object.freeze({
    user: userId,
    owners: Object.freeze([userId, ...groups]),
    below: Object.freeze(role === undefined ? [] : roleIds(model, rolesBelow(model, role))),
    grantees: arrayText(own),
    ownersFor,
  })
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

/** Ids need no quotes. */
function arrayText(ids: readonly string[]): string {
  return `{${[...new Set(ids)].join()}}`
}
