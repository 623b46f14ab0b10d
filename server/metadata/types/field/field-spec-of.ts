import type { FieldSpec, PicklistValue } from '../../../fields/field-spec.ts'
import { findFieldType } from '../../../fields/registry.ts'
import type { Rule } from '../../../rules/rule.ts'
import type { Component } from '../../component.ts'
import type { FieldSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import { compileValues, type ValueSetModel } from '../value-set/compile.ts'

type FieldComponent = Component<FieldSource>

/** A field file's keys with defaults filled in and value sets and object names resolved. */
export function fieldSpecOf(component: FieldComponent, draft: ModelDraft): FieldSpec {
  const {
    valueSet,
    lookupFilter: _lookupFilter,
    formerly: _formerly,
    summaryFilterItems: _items,
    ...keys
  } = component.source
  return {
    ...defaultsOf(component.source.type),
    required: false,
    unique: false,
    externalId: false,
    caseSensitive: false,
    trackHistory: false,
    ...(keys as Omit<typeof keys, 'referenceTo'>),
    name: component.name,
    ...referenceOf(component, draft),
    ...(valueSet && valuesOf(component, draft)),
  }
}

/** What the type's schema says a key is when it is left out. */
function defaultsOf(typeName: string): Readonly<Record<string, unknown>> {
  const defaults: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(findFieldType(typeName)?.schema.properties ?? {})) {
    if ('default' in schema) defaults[key] = schema.default
  }
  return defaults
}

function referenceOf(component: FieldComponent, draft: ModelDraft): Partial<FieldSpec> {
  const { referenceTo } = component.source
  if (referenceTo === undefined) return {}
  const names = [referenceTo].flat()
  const known = names.flatMap((name, index) => {
    const at = Array.isArray(referenceTo) ? ['referenceTo', index] : ['referenceTo']
    const object = draft.objects.get(name.toLowerCase())
    if (object) {
      draft.refer(component, at, { type: 'object', fullName: object.name })
      return object.name
    }
    const hint = suggest(
      name,
      [...draft.objects.values()].map(one => one.name),
    )
    draft.report({
      check: 'field.unknown-object',
      component,
      at,
      message: `There is no object "${name}".`,
      ...(hint && { hint }),
      missing: { type: 'object', fullName: name },
    })
    return []
  })
  return { referenceTo: known }
}

function valuesOf(component: FieldComponent, draft: ModelDraft): Partial<FieldSpec> {
  const { valueSetName, valueSetDefinition, restricted, controllingField } = component.source.valueSet ?? {}
  const values =
    valueSetName === undefined
      ? compileValues(valueSetDefinition?.value ?? [], valueSetDefinition?.sorted)
      : globalValues(valueSetName, component, draft)
  return {
    values: controllingField === undefined ? values : values.map(value => withSettings(value, component)),
    restricted: restricted ?? false,
    ...(controllingField !== undefined && { controllingField }),
  }
}

/** What `valueSettings` says of the value: a dependent value that it leaves out is offered by none. */
function withSettings(value: PicklistValue, { source }: FieldComponent): PicklistValue {
  const settings = source.valueSet?.valueSettings
  if (!settings) return value
  const isOwn = (name: string) => name.toLowerCase() === value.fullName.toLowerCase()
  const own = settings.filter(({ valueName }) => isOwn(valueName))
  return { ...value, validFor: own.flatMap(({ controllingFieldValue }) => controllingFieldValue) }
}

function globalValues(name: string, component: FieldComponent, draft: ModelDraft): readonly PicklistValue[] {
  const part = draft.part('value-set') as Map<string, ValueSetModel>
  const valueSet = part.get(name.toLowerCase())
  const at = ['valueSet', 'valueSetName']
  if (valueSet) {
    draft.refer(component, at, { type: 'value-set', fullName: valueSet.name })
    return valueSet.values
  }
  const hint = suggest(
    name,
    [...part.values()].map(one => one.name),
  )
  draft.report({
    check: 'field.unknown-value-set',
    component,
    at,
    message: `There is no value set "${name}".`,
    ...(hint && { hint }),
    missing: { type: 'value-set', fullName: name },
  })
  return []
}

export type { Rule }
