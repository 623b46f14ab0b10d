import type { ComponentKey } from './component.ts'
import type { ModelDraft, ObjectDraft } from './model-draft.ts'
import { suggest } from './nearest-word.ts'
import type { FieldModel } from './org-model.ts'

/** Lookups that a path may follow, one after another. */
const MAX_PARENTS = 5

export interface PathFound {
  readonly field: FieldModel
  /** The path in declared case. */
  readonly path: string
  /** Every field on the way: the lookups, then the field itself. */
  readonly uses: readonly ComponentKey[]
}

export interface PathMissing {
  readonly message: string
  readonly hint?: string
  readonly missing?: ComponentKey
  /** The lookup is there, but the path does not say to which one of its objects it is followed. */
  readonly isUnclear?: boolean
}

/** Relationship to the parent that a lookup makes: `order__c` → `order__r`, `AccountId` → `Account`. */
export function parentRelationshipName(fieldName: string): string {
  if (/__c$/i.test(fieldName)) return fieldName.replace(/__c$/i, '__r')
  return fieldName.replace(/Id$/, '')
}

/** Child relationship as the API names it: a custom lookup's gets the suffix `__r`. */
export function childRelationshipName(fieldName: string, relationshipName: string): string {
  return /__c$/i.test(fieldName) && !/__r$/i.test(relationshipName)
    ? `${relationshipName}__r`
    : relationshipName
}

/**
 * Follows `order__r.Account.Name` from an object; says which part of it is not there. A lookup of several objects
 * leads to whichever has the field; where `exact` is asked for, `Owner:User.Email` names the one that is meant.
 */
export function resolvePath(
  draft: ModelDraft,
  object: ObjectDraft,
  path: string,
  exact = false,
): PathFound | PathMissing {
  const segments = path.split('.')
  if (segments.length - 1 > MAX_PARENTS) {
    return { message: `"${path}" goes over more than ${MAX_PARENTS} lookups.` }
  }
  const uses: ComponentKey[] = []
  const names: string[] = []
  let reached: readonly ObjectDraft[] = [object]
  for (const segment of segments.slice(0, -1)) {
    const step = followLookup(draft, reached, segment, exact)
    if ('message' in step) return step
    uses.push(keyOf('field', `${step.lookup.object}.${step.lookup.name}`))
    names.push(step.name)
    reached = step.targets
  }
  const last = segments.at(-1) as string
  const field = reached.map(one => one.fields.get(last.toLowerCase())).find(found => found !== undefined)
  if (!field) return missingField(reached, last)
  uses.push(keyOf('field', `${field.object}.${field.name}`))
  return { field, path: [...names, field.name].join('.'), uses }
}

interface Step {
  readonly lookup: FieldModel
  /** As declared: `order__r`, `Owner:User`. */
  readonly name: string
  readonly targets: readonly ObjectDraft[]
}

function followLookup(
  draft: ModelDraft,
  from: readonly ObjectDraft[],
  segment: string,
  exact: boolean,
): Step | PathMissing {
  const { relationship, target } = exact
    ? splitSegment(segment)
    : { relationship: segment.toLowerCase(), target: undefined }
  const lookup = from.map(one => one.parents.get(relationship)).find(found => found !== undefined)
  if (!lookup) return missingParent(from[0] as ObjectDraft, segment.split(':')[0] as string)
  const name = parentRelationshipName(lookup.name)
  const all = lookup.referenceTo ?? []
  const chosen = target === undefined ? all : all.filter(one => one.toLowerCase() === target)
  if (chosen.length === 0 && all.length > 0) {
    const hint = suggest(target ?? '', all) ?? `It leads to ${listOf(all)}.`
    const message = `${lookup.object}.${lookup.name} does not lead to "${segment.split(':')[1]}".`
    return { message, hint, isUnclear: true }
  }
  if (exact && chosen.length > 1) {
    const message = `${name} may lead to ${listOf(chosen)}, so a rule says which.`
    return {
      message,
      hint: `Write ${name}:${chosen.includes('User') ? 'User' : chosen[0]}.`,
      isUnclear: true,
    }
  }
  const targets = chosen.flatMap(one => draft.objects.get(one.toLowerCase()) ?? [])
  if (targets.length > 0)
    return { lookup, name: target === undefined ? name : `${name}:${chosen[0]}`, targets }
  return { message: `"${segment}" leads to no object.`, missing: keyOf('object', all[0] ?? segment) }
}

/** `Owner:User` → the relationship and the object that is meant, in lower case. */
export function splitSegment(segment: string): {
  readonly relationship: string
  readonly target: string | undefined
} {
  const [relationship = '', target] = segment.toLowerCase().split(':')
  return { relationship, target }
}

const MOST_LISTED = 4

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(', ')
  return names.length > MOST_LISTED ? `${shown} and others` : shown
}

export function isFound(resolved: PathFound | PathMissing): resolved is PathFound {
  return 'field' in resolved
}

function missingField(objects: readonly ObjectDraft[], name: string): PathMissing {
  const [object] = objects as readonly [ObjectDraft]
  const hint = suggest(
    name,
    objects.flatMap(one => one.fieldList.map(field => field.name)),
  )
  return {
    message: `${object.name} has no field "${name}".`,
    ...(hint && { hint }),
    missing: keyOf('field', `${object.name}.${name}`),
  }
}

function missingParent(object: ObjectDraft, name: string): PathMissing {
  const hint = suggest(
    name,
    [...object.parents.values()].map(field => parentRelationshipName(field.name)),
  )
  const fieldName = /__r$/i.test(name) ? name.replace(/__r$/i, '__c') : `${name}Id`
  return {
    message: `${object.name} has no lookup "${name}".`,
    ...(hint && { hint }),
    missing: keyOf('field', `${object.name}.${fieldName}`),
  }
}

function keyOf(type: string, fullName: string): ComponentKey {
  return { type, fullName }
}
