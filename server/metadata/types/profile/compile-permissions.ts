import type { JSONPath } from 'jsonc-parser'
import { compileReference } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { PermissionSetSource, ProfileSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { PermissionHolderModel } from '../../org-model.ts'
import { PERMISSION_TARGETS, type PermissionTarget } from './permission-targets.ts'

type PermissionComponent = Component<ProfileSource | PermissionSetSource>

/** A profile or permission set: kept as written, everything that it names resolved. */
export function compilePermissions(component: PermissionComponent, draft: ModelDraft): PermissionHolderModel {
  const source = { ...component.source } as Readonly<Record<string, unknown>>
  for (const target of PERMISSION_TARGETS) {
    const list = (source[target.list] ?? []) as readonly Readonly<Record<string, unknown>>[]
    const seen = new Set<string>()
    for (const [index, entry] of list.entries()) {
      const name = entry[target.key]
      if (typeof name !== 'string') continue
      const at = [target.list, index, target.key]
      resolveTarget(component, target, { name, at }, draft)
      if (target.repeats) continue
      if (seen.has(name.toLowerCase())) {
        const message = `"${name}" is in ${target.list} twice.`
        draft.report({ check: `${component.type}.duplicate`, component, at, message })
      }
      seen.add(name.toLowerCase())
    }
  }
  return {
    id: draft.context.idOf(component.type, component.fullName),
    name: component.name,
    label: component.source.label,
    source,
  }
}

function resolveTarget(
  component: PermissionComponent,
  target: PermissionTarget,
  place: { readonly name: string; readonly at: JSONPath },
  draft: ModelDraft,
): void {
  if (target.ignore?.test(place.name)) return
  const name = target.plain?.(place.name) ?? place.name
  compileReference(draft, component, {
    type: target.type,
    name,
    at: place.at,
    check: `${component.type}.unknown-${target.type}`,
    known: () => target.find(name, draft),
    hint: target.find(name, draft) === undefined ? suggest(name, target.names(name, draft)) : undefined,
  })
}

export function permissionChecks(holder: 'profile' | 'permission-set'): readonly Check[] {
  const what = holder === 'profile' ? 'A profile' : 'A permission set'
  const types = [...new Set(PERMISSION_TARGETS.map(target => target.type))]
  return [
    ...types.map(type => ({
      id: `${holder}.unknown-${type}`,
      description: `${what} names only ${type.replace('-', ' ')}s that are there.`,
    })),
    { id: `${holder}.duplicate`, description: `${what} says the same thing once.` },
  ]
}
