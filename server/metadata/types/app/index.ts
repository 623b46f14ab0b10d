import { compileReference } from '../../compile-path.ts'
import type { AppSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { suggest } from '../../nearest-word.ts'
import schema from './schema.json' with { type: 'json' }

const STANDARD_TAB = /^standard-/
/** Tabs that show no object. */
const PAGES = new Set(['standard-home', 'standard-report', 'standard-dashboard', 'standard-setup'])

const appType: MetadataType<AppSource> = {
  name: 'app',
  metadataName: 'CustomApplication',
  path: 'apps/{name}.json',
  naming: 'developer',
  schema,
  after: ['object'],
  compile(components, draft) {
    for (const component of components) {
      const { label, description, tabs } = component.source
      const known = tabs.flatMap((tab, index) => {
        if (PAGES.has(tab.toLowerCase())) return tab
        const name = tab.replace(STANDARD_TAB, '')
        return (
          compileReference(draft, component, {
            type: 'object',
            name,
            at: ['tabs', index],
            check: 'app.unknown-tab',
            known: lower => draft.objects.get(lower)?.name,
            hint: suggest(
              name,
              [...draft.objects.values()].map(object => object.name),
            ),
          }) ?? []
        )
      })
      draft.apps.set(component.name.toLowerCase(), {
        name: component.name,
        label,
        ...(description !== undefined && { description }),
        tabs: known,
      })
    }
  },
  checks: [
    { id: 'app.unknown-tab', description: 'Tabs of an app show objects, or pages that every org has.' },
  ],
}

export default appType
