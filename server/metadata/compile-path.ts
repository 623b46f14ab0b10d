import type { JSONPath } from 'jsonc-parser'
import type { Component } from './component.ts'
import type { ModelDraft, ObjectDraft } from './model-draft.ts'
import { suggest } from './nearest-word.ts'
import type { FieldModel } from './org-model.ts'
import { isFound, resolvePath } from './resolve-path.ts'

/**
 * The field at the end of a path that stands in a component's file, and the path in declared case. Notes what it
 * uses; reports under the check when something of it is not there, and answers undefined.
 */
export function compilePath(
  draft: ModelDraft,
  component: Component,
  object: ObjectDraft,
  place: { readonly path: string; readonly at: JSONPath; readonly check: string },
): { readonly field: FieldModel; readonly path: string } | undefined {
  const { path, at, check } = place
  const resolved = resolvePath(draft, object, path)
  if (!isFound(resolved)) {
    draft.report({ check, component, at, ...resolved })
    return undefined
  }
  for (const use of resolved.uses) draft.refer(component, at, use)
  return resolved
}

/** The object that the component's folder names; reports when there is none. */
export function objectOf(draft: ModelDraft, component: Component): ObjectDraft | undefined {
  const name = component.object as string
  const object = draft.objects.get(name.toLowerCase())
  if (object) {
    draft.refer(component, [], { type: 'object', fullName: object.name })
    return object
  }
  const hint = suggest(
    name,
    [...draft.objects.values()].map(one => one.name),
  )
  draft.report({
    check: 'object.missing',
    component,
    message: `The object ${name} has no object.json in any package.`,
    hint: hint ?? `Add ${component.package}/objects/${name}/object.json.`,
    missing: { type: 'object', fullName: name },
  })
  return undefined
}

/** A named component of another type; reports under the check when it is not there. */
export function compileReference(
  draft: ModelDraft,
  component: Component,
  place: {
    readonly type: string
    readonly name: string
    readonly at: JSONPath
    readonly check: string
    readonly known: (name: string) => string | undefined
    readonly hint?: string | undefined
  },
): string | undefined {
  const { type, name, at, check, known, hint } = place
  const declared = known(name.toLowerCase())
  if (declared !== undefined) {
    draft.refer(component, at, { type, fullName: declared })
    return declared
  }
  draft.report({
    check,
    component,
    at,
    message: `There is no ${type.replaceAll('-', ' ')} "${name}".`,
    ...(hint && { hint }),
    missing: { type, fullName: name },
  })
  return undefined
}

/** The object that a component names; reports under the check, with the nearest name, when it is not there. */
export function compileNamedObject(
  draft: ModelDraft,
  component: Component,
  { name, at, check }: { readonly name: string; readonly at: JSONPath; readonly check: string },
): ObjectDraft | undefined {
  const names = [...draft.objects.values()].map(one => one.name)
  const declared = compileReference(draft, component, {
    type: 'object',
    name,
    at,
    check,
    known: lower => draft.objects.get(lower)?.name,
    hint: suggest(name, names),
  })
  return declared === undefined ? undefined : draft.objects.get(declared.toLowerCase())
}
