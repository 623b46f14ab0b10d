import type { NamedPlace, Problem } from '../kernel/errors.ts'
import type { Component, Finding } from './component.ts'
import { keyText } from './component-key.ts'
import { positionOf } from './position-of.ts'
import { childRelationshipName } from './resolve-path.ts'

/** Users that the message names; `places` has them all. */
const NAMED = 3

/**
 * Findings about something that the deploy before still had, put together: one problem for each component that
 * was removed or renamed, naming everyone who still uses it. The other findings come back as `rest`.
 */
export function groupRemovals(
  findings: readonly Finding[],
  before: readonly Component[],
  after: readonly Component[],
): { readonly problems: readonly Problem[]; readonly rest: readonly Finding[] } {
  const former =
    before.length > 0 && findings.some(({ missing }) => missing) ? indexFormer(before) : new Map()
  const users = new Map<Component, Finding[]>()
  const rest: Finding[] = []
  for (const finding of findings) {
    const removed = finding.missing && former.get(keyText(finding.missing))
    if (removed) users.set(removed, [...(users.get(removed) ?? []), finding])
    else rest.push(finding)
  }
  return { problems: [...users].map(([removed, list]) => removalProblem(removed, list, after)), rest }
}

/** Components by what others call them: a lookup also by the child relationship that it makes. */
function indexFormer(before: readonly Component[]): ReadonlyMap<string, Component> {
  const index = new Map<string, Component>()
  for (const component of before) {
    index.set(keyText(component), component)
    const { relationshipName, referenceTo } = component.source as {
      relationshipName?: string
      referenceTo?: string | readonly string[]
    }
    if (component.type !== 'field' || relationshipName === undefined) continue
    const name = childRelationshipName(component.name, relationshipName)
    for (const target of [referenceTo ?? []].flat()) {
      index.set(keyText({ type: 'relationship', fullName: `${target}.${name}` }), component)
    }
  }
  return index
}

function removalProblem(removed: Component, users: readonly Finding[], after: readonly Component[]): Problem {
  const successor = after.find(
    ({ type, object, formerly }) =>
      type === removed.type &&
      (type === 'object' || object?.toLowerCase() === removed.object?.toLowerCase()) &&
      formerly?.some(name => name.toLowerCase() === removed.name.toLowerCase()),
  )
  const what = `The ${describe(removed)}`
  const list = listNames([...new Set(users.map(({ component }) => describe(component)))].sort())
  return {
    code: 'component.still-used',
    message: successor
      ? `${what} is now called ${successor.name}, but is still used by its old name in ${list}.`
      : `${what} cannot be removed: it is used by ${list}.`,
    position: { file: (successor ?? removed).path, line: 1, column: 1 },
    hint: successor ? 'Write the new name there:' : 'Remove these uses first, or bring the file back:',
    places: placesOf(users),
  }
}

function describe({ type, fullName }: Component): string {
  return `${type.replace('-', ' ')} ${fullName}`
}

function listNames(names: readonly string[]): string {
  if (names.length <= NAMED) return names.join(', ')
  return `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`
}

function placesOf(users: readonly Finding[]): readonly NamedPlace[] {
  const places = users.map(finding => ({ ...positionOf(finding), name: describe(finding.component) }))
  const byPlace = new Map(places.map(place => [`${place.file}:${place.line}:${place.column}`, place]))
  return [...byPlace.values()].sort(
    (a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line || a.column - b.column,
  )
}
