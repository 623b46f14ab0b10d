import type { Component, Finding } from '../../component.ts'
import type { PackageSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import { suggest } from '../../nearest-word.ts'

export const packageChecks: readonly Check[] = [
  {
    id: 'package.name',
    description: "A package's name is the name of its folder.",
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<PackageSource>[]) {
        const { name } = component.source
        if (name === undefined || name === component.name) continue
        const message = `The package is called "${name}", but its folder "${component.name}".`
        yield { check: 'package.name', component, at: ['name'], message }
      }
    },
  },
  {
    id: 'package.dependency',
    description: 'Packages that dependsOn names are there, and do not depend on each other in a circle.',
    *find(_draft, components): Iterable<Finding> {
      const packages = components as readonly Component<PackageSource>[]
      const names = packages.map(one => one.name)
      for (const component of packages) {
        const dependsOn = component.source.dependsOn ?? []
        for (const [index, name] of dependsOn.entries()) {
          const at = ['dependsOn', index]
          const circle = names.includes(name) ? findCircle(component.name, name, packages) : undefined
          if (circle) {
            const message = `Packages depend on each other in a circle: ${circle.join(' → ')}.`
            yield { check: 'package.dependency', component, at, message }
          } else if (!names.includes(name)) {
            const message = `There is no package "${name}".`
            const hint = suggest(name, names)
            yield { check: 'package.dependency', component, at, message, ...(hint && { hint }) }
          }
        }
      }
    },
  },
]

/** The way from `start` over `next` back to `start`, or undefined. */
function findCircle(
  start: string,
  next: string,
  packages: readonly Component<PackageSource>[],
  seen: readonly string[] = [],
): readonly string[] | undefined {
  if (next === start) return [start, ...seen, start]
  if (seen.includes(next)) return undefined
  const dependsOn = packages.find(one => one.name === next)?.source.dependsOn ?? []
  for (const further of dependsOn) {
    const circle = findCircle(start, further, packages, [...seen, next])
    if (circle) return circle
  }
  return undefined
}
