import type { Component, Finding } from './component.ts'
import { dependenciesOf } from './package-order.ts'
import { metadataTypeOf } from './registry.ts'

/**
 * One component for each type and name, in whatever case: of a replaceable type the one of the package that
 * depends on the others, of the rest the one that was there before, or the first; every further one is reported.
 */
export function selectComponents(
  all: readonly Component[],
  before: readonly Component[],
  report: (finding: Finding) => void,
): readonly Component[] {
  const known = new Set(before.map(({ path }) => path))
  const dependencies = dependenciesOf(all)
  const selected = new Map<string, Component>()
  for (const component of all) {
    const key = `${component.type}/${component.fullName.toLowerCase()}`
    const other = selected.get(key)
    if (!other) {
      selected.set(key, component)
      continue
    }
    if (metadataTypeOf(component.type)?.replaceable) {
      if (dependencies.get(component.package)?.has(other.package)) {
        selected.set(key, component)
        continue
      }
      if (dependencies.get(other.package)?.has(component.package)) continue
    }
    const isNew = known.has(component.path) && !known.has(other.path)
    if (isNew) selected.set(key, component)
    report(isNew ? duplicate(other, component) : duplicate(component, other))
  }
  return [...selected.values()]
}

function duplicate(component: Component, other: Component): Finding {
  const sameCase = component.fullName === other.fullName
  return {
    check: sameCase ? 'name.duplicate' : 'name.duplicate-case',
    component,
    message: sameCase
      ? `${component.fullName} is already there: ${other.path}.`
      : `${component.fullName} is already there in another case: ${other.path}. API names differ by more than case.`,
    hint: 'Rename one of the two, or remove it.',
  }
}
