import type { FieldTranslationSource, ObjectTranslationSource } from '../../component-types.d.ts'
import type { ObjectDraft } from '../../model-draft.ts'
import type { FieldModel } from '../../org-model.ts'
import { find, type Named, namesOf, type Path, type Place, put, putAll, type Sought } from './place.ts'
import { type Kind, keyOf } from './texts.ts'

export function compileObject(place: Place, name: string, source: ObjectTranslationSource): void {
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
  const ofTypes: Sought = { what: what('record type'), names: types, type: 'record-type' }
  of('recordType', source.recordTypes, 'recordTypes', ofTypes)
  of('recordTypeDescription', source.recordTypeDescriptions, 'recordTypeDescriptions', ofTypes)
  of('listView', source.listViews, 'listViews', {
    ...{ what: what('list view'), names: views, type: 'list-view' },
  })
  of('rule', source.validationRules, 'validationRules', {
    ...{ what: what('validation rule'), names: rules, type: 'validation-rule' },
  })
  of('sharingRule', source.sharingRules, 'sharingRules', {
    ...{ what: what('sharing rule'), names: namesOf(object.sharingRules), type: 'sharing-rule' },
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
