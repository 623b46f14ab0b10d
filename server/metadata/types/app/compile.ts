import { compileReference } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { AppSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'

const STANDARD_TAB = /^standard-/i
/** Tabs that show no object. */
const PAGES = new Set(['standard-home', 'standard-report', 'standard-dashboard', 'standard-setup'])

export function compileApps(components: readonly Component<AppSource>[], draft: ModelDraft): void {
  for (const component of components) {
    const { label, description, defaultLandingTab: landing } = component.source
    const tabs = compileTabs(component, draft)
    if (landing !== undefined && !tabs.some(tab => tab.toLowerCase() === plainName(landing).toLowerCase())) {
      const message = `The app opens with "${landing}", which is none of its tabs.`
      draft.report({ check: 'app.landing-tab', component, at: ['defaultLandingTab'], message })
    }
    draft.apps.set(component.name.toLowerCase(), {
      name: component.name,
      label,
      ...(description !== undefined && { description }),
      tabs,
    })
  }
}

function compileTabs(component: Component<AppSource>, draft: ModelDraft): readonly string[] {
  const tabs = new Set<string>()
  for (const [index, tab] of component.source.tabs.entries()) {
    const at = ['tabs', index]
    const name = plainName(tab)
    const known = PAGES.has(name) ? name : findObject(component, name, at, draft)
    if (known === undefined) continue
    if (tabs.has(known)) {
      draft.report({ check: 'app.duplicate-tab', component, at, message: `${known} is a tab twice.` })
    }
    tabs.add(known)
  }
  return [...tabs]
}

/** `standard-Account` shows the object Account; pages keep their names. */
function plainName(tab: string): string {
  return PAGES.has(tab.toLowerCase()) ? tab.toLowerCase() : tab.replace(STANDARD_TAB, '')
}

function findObject(
  component: Component<AppSource>,
  name: string,
  at: (string | number)[],
  draft: ModelDraft,
): string | undefined {
  const names = [...draft.objects.values()].map(object => object.name)
  const known = (lower: string) => draft.objects.get(lower)?.name
  const hint = suggest(name, names)
  return compileReference(draft, component, {
    type: 'object',
    name,
    at,
    check: 'app.unknown-tab',
    known,
    hint,
  })
}
