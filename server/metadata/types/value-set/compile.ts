import type { PicklistValue } from '../../../fields/field-spec.ts'
import type { PickValKeys } from '../../../rules/rule.ts'
import type { Component } from '../../component.ts'
import type { PicklistValueSource, ValueSetSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'

/** What the type puts into the model's part `value-set`. */
export interface ValueSetModel {
  readonly name: string
  readonly label: string
  readonly values: readonly PicklistValue[]
}

export function compileValueSets(components: readonly Component<ValueSetSource>[], draft: ModelDraft): void {
  const part = draft.part('value-set')
  for (const component of components) {
    const { label, value, sorted } = component.source
    const model: ValueSetModel = { name: component.name, label, values: compileValues(value, sorted) }
    part.set(component.name.toLowerCase(), model)
  }
}

export function compileValues(
  sources: readonly PicklistValueSource[],
  sorted: boolean | undefined,
): readonly PicklistValue[] {
  const values = sources.map(({ fullName, label, default: isDefault, isActive, ...keys }) => ({
    ...keysOf(keys),
    fullName,
    label: label ?? fullName,
    default: isDefault ?? false,
    isActive: isActive ?? true,
  }))
  return sorted ? values.sort((a, b) => a.label.localeCompare(b.label, 'en')) : values
}

/** What rules may ask of a value, and its earlier names; description and color are for people. */
function keysOf({
  description: _description,
  color: _color,
  ...keys
}: Omit<PicklistValueSource, 'fullName' | 'label' | 'default' | 'isActive'>): PickValKeys &
  Pick<PicklistValue, 'formerly'> {
  return keys
}
