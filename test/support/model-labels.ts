import type { FieldModel, ObjectModel, OrgModel } from '../../server/metadata/org-model.ts'
import type { PathAssistantModel } from '../../server/metadata/types/path-assistant/compile.ts'
import { keyOf } from '../../server/metadata/types/translation/texts.ts'
import type { WebFormModel } from '../../server/metadata/types/web-form/compile.ts'

/** What a page can show of a model: the text, by the key of its translations. */
type Labels = readonly (readonly [key: string, text: string | undefined])[]

/** Everything in the model that has words for people, blank ones left out. */
export function labelsOf(model: OrgModel): ReadonlyMap<string, string> {
  const labels: Labels = [
    ...[...model.objects.values()].flatMap(objectLabels),
    ...[...model.apps.values()].flatMap(
      ({ name, label, description }): Labels => [
        [keyOf('app', name), label],
        [keyOf('appDescription', name), description],
      ],
    ),
    ...componentLabels('profile', model.profiles.values()),
    ...componentLabels('permission-set', model.permissionSets.values()),
    ...['permission-set-group', 'muting-permission-set', 'role', 'group'].flatMap(type =>
      componentLabels(type, partOf(model, type)),
    ),
    ...[...model.jobs.values()].map(({ name, label }) => [keyOf('job', name), label] as const),
    ...partOf<PathAssistantModel>(model, 'path-assistant').flatMap(
      ({ name, label, steps }): Labels => [
        [keyOf('path', name), label],
        ...[...steps].map(([value, { info }]) => [keyOf('step', name, value), info] as const),
      ],
    ),
    ...partOf<WebFormModel>(model, 'web-form').flatMap(
      (form): Labels => [
        [keyOf('form', form.name), form.label],
        [keyOf('formDescription', form.name), form.description],
        [keyOf('formConfirmation', form.name), form.confirmation],
      ],
    ),
  ]
  return new Map(labels.flatMap(([key, text]) => (text ? [[key, text] as const] : [])))
}

interface Component {
  readonly name: string
  readonly label: string
  readonly description?: string
}

function componentLabels(type: string, all: Iterable<Component>): Labels {
  return [...all].flatMap(
    ({ name, label, description }): Labels => [
      [keyOf('label', type, name), label],
      [keyOf('description', type, name), description],
    ],
  )
}

function objectLabels(object: ObjectModel): Labels {
  const { name } = object
  const sections = [...object.layouts.values()].flatMap(layout => layout.sections)
  return [
    [keyOf('object', name), object.label],
    [keyOf('plural', name), object.pluralLabel],
    ...[...object.fields.values()].flatMap(fieldLabels),
    ...[...object.recordTypes.values()].map(one => [keyOf('recordType', name, one.name), one.label] as const),
    ...[...object.recordTypes.values()].map(
      one => [keyOf('recordTypeDescription', name, one.name), one.description] as const,
    ),
    ...[...object.listViews.values()].map(one => [keyOf('listView', name, one.name), one.label] as const),
    ...sections.map(({ label }) => [keyOf('section', name, label), label] as const),
    ...object.sharingRules.map(one => [keyOf('sharingRule', name, one.name), one.label] as const),
    ...object.sharingSets.map(one => [keyOf('label', 'sharing-set', one.name), one.label] as const),
    ...object.validationRules.map(one => [keyOf('rule', name, one.name), one.errorMessage] as const),
  ]
}

function fieldLabels(field: FieldModel): Labels {
  const fullName = `${field.object}.${field.name}`
  return [
    [keyOf(field.system ? 'system' : 'field', field.system ? field.name : fullName), field.label],
    [keyOf('help', fullName), field.inlineHelpText],
    [keyOf('relationship', fullName), field.relationshipLabel],
    [keyOf('filter', fullName), field.compiledLookupFilter?.errorMessage],
    ...(field.values ?? []).map(one => [keyOf('value', fullName, one.fullName), one.label] as const),
  ]
}

function partOf<Part>({ parts }: OrgModel, type: string): readonly Part[] {
  return [...(parts.get(type)?.values() ?? [])] as Part[]
}
