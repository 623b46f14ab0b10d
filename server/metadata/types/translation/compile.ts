import { systemFields } from '../../../fields/system-fields.ts'
import type { Component } from '../../component.ts'
import type { TranslationSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import type { PathAssistantModel } from '../path-assistant/compile.ts'
import { compileComponents } from './compile-components.ts'
import { compileObject } from './compile-object.ts'
import { compileValueSets } from './compile-value-sets.ts'
import { find, type Named, namesOf, type Place, put, putAll } from './place.ts'
import { keyOf } from './texts.ts'

export function compileTranslations(
  components: readonly Component<TranslationSource>[],
  draft: ModelDraft,
): void {
  const part = draft.part('translation')
  for (const component of components) {
    const { name, source } = component
    if (!/^[a-z]{2}$/.test(name)) {
      const message = `"${name}" is no code of a language: two small letters, as in pl.json.`
      draft.report({ check: 'translation.language', component, message })
      continue
    }
    const texts = (part.get(name) as Map<string, string> | undefined) ?? new Map<string, string>()
    part.set(name, texts)
    const place = { component, draft, texts }
    for (const [object, translation] of Object.entries(source.objects ?? {}))
      compileObject(place, object, translation)
    compileSystemFields(place, source.systemFields)
    compileValueSets(place, source.valueSets)
    compileApps(place, source.apps)
    compileJobs(place, source.jobs)
    compileComponents(place, source)
    compilePaths(place, source.pathAssistants)
    compileWebForms(place, source.webForms)
    compileHookMessages(place, source.hookMessages)
  }
}

function compileSystemFields(place: Place, given: Named): void {
  const names = systemFields.map(({ spec }) => spec.name)
  putAll(place, given, { at: ['systemFields'], what: 'Objects have no system field', names }, (name, text) =>
    put(place, 'system', name, text),
  )
}

function compileApps(place: Place, given: TranslationSource['apps']): void {
  for (const [name, { label, description }] of Object.entries(given ?? {})) {
    const found = find(place, ['apps', name], {
      ...{ what: 'There is no app', names: namesOf(place.draft.apps.values()), type: 'app' },
    })
    if (found === undefined) continue
    put(place, 'app', found, label)
    put(place, 'appDescription', found, description)
  }
}

function compileJobs(place: Place, given: Named): void {
  const names = namesOf(place.draft.jobs.values())
  putAll(place, given, { at: ['jobs'], what: 'There is no job', names, type: 'job' }, (name, text) =>
    put(place, 'job', name, text),
  )
}

function compilePaths(place: Place, given: TranslationSource['pathAssistants']): void {
  const all = place.draft.components.get('path-assistant') ?? []
  const paths = [...place.draft.part('path-assistant').values()] as readonly PathAssistantModel[]
  for (const [name, { label, steps }] of Object.entries(given ?? {})) {
    const at = ['pathAssistants', name]
    const found = find(place, at, { what: 'There is no path', names: namesOf(all), type: 'path-assistant' })
    // One that is not active is on no page.
    const path = paths.find(one => one.name === found)
    if (!path) continue
    put(place, 'path', path.name, label)
    const names = [...path.steps.keys()]
    putAll(place, steps, { at: [...at, 'steps'], what: `${path.name} has no step`, names }, (value, text) =>
      put(place, 'step', path.name, text, value),
    )
  }
}

function compileWebForms(place: Place, given: TranslationSource['webForms']): void {
  const names = namesOf(place.draft.components.get('web-form') ?? [])
  for (const [name, { label, description, confirmation }] of Object.entries(given ?? {})) {
    const sought = { what: 'There is no web form', names, type: 'web-form' }
    const found = find(place, ['webForms', name], sought)
    if (found === undefined) continue
    put(place, 'form', found, label)
    put(place, 'formDescription', found, description)
    put(place, 'formConfirmation', found, confirmation)
  }
}

/** What hooks say is known by their own words. */
function compileHookMessages({ draft, component, texts }: Place, given: Named): void {
  const hooks = draft.components.get('hook') ?? []
  for (const [words, text] of Object.entries(given ?? {})) {
    if (hooks.some(hook => hook.text.includes(words))) texts.set(keyOf('hook', '', words), text)
    else {
      const message = `No hook says "${words}".`
      draft.report({ check: 'translation.unknown', component, at: ['hookMessages', words], message })
    }
  }
}
