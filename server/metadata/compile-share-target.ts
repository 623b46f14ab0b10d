import type { JSONPath } from 'jsonc-parser'
import { compileReference } from './compile-path.ts'
import type { Component } from './component.ts'
import type { ShareTargetSource } from './component-types.d.ts'
import type { ModelDraft } from './model-draft.ts'
import { suggest } from './nearest-word.ts'
import type { ShareTarget, ShareTargetKind } from './org-model.ts'
import { groupsOf } from './types/group/compile.ts'
import { rolesOf } from './types/role/compile.ts'

/** Whom a component opens something to; reports under its type's `unknown-role` and `unknown-group`. */
export function compileShareTarget(
  draft: ModelDraft,
  component: Component,
  source: ShareTargetSource,
  at: JSONPath,
): ShareTarget | undefined {
  const [kind, value] = Object.entries(source)[0] as [ShareTargetKind, string | true]
  if (typeof value !== 'string') return { kind }
  const type = kind === 'group' ? 'group' : 'role'
  const known: ReadonlyMap<string, { readonly name: string }> =
    type === 'group' ? groupsOf(draft) : rolesOf(draft)
  const name = compileReference(draft, component, {
    type,
    name: value,
    at: [...at, kind],
    check: `${component.type}.unknown-${type}`,
    known: lower => known.get(lower)?.name,
    hint: suggest(
      value,
      [...known.values()].map(one => one.name),
    ),
  })
  return name === undefined ? undefined : { kind, name }
}
