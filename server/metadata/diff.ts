import type { Component, ComponentKey } from './component.ts'
import { keyText } from './component-key.ts'

export interface ComponentDiff extends ComponentKey {
  readonly change: 'added' | 'changed' | 'removed' | 'renamed'
  readonly package: string
  readonly path: string
  /** Full name before a rename. */
  readonly from?: string
}

/** What became of each component, in the order of the lists: added, changed and renamed ones, then removed ones. */
export function diffComponents(
  before: readonly Component[],
  after: readonly Component[],
): readonly ComponentDiff[] {
  const had = new Map(before.map(component => [keyText(component), component]))
  const has = new Set(after.map(keyText))
  const renamed = new Set<string>()
  const diffs: ComponentDiff[] = []
  for (const component of after) {
    const old = had.get(keyText(component))
    if (old?.hash === component.hash && old.path === component.path) continue
    const origin = old ? undefined : findOrigin(component, had, has)
    if (origin) renamed.add(keyText(origin))
    diffs.push({
      change: old ? 'changed' : origin ? 'renamed' : 'added',
      ...placeOf(component),
      ...fromOf(origin),
    })
  }
  const gone = before.filter(component => !has.has(keyText(component)) && !renamed.has(keyText(component)))
  return [...diffs, ...gone.map(component => ({ change: 'removed' as const, ...placeOf(component) }))]
}

/** The component that this one was before: named in `formerly`, there before, and gone now. */
function findOrigin(
  { type, object, formerly = [] }: Component,
  had: ReadonlyMap<string, Component>,
  has: ReadonlySet<string>,
): Component | undefined {
  const keys = formerly.map(name => {
    const isInside = object !== undefined && type !== 'object'
    return keyText({ type, fullName: isInside ? `${object}.${name}` : name })
  })
  const key = keys.find(one => had.has(one) && !has.has(one))
  return key === undefined ? undefined : had.get(key)
}

function placeOf({ type, fullName, package: packageName, path }: Component) {
  return { type, fullName, package: packageName, path }
}

function fromOf(origin: Component | undefined): { from?: string } {
  return origin ? { from: origin.fullName } : {}
}
