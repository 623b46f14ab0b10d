import { compilePath, objectOf } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { RecordTypePicklistSource, RecordTypeSource } from '../../component-types.d.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'

type RecordTypeComponent = Component<RecordTypeSource>
type AllowedValues = { readonly values: readonly string[]; readonly default?: string }

export function compileRecordTypes(components: readonly RecordTypeComponent[], draft: ModelDraft): void {
  for (const component of components) {
    const object = objectOf(draft, component)
    if (!object) continue
    const { label, description, active = true, default: isDefault = false } = component.source
    object.recordTypes.set(component.name.toLowerCase(), {
      id: draft.context.idOf('record-type', component.fullName),
      name: component.name,
      label,
      ...(description !== undefined && { description }),
      active,
      isDefault,
      picklistValues: compilePicklists(component, object, draft),
    })
  }
}

function compilePicklists(
  component: RecordTypeComponent,
  object: ObjectDraft,
  draft: ModelDraft,
): ReadonlyMap<string, AllowedValues> {
  const result = new Map<string, AllowedValues>()
  for (const [index, entry] of (component.source.picklistValues ?? []).entries()) {
    const at = ['picklistValues', index, 'picklist']
    const place = { path: entry.picklist, at, check: 'record-type.unknown-field' }
    const field = compilePath(draft, component, object, place)?.field
    if (!field) continue
    if (result.has(field.name.toLowerCase())) {
      const message = `${field.name} is here twice.`
      draft.report({ check: 'record-type.duplicate', component, at, message })
    }
    if (field.values) {
      const known = field.values.map(value => value.fullName)
      result.set(field.name.toLowerCase(), compileValues(component, entry, known, index, draft))
    } else {
      const message = `${object.name}.${field.name} is no picklist but ${field.type}.`
      draft.report({ check: 'record-type.not-picklist', component, at, message })
    }
  }
  return result
}

function compileValues(
  component: RecordTypeComponent,
  entry: RecordTypePicklistSource,
  known: readonly string[],
  entryIndex: number,
  draft: ModelDraft,
): AllowedValues {
  const byLowerCase = new Map(known.map(value => [value.toLowerCase(), value]))
  const values: string[] = []
  let defaultValue: string | undefined
  for (const [index, { fullName, default: isDefault }] of entry.values.entries()) {
    const value = byLowerCase.get(fullName.toLowerCase())
    if (value === undefined) {
      const at = ['picklistValues', entryIndex, 'values', index, 'fullName']
      const message = `"${fullName}" is not a value of ${component.object}.${entry.picklist}.`
      const hint = suggest(fullName, known) ?? `Values: ${known.slice(0, 20).join(', ')}.`
      draft.report({ check: 'record-type.unknown-value', component, at, message, hint })
      continue
    }
    values.push(value)
    if (isDefault) defaultValue = value
  }
  return { values, ...(defaultValue !== undefined && { default: defaultValue }) }
}
