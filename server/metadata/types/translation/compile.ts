import { systemFields } from '../../../fields/system-fields.ts'
import type { Component } from '../../component.ts'
import type {
  FieldTranslationSource,
  ObjectTranslationSource,
  TranslationSource,
} from '../../component-types.d.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { FieldModel, OrgModel } from '../../org-model.ts'
import type { PathAssistantModel } from '../path-assistant/compile.ts'
import type { ValueSetModel } from '../value-set/compile.ts'

/** Texts by the key of what they are called; see `keyOf`. What is not there keeps its own words. */
export type Texts = ReadonlyMap<string, string>

type Kind =
  | 'object'
  | 'plural'
  | 'field'
  | 'help'
  | 'filter'
  | 'relationship'
  | 'value'
  | 'recordType'
  | 'listView'
  | 'section'
  | 'rule'
  | 'system'
  | 'app'
  | 'appDescription'
  | 'path'
  | 'step'
  | 'hook'
  | 'form'
  | 'formDescription'
  | 'formConfirmation'

/** `value order.status PENDING VALIDATION`. */
export function keyOf(kind: Kind, owner: string, name = ''): string {
  return `${kind} ${owner.toLowerCase()} ${name}`
}

/** Undefined where no package has translated anything into the language. */
export function textsIn(model: Pick<OrgModel, 'parts'>, language: string): Texts | undefined {
  return model.parts.get('translation')?.get(language) as Texts | undefined
}

type Path = readonly string[]

/** What one file is compiled with. */
interface Place {
  readonly component: Component<TranslationSource>
  readonly draft: ModelDraft
  readonly texts: Map<string, string>
}

type Named = Readonly<Record<string, string>> | undefined

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
    compilePaths(place, source.pathAssistants)
    compileWebForms(place, source.webForms)
    compileHookMessages(place, source.hookMessages)
  }
}

interface Sought {
  /** `There is no app`, `Order has no field`. */
  readonly what: string
  readonly names: readonly string[]
  /** Type of the component, and the object that it belongs to: where its own file is wrong, that is said there. */
  readonly type?: string
  readonly owner?: string
}

