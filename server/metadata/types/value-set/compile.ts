import type { PicklistValue } from '../../../fields/field-spec.ts'
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
  const values = sources.map(({ fullName, label, default: isDefault, isActive, category, formerly }) => ({
    fullName,
    label: label ?? fullName,
    default: isDefault ?? false,
    isActive: isActive ?? true,
    ...(category !== undefined && { category }),
    ...(formerly && { formerly }),
  }))
  return sorted ? values.sort((a, b) => a.label.localeCompare(b.label, 'en')) : values
}
