import type { JSONPath } from 'jsonc-parser'
import { compileReference } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type {
  MutingPermissionSetSource,
  PermissionSetSource,
  ProfileSource,
} from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { PermissionHolderModel } from '../../permission-model.ts'
import { findContradictions } from './check-contradictions.ts'
import { grantsOf } from './grants-of.ts'
import { PERMISSION_TARGETS, type PermissionTarget } from './permission-targets.ts'

type PermissionComponent = Component<ProfileSource | PermissionSetSource | MutingPermissionSetSource>

/** A profile or permission set: everything that it names resolved, and what it grants. */
export function compilePermissions(component: PermissionComponent, draft: ModelDraft): PermissionHolderModel {
  const source = component.source as unknown as Readonly<Record<string, unknown>>
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
  const { label, description } = component.source
  return {
    id: draft.context.idOf(component.type, component.fullName),
    name: component.name,
    label,
    ...(description !== undefined && { description }),
    ...grantsOf(component.source),
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

const HOLDERS = {
  profile: 'A profile',
  'permission-set': 'A permission set',
  'muting-permission-set': 'A muting permission set',
} as const

export function permissionChecks(
  holder: keyof typeof HOLDERS,
  lists: Readonly<Record<string, unknown>>,
): readonly Check[] {
  const what = HOLDERS[holder]
  const targets = PERMISSION_TARGETS.filter(({ list }) => list in lists)
  const contradictions = (kind: Parameters<typeof findContradictions>[2], description: string): Check => ({
    id: `${holder}.${kind}`,
    description,
    find: (draft, components) => components.flatMap(one => findContradictions(one, draft, kind)),
  })
  const types = [...new Set(targets.map(target => target.type))]
  return [
    ...types.map(type => ({
      id: `${holder}.unknown-${type}`,
      description: `${what} names only ${type.replaceAll('-', ' ')}s that are there.`,
    })),
    contradictions('duplicate', `${what} says the same thing once.`),
    // What is taken away may be any part of what is given.
    ...(holder === 'muting-permission-set'
      ? []
      : [
          contradictions('contradiction', `${what} gives no right that something else of it takes.`),
          contradictions('two-defaults', `${what} has one default app, and one record type an object.`),
        ]),
  ]
}
