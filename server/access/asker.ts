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
  /** As PostgreSQL receives an array: put together once, and sent with every statement. */
  readonly grantees: Buffer
  readonly sourcesFor: (object: ObjectModel, right: RowRight) => Buffer
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
  const known = new Set(own)
  const made = new Map<string, Buffer>()
  const sourcesFor = (object: ObjectModel, right: RowRight): Buffer => {
    const key = `${object.table} ${right}`
    const others = () => sharedOwners(rules, sources, object, right).filter(id => !known.has(id))
    const list = made.get(key) ?? toArray(others())
    made.set(key, list)
    return list
  }
  return Object.freeze({
    user: userId,
    owners: Object.freeze([userId, ...groups]),
    below: Object.freeze(role === undefined ? [] : roleIds(model, rolesBelow(model, role))),
    grantees: toArray(own),
    sourcesFor,
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

const OID_OF_TEXT = 25
const HEADER = 20

/**
 * Different ids as a `text[]` in PostgreSQL's binary form, which is read faster than text: dimensions, nulls, type of
 * the elements, their number, the first one's index; then each with its length.
 */
function toArray(ids: readonly string[]): Buffer {
  const different = [...new Set(ids)]
  const header = Buffer.alloc(HEADER)
  for (const [at, number] of [1, 0, OID_OF_TEXT, different.length, 1].entries())
    header.writeInt32BE(number, at * 4)
  const elements = different.map(id => {
    const element = Buffer.alloc(4 + id.length)
    element.writeInt32BE(id.length)
    element.write(id, 4, 'latin1')
    return element
  })
  return Buffer.concat([header, ...elements])
}
