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
  const had = new Map(before.map(component => [keyInPackage(component), component]))
  const has = new Set(after.map(keyInPackage))
  const formerOwners = new Map(
    after.flatMap(({ type, name, formerly }) =>
      type === 'object' && formerly ? [[name.toLowerCase(), formerly] as const] : [],
    ),
  )
  const renamed = new Set<string>()
  const diffs: ComponentDiff[] = []
  for (const component of after) {
    const old = had.get(keyInPackage(component))
    if (old?.hash === component.hash && old.path === component.path) continue
    const keys = old ? [] : formerNames(component, formerOwners).map(keyInPackage)
    const key = keys.find(one => had.has(one) && !has.has(one))
    const origin = key === undefined ? undefined : had.get(key)
    if (origin) renamed.add(keyInPackage(origin))
    diffs.push({
      change: old ? 'changed' : origin ? 'renamed' : 'added',
      ...placeOf(component),
      ...fromOf(origin),
    })
  }
  const gone = before.filter(
    component => !has.has(keyInPackage(component)) && !renamed.has(keyInPackage(component)),
  )
  return [...diffs, ...gone.map(component => ({ change: 'removed' as const, ...placeOf(component) }))]
}

type Named = ComponentKey & { readonly package: string }

/** What a component may have been called: by its own former names, and by those of its object. */
function formerNames(
  component: Component,
  formerOwners: ReadonlyMap<string, readonly string[]>,
): readonly Named[] {
  const { type, object, name, package: packageName, formerly = [] } = component
  const named = (fullName: string): Named => ({ type, fullName, package: packageName })
  if (object === undefined || type === 'object') return formerly.map(named)
  const owners = [object, ...(formerOwners.get(object.toLowerCase()) ?? [])]
  return owners.flatMap(owner => [name, ...formerly].map(one => named(`${owner}.${one}`)))
}

/** Packages may have a component of the same name: a value set that replaces another. */
function keyInPackage(component: Named): string {
  return `${component.package} ${keyText(component)}`
}

function placeOf({ type, fullName, package: packageName, path }: Component) {
  return { type, fullName, package: packageName, path }
}

function fromOf(origin: Component | undefined): { from?: string } {
  return origin ? { from: origin.fullName } : {}
}
