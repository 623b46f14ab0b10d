import type { Component } from './component.ts'

/** All packages that each package may use, directly or through others, by package name. Without itself. */
export function dependenciesOf(components: readonly Component[]): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map<string, readonly string[]>()
  for (const component of components) {
    if (component.type !== 'package') continue
    direct.set(component.package, (component.source as { dependsOn?: readonly string[] }).dependsOn ?? [])
  }
  const result = new Map<string, Set<string>>()
  for (const name of direct.keys()) {
    const reached = new Set<string>()
    const waiting = [...(direct.get(name) ?? [])]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next === name || reached.has(next)) continue
      reached.add(next)
      waiting.push(...(direct.get(next) ?? []))
    }
    result.set(name, reached)
  }
  return result
}
