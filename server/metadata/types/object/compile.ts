import type { FieldSpec } from '../../../fields/field-spec.ts'
import { systemFields } from '../../../fields/system-fields.ts'
import type { Component } from '../../component.ts'
import type { NameFieldSource, ObjectSource } from '../../component-types.d.ts'
import type { FieldDraft, ModelDraft, ObjectDraft } from '../../model-draft.ts'
import type { SharingLevel } from '../../org-model.ts'
import { addField, makeField } from '../field/make-field.ts'

const DEFAULT_NAME_FIELD: NameFieldSource = { type: 'Text', length: 80 }
const NAME_LENGTH = 255

/** Objects with their system fields and the field that names a record; everything else is added by other types. */
export function compileObjects(components: readonly Component<ObjectSource>[], draft: ModelDraft): void {
  for (const component of components) {
    const object = makeObject(component, draft)
    draft.objects.set(object.name.toLowerCase(), object)
    const other = draft.objectsByPrefix.get(object.keyPrefix)
    if (other) {
      const message = `The key prefix ${object.keyPrefix} belongs to ${other.name} already.`
      draft.report({ check: 'object.key-prefix', component, at: ['keyPrefix'], message })
    }
    draft.objectsByPrefix.set(object.keyPrefix, object)
  }
}

function makeObject(component: Component<ObjectSource>, draft: ModelDraft): ObjectDraft {
  const { source, name } = component
  const object: ObjectDraft = {
    name,
    label: source.label,
    pluralLabel: source.pluralLabel,
    ...(source.description !== undefined && { description: source.description }),
    package: component.package,
    custom: /__c$/i.test(name),
    keyPrefix: source.keyPrefix ?? draft.context.prefixOf(component.fullName),
    table: name.toLowerCase(),
    fields: new Map(),
    fieldList: [],
    nameField: makeNameField(component),
    parents: new Map(),
    children: new Map(),
    childList: [],
    recordTypes: new Map(),
    validationRules: [],
    listViews: new Map(),
    layouts: new Map(),
    feedsSummaries: [],
    sharing: sharingOf(source),
    sharingRules: [],
    sharingSets: [],
    enableHistory: source.enableHistory ?? false,
    enableReports: source.enableReports ?? false,
    enableActivities: source.enableActivities ?? false,
    enableSearch: source.enableSearch ?? false,
    searchColumns: source.searchLayouts?.searchResultsAdditionalFields ?? [],
    enableFeeds: source.enableFeeds ?? false,
    enableNotes: source.enableNotes ?? false,
    ...(component.formerly && { formerly: [...component.formerly] }),
  }
  for (const { spec, createable, updateable } of systemFields) {
    addField(object, makeField(spec, name, { system: true, createable, updateable }))
  }
  addField(object, object.nameField)
  return object
}

/** Nothing is open to users from outside that the object does not open to them itself. */
function sharingOf({ sharingModel, externalSharingModel }: ObjectSource): ObjectDraft['sharing'] {
  const internal = toLevel(sharingModel ?? 'ReadWrite')
  const closed = internal === 'ControlledByParent' ? internal : 'Private'
  return { internal, external: externalSharingModel ? toLevel(externalSharingModel) : closed }
}

function toLevel(model: NonNullable<ObjectSource['sharingModel']>): SharingLevel {
  return model === 'ReadWriteTransfer' ? 'ReadWrite' : model
}

function makeNameField({ source, name, path }: Component<ObjectSource>): FieldDraft {
  const { fullName = 'Name', ...keys } = source.nameField ?? DEFAULT_NAME_FIELD
  const isEntered = keys.type === 'Text' && keys.formula === undefined
  const spec: FieldSpec = {
    label: `${source.label} Name`,
    required: isEntered,
    unique: false,
    externalId: false,
    caseSensitive: false,
    trackHistory: false,
    ...(isEntered && { length: NAME_LENGTH }),
    ...keys,
    name: fullName,
  }
  return makeField(spec, name, { system: false, position: { file: path, line: 1, column: 1 } })
}
