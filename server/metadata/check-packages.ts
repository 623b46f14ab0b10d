import type { Component, Finding } from './component.ts'
import { keyText } from './component-key.ts'
import type { Check } from './metadata-type.ts'
import type { ModelDraft } from './model-draft.ts'
import { suggest } from './nearest-word.ts'
import { dependenciesOf } from './package-order.ts'
import { metadataTypeOf } from './registry.ts'

export const checkPackages: readonly Check[] = [
  {
    id: 'package.file',
    description: 'Every folder of metadata has a package.json.',
    *find(_draft, components): Iterable<Finding> {
      const packages = new Set(components.filter(({ type }) => type === 'package').map(one => one.package))
      const told = new Set<string>()
      for (const component of components) {
        if (packages.has(component.package) || told.has(component.package)) continue
        told.add(component.package)
        const missing = { type: 'package', fullName: component.package }
        const message = `The package ${component.package} has no package.json.`
        const hint = suggest(component.package, packages) ?? `Add ${component.package}/package.json.`
        yield { check: 'package.file', component, message, hint, missing }
      }
    },
  },
  {
    id: 'package.dependency-undeclared',
    description:
      'A package uses only components of packages that its dependsOn names, directly or through others.',
    *find(draft, components): Iterable<Finding> {
      const dependencies = dependenciesOf(components)
      const byKey = new Map<string, Component>(components.map(one => [keyText(one), one]))
      for (const { from, at, to } of draft.references) {
        const user = byKey.get(keyText(from))
        const used = byKey.get(keyText(to))
        if (!user || !used || user.package === used.package || isSystemField(used, draft)) continue
        if (metadataTypeOf(used.type)?.replaceable) continue
        if (!dependencies.has(user.package) || dependencies.get(user.package)?.has(used.package)) continue
        yield {
          check: 'package.dependency-undeclared',
          component: user,
          at: [...at],
          message: `${used.fullName} belongs to the package ${used.package}, which ${user.package} does not depend on.`,
          hint: `Add "${used.package}" to dependsOn in ${user.package}/package.json.`,
        }
      }
    },
  },
]

/** The field that is meant is the object's own; the component has only taken its name. */
function isSystemField({ type, name, object = '' }: Component, draft: ModelDraft): boolean {
  return (
    type === 'field' &&
    draft.objects.get(object.toLowerCase())?.fields.get(name.toLowerCase())?.system === true
  )
}
