import type { RuleScope, ScopeField } from '../rules/rule.ts'
import type { ComponentKey } from './component.ts'
import type { ModelDraft, ObjectDraft } from './model-draft.ts'
import type { FieldModel } from './org-model.ts'
import {
  isFound,
  type PathMissing,
  parentRelationshipName,
  resolvePath,
  splitSegment,
} from './resolve-path.ts'

/** What a rule asked for while it was compiled. */
export interface ScopeRecord {
  readonly uses: Map<string, ComponentKey>
  /** By the path as written. */
  readonly missing: Map<string, PathMissing>
}

export interface ScopeRoots {
  readonly object: ObjectDraft
  /** `$Source`: the object of the record that holds the lookup. */
  readonly source?: ObjectDraft | undefined
}

/**
 * The fields that a rule over an object may name: its own, its parents' up to five lookups away, `$User.X`,
 * and `$Source.X` in a lookup filter. Notes everything that was asked for.
 */
export function makeScope(draft: ModelDraft, roots: ScopeRoots, record: ScopeRecord): RuleScope {
  return {
    resolve(path) {
      const { root, object, rest } = splitRoot(draft, roots, path)
      if (!object) return undefined
      const resolved = resolvePath(draft, object, rest, true)
      if (!isFound(resolved)) {
        record.missing.set(path, resolved)
        return undefined
      }
      for (const use of resolved.uses) record.uses.set(use.fullName, use)
      return toScopeField(draft, resolved.field, root + resolved.path)
    },
    explain(path) {
      const { isUnclear, message, hint } = record.missing.get(path) ?? {}
      return isUnclear && message !== undefined ? { message, hint } : undefined
    },
    names(path) {
      const { root, object, rest } = splitRoot(draft, roots, path)
      return object ? namesBelow(draft, object, rest).map(name => root + name) : ['$User', '$Source']
    },
  }
}

function splitRoot(
  draft: ModelDraft,
  roots: ScopeRoots,
  path: string,
): { readonly root: string; readonly object: ObjectDraft | undefined; readonly rest: string } {
  const match = /^\$(\w+)\.(.+)$/.exec(path)
  if (!match) return { root: '', object: path.startsWith('$') ? undefined : roots.object, rest: path }
  const [, name = '', rest = ''] = match
  if (name.toLowerCase() === 'user') return { root: '$User.', object: draft.objects.get('user'), rest }
  if (name.toLowerCase() === 'source') return { root: '$Source.', object: roots.source, rest }
  return { root: '', object: undefined, rest: path }
}

function toScopeField(draft: ModelDraft, field: FieldModel, path: string): ScopeField {
  // A broken formula was reported itself: rules that use it are not blamed for it.
  const formula = draft.brokenFormulas.has(field) ? undefined : field.formula
  return {
    path,
    type: field.fieldType.ruleType(field),
    ...(formula !== undefined && { formula, blanksAsZero: field.formulaTreatBlanksAs === 'BlankAsZero' }),
    ...(field.fieldType.isPercent && { isPercent: true }),
    ...(field.values && { pickVals: new Map(field.values.map(value => [value.fullName, value])) }),
    ...(field.restricted && field.values && { values: field.values.map(value => value.fullName) }),
  }
}

/** Paths that start like the given one: of the last object that it reaches. */
function namesBelow(draft: ModelDraft, object: ObjectDraft, path: string): readonly string[] {
  let current = object
  let prefix = ''
  for (const segment of path.split('.').slice(0, -1)) {
    const { relationship, target } = splitSegment(segment)
    const lookup = current.parents.get(relationship)
    const next = lookup && draft.objects.get(target ?? lookup.referenceTo?.[0]?.toLowerCase() ?? '')
    if (!lookup || !next) break
    prefix += `${parentRelationshipName(lookup.name)}${target === undefined ? '' : `:${next.name}`}.`
    current = next
  }
  const fields = current.fieldList.map(field => prefix + field.name)
  const isPath = path.split('.').length > prefix.split('.').length
  if (!isPath) return fields
  const last = path.split('.').at(-1) ?? ''
  return [...current.parents.values()].map(field => `${prefix}${parentRelationshipName(field.name)}.${last}`)
}
