import type { Problem } from '../kernel/errors.ts'
import { keyText } from './component-key.ts'
import type { Component, Finding } from './metadata-type.ts'
import { locate } from './parse-json.ts'

/**
 * Findings about something that the deploy before still had, put together: one problem for each component that
 * was removed, naming everyone who still uses it. The other findings come back as `rest`.
 */
export function groupRemovals(
  findings: readonly Finding[],
  before: readonly Component[],
): { readonly problems: readonly Problem[]; readonly rest: readonly Finding[] } {
  const formerComponents = new Map(before.map(component => [keyText(component), component]))
  const users = new Map<Component, Finding[]>()
  const rest: Finding[] = []
  for (const finding of findings) {
    const removed = finding.missing && formerComponents.get(keyText(finding.missing))
    if (removed) users.set(removed, [...(users.get(removed) ?? []), finding])
    else rest.push(finding)
  }
  return { problems: [...users].map(([removed, list]) => removalProblem(removed, list)), rest }
}

function removalProblem(removed: Component, users: readonly Finding[]): Problem {
  const places = users.map(({ component, at, line, column }) => {
    const position =
      line === undefined
        ? locate(component.text, component.path, at ?? [])
        : { file: component.path, line, column: column ?? 1 }
    return `${component.type.replace('-', ' ')} ${component.fullName} (${position.file}:${position.line}:${position.column})`
  })
  return {
    code: 'component.still-used',
    message: `The ${removed.type.replace('-', ' ')} ${removed.fullName} cannot be removed: it is used by ${[...new Set(places)].join(', ')}.`,
    position: { file: removed.path, line: 1, column: 1 },
    hint: 'Remove these uses first, or bring the file back.',
  }
}
