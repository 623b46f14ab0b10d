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

/** Follows `order__r.Account.Name` from an object; says which part of it is not there. */
export function resolvePath(draft: ModelDraft, object: ObjectDraft, path: string): PathFound | PathMissing {
  const segments = path.split('.')
  if (segments.length - 1 > MAX_PARENTS) {
    return { message: `"${path}" goes over more than ${MAX_PARENTS} lookups.` }
  }
  const uses: ComponentKey[] = []
  const names: string[] = []
  let current = object
  for (const segment of segments.slice(0, -1)) {
    const lookup = current.parents.get(segment.toLowerCase())
    if (!lookup) return missingParent(current, segment)
    const target = lookup.referenceTo?.[0]
    const next = target === undefined ? undefined : draft.objects.get(target.toLowerCase())
    if (!next)
      return { message: `"${segment}" leads to no object.`, missing: keyOf('object', target ?? segment) }
    uses.push(keyOf('field', `${lookup.object}.${lookup.name}`))
    names.push(parentRelationshipName(lookup.name))
    current = next
  }
  const last = segments.at(-1) as string
  const field = current.fields.get(last.toLowerCase())
  if (!field) return missingField(current, last)
  uses.push(keyOf('field', `${field.object}.${field.name}`))
  return { field, path: [...names, field.name].join('.'), uses }
}

export function isFound(resolved: PathFound | PathMissing): resolved is PathFound {
  return 'field' in resolved
}

function missingField(object: ObjectDraft, name: string): PathMissing {
  const hint = suggest(
    name,
    object.fieldList.map(field => field.name),
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
