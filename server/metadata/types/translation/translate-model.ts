import type { AppModel, FieldModel, ObjectModel, OrgModel, RecordTypeModel } from '../../org-model.ts'
import type { PathAssistantModel } from '../path-assistant/compile.ts'
import type { WebFormModel } from '../web-form/compile.ts'
import { recordTextsOf } from './record-texts.ts'
import { keyOf, type Texts, textsIn } from './texts.ts'

const translated = new WeakMap<OrgModel, Map<string, OrgModel>>()

/**
 * The model in the words of a language, made once: everything by the same names, other labels. The model itself where
 * nothing is translated. Labels are for people; nothing else of the two differs.
 */
export function translateModel(model: OrgModel, language: string | undefined): OrgModel {
  const texts = language === undefined ? undefined : textsIn(model, language)
  if (language === undefined || !texts) return model
  const known = translated.get(model) ?? new Map<string, OrgModel>()
  translated.set(model, known)
  const made = known.get(language) ?? makeTranslated(model, texts)
  known.set(language, made)
  return made
}

function makeTranslated(model: OrgModel, texts: Texts): OrgModel {
  const objects = mapValues(model.objects, object => {
    const recordTexts = recordTextsOf(model, object.name.toLowerCase(), texts)
    return translateObject({ ...object, ...(recordTexts && { recordTexts }) }, texts)
  })
  const byPrefix = [...objects.values()].map(object => [object.keyPrefix, object] as const)
  return Object.freeze({
    ...model,
    objects,
    objectsByPrefix: new Map([...model.objectsByPrefix, ...byPrefix]),
    apps: mapValues(model.apps, app => translateApp(app, texts)),
    profiles: translateComponents(model.profiles, 'profile', texts),
    permissionSets: translateComponents(model.permissionSets, 'permission-set', texts),
    jobs: mapValues(model.jobs, job => ({ ...job, label: texts.get(keyOf('job', job.name)) ?? job.label })),
    parts: new Map([
      ...model.parts,
      ...LABELLED_PARTS.map(
        type => [type, translateComponents(partOf<Labelled>(model, type), type, texts)] as const,
      ),
      [
        'path-assistant',
        mapValues(partOf<PathAssistantModel>(model, 'path-assistant'), one => translatePath(one, texts)),
      ],
      ['web-form', mapValues(partOf<WebFormModel>(model, 'web-form'), one => translateWebForm(one, texts))],
    ]),
  })
}

const partOf = <Value>(model: OrgModel, name: string) =>
  (model.parts.get(name) ?? new Map()) as ReadonlyMap<string, Value>

const LABELLED_PARTS = ['permission-set-group', 'muting-permission-set', 'role', 'group']

interface Labelled {
  readonly name: string
  readonly label: string
  readonly description?: string
}

/** What has a label and a description and nothing else to translate. */
function translateComponents<One extends Labelled>(
  all: ReadonlyMap<string, One>,
  type: string,
  texts: Texts,
): ReadonlyMap<string, One> {
  return mapValues(all, one => {
    const label = texts.get(keyOf('label', type, one.name)) ?? one.label
    const description = texts.get(keyOf('description', type, one.name)) ?? one.description
    return Object.freeze({ ...one, label, ...(description !== undefined && { description }) })
  })
}