/** One of the names in whatever case; reported when there is none. */
function find(place: Place, at: Path, { what, names, type, owner }: Sought): string | undefined {
  const name = at.at(-1) as string
  const found = names.find(one => one.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found
  const { component, draft } = place
  const hint = suggest(name, names)
  draft.report({
    ...{ check: 'translation.unknown', component, at: [...at], message: `${what} "${name}".` },
    ...(hint && { hint }),
    ...(type && { missing: { type, fullName: owner ? `${owner}.${name}` : name } }),
  })
  return undefined
}

function put(place: Place, kind: Kind, owner: string, text: string | undefined, name = ''): void {
  if (text !== undefined) place.texts.set(keyOf(kind, owner, name), text)
}

/** Texts by name, each of which has to be one of `names`. */
function putAll(
  place: Place,
  given: Named,
  sought: Sought & { readonly at: Path },
  keep: (name: string, text: string) => void,
): void {
  for (const [name, text] of Object.entries(given ?? {})) {
    const found = find(place, [...sought.at, name], sought)
    if (found !== undefined) keep(found, text)
  }
}

const namesOf = (all: Iterable<{ readonly name: string }>): readonly string[] =>
  [...all].map(({ name }) => name)

function compileObject(place: Place, name: string, source: ObjectTranslationSource): void {
  const { draft, component } = place
  const at = ['objects', name]
  const found = find(place, at, {
    ...{ what: 'There is no object', names: namesOf(draft.objects.values()), type: 'object' },
  })
  const object = found && draft.objects.get(found.toLowerCase())
  if (!object) return
  draft.refer(component, at, { type: 'object', fullName: object.name })
  put(place, 'object', object.name, source.label)
  put(place, 'plural', object.name, source.pluralLabel)
  for (const [field, translation] of Object.entries(source.fields ?? {}))
    compileField(place, object, field, translation)
  const { name: owner } = object
  const of = (kind: Kind, given: Named, key: string, sought: Sought): void =>
    putAll(place, given, { at: [...at, key], owner, ...sought }, (one, text) =>
      put(place, kind, owner, text, one),
    )
  const what = (kind: string): string => `${owner} has no ${kind}`
  const [types, views] = [namesOf(object.recordTypes.values()), namesOf(object.listViews.values())]
  const rules = namesOf(object.validationRules)
  of('recordType', source.recordTypes, 'recordTypes', {
    ...{ what: what('record type'), names: types, type: 'record-type' },
  })
  of('listView', source.listViews, 'listViews', {
    ...{ what: what('list view'), names: views, type: 'list-view' },
  })
  of('rule', source.validationRules, 'validationRules', {
    ...{ what: what('validation rule'), names: rules, type: 'validation-rule' },
  })
  const sections = [...object.layouts.values()].flatMap(layout => layout.sections.map(({ label }) => label))
  of('section', source.layoutSections, 'layoutSections', { what: what('section'), names: sections })
}

function compileField(place: Place, object: ObjectDraft, name: string, source: FieldTranslationSource): void {
  const at = ['objects', object.name, 'fields', name]
  const found = find(place, at, {
    ...{ what: `${object.name} has no field`, names: namesOf(object.fields.values()) },
    ...{ type: 'field', owner: object.name },
  })
  const field = found && object.fields.get(found.toLowerCase())
  if (!field) return
  const fullName = `${object.name}.${field.name}`
  if (!field.system) place.draft.refer(place.component, at, { type: 'field', fullName })
  put(place, 'field', fullName, source.label)
  put(place, 'help', fullName, source.help)
  put(place, 'relationship', fullName, source.relationshipLabel)
  compileFilter(place, field, [...at, 'lookupFilter'], source.lookupFilter)
  putAll(
    place,
    source.values,
    { at: [...at, 'values'], what: `${fullName} has no value`, names: valuesOf(field) },
    (value, text) => put(place, 'value', fullName, text, value),
  )
}

function compileFilter(
  { texts, draft, component }: Place,
  { object, name, lookupFilter }: FieldModel,
  at: Path,
  source: FieldTranslationSource['lookupFilter'],
): void {
  if (source?.errorMessage === undefined) return
  const fullName = `${object}.${name}`
  const message = `${fullName} has no lookup filter with a message of its own.`
  if (lookupFilter?.errorMessage !== undefined) texts.set(keyOf('filter', fullName), source.errorMessage)
  else draft.report({ check: 'translation.unknown', component, at: [...at], message })
}

const valuesOf = ({ values = [] }: Pick<FieldModel, 'values'>): readonly string[] =>
  values.map(({ fullName }) => fullName)

function compileSystemFields(place: Place, given: Named): void {
  const names = systemFields.map(({ spec }) => spec.name)
  putAll(place, given, { at: ['systemFields'], what: 'Objects have no system field', names }, (name, text) =>
    put(place, 'system', name, text),
  )
}

/** The values of a set are those of each field that takes them. */
function compileValueSets(place: Place, given: TranslationSource['valueSets']): void {
  const sets = place.draft.components.get('value-set') ?? []
  for (const [name, values] of Object.entries(given ?? {})) {
    const at = ['valueSets', name]
    const found = find(place, at, { what: 'There is no value set', names: namesOf(sets), type: 'value-set' })
    if (found === undefined) continue
    const fields = fieldsOfSet(place.draft, found)
    const names = valuesOfSet(place.draft, found)
    putAll(place, values, { at, what: `${found} has no value`, names }, (value, text) => {
      for (const { fullName } of fields) put(place, 'value', fullName, text, value)
    })
  }
}

function valuesOfSet(draft: ModelDraft, name: string): readonly string[] {
  const set = draft.part('value-set').get(name.toLowerCase()) as ValueSetModel | undefined
  return (set?.values ?? []).map(({ fullName }) => fullName)
}

function fieldsOfSet(draft: ModelDraft, name: string) {
  return (draft.components.get('field') ?? []).flatMap(({ source, fullName, object: owner, name: own }) => {
    const { valueSet } = source as { readonly valueSet?: { readonly valueSetName?: string } }
    const field = draft.objects.get(owner?.toLowerCase() ?? '')?.fields.get(own.toLowerCase())
    return field && valueSet?.valueSetName?.toLowerCase() === name.toLowerCase() ? [{ field, fullName }] : []
  })
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