function translateObject(object: ObjectModel, texts: Texts): ObjectModel {
  const { name } = object
  const fields = mapValues(object.fields, field => translateField(object, field, texts))
  const fieldOf = (field: FieldModel): FieldModel => fields.get(field.name.toLowerCase()) ?? field
  return Object.freeze({
    ...object,
    label: texts.get(keyOf('object', name)) ?? object.label,
    pluralLabel: texts.get(keyOf('plural', name)) ?? object.pluralLabel,
    fields,
    fieldList: object.fieldList.map(fieldOf),
    nameField: fieldOf(object.nameField),
    parents: mapValues(object.parents, fieldOf),
    recordTypes: mapValues(object.recordTypes, type => translateRecordType(object, type, texts)),
    listViews: mapValues(object.listViews, view => ({
      ...view,
      label: texts.get(keyOf('listView', name, view.name)) ?? view.label,
    })),
    layouts: mapValues(object.layouts, layout => ({
      ...layout,
      sections: layout.sections.map(section => ({
        ...section,
        label: texts.get(keyOf('section', name, section.label)) ?? section.label,
      })),
    })),
    validationRules: object.validationRules.map(rule => ({
      ...rule,
      errorMessage: texts.get(keyOf('rule', name, rule.name)) ?? rule.errorMessage,
    })),
    sharingRules: object.sharingRules.map(rule => ({
      ...rule,
      label: texts.get(keyOf('sharingRule', name, rule.name)) ?? rule.label,
    })),
    sharingSets: object.sharingSets.map(set => ({
      ...set,
      label: texts.get(keyOf('label', 'sharing-set', set.name)) ?? set.label,
    })),
  })
}

function translateRecordType({ name }: ObjectModel, type: RecordTypeModel, texts: Texts): RecordTypeModel {
  const label = texts.get(keyOf('recordType', name, type.name)) ?? type.label
  const description = texts.get(keyOf('recordTypeDescription', name, type.name)) ?? type.description
  return Object.freeze({ ...type, label, ...(description !== undefined && { description }) })
}

function translateField(object: ObjectModel, field: FieldModel, texts: Texts): FieldModel {
  const fullName = `${object.name}.${field.name}`
  const text = (kind: 'help' | 'relationship' | 'filter') => texts.get(keyOf(kind, fullName))
  const help = text('help') ?? field.inlineHelpText
  const relationship = text('relationship') ?? field.relationshipLabel
  const { compiledLookupFilter: filter } = field
  const errorMessage = text('filter')
  const ofAll = field.custom ? undefined : texts.get(keyOf('system', field.name))
  return Object.freeze({
    ...field,
    label: texts.get(keyOf('field', fullName)) ?? ofAll ?? field.label,
    ...(help !== undefined && { inlineHelpText: help }),
    ...(relationship !== undefined && { relationshipLabel: relationship }),
    ...(filter && errorMessage !== undefined && { compiledLookupFilter: { ...filter, errorMessage } }),
    ...(field.values && {
      values: field.values.map(value => ({
        ...value,
        label: texts.get(keyOf('value', fullName, value.fullName)) ?? value.label,
      })),
    }),
  })
}

function translateApp(app: AppModel, texts: Texts): AppModel {
  const description = texts.get(keyOf('appDescription', app.name)) ?? app.description
  const label = texts.get(keyOf('app', app.name)) ?? app.label
  return Object.freeze({ ...app, label, ...(description !== undefined && { description }) })
}

function translatePath(path: PathAssistantModel, texts: Texts): PathAssistantModel {
  const steps = new Map(
    [...path.steps].map(([value, step]) => {
      const info = texts.get(keyOf('step', path.name, value)) ?? step.info
      return [value, { ...step, ...(info !== undefined && { info }) }] as const
    }),
  )
  return Object.freeze({ ...path, label: texts.get(keyOf('path', path.name)) ?? path.label, steps })
}

function translateWebForm(form: WebFormModel, texts: Texts): WebFormModel {
  const { name, label, description, confirmation } = form
  return Object.freeze({
    ...form,
    label: texts.get(keyOf('form', name)) ?? label,
    description: texts.get(keyOf('formDescription', name)) ?? description,
    confirmation: texts.get(keyOf('formConfirmation', name)) ?? confirmation,
  })
}

function mapValues<Value>(
  map: ReadonlyMap<string, Value>,
  change: (value: Value) => Value,
): ReadonlyMap<string, Value> {
  return new Map([...map].map(([key, value]) => [key, change(value)]))
}
