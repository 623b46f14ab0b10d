import type { FieldSpec, PicklistValue } from './field-spec.ts'
import type { Value } from './field-type.ts'

/** How the Metadata API calls the values of a checkbox, in the order of a describe. */
const OF_CHECKBOX: readonly string[] = ['unchecked', 'checked']

type Controlling = Pick<FieldSpec, 'values'>

/** The values of a controlling field, as `valueSettings` name them; those of a checkbox have names of their own. */
export function controllingNames({ values }: Controlling): readonly string[] {
  return values?.map(({ fullName }) => fullName) ?? OF_CHECKBOX
}

/** What `valueSettings` call the value that a controlling field has; undefined: it has none, which offers nothing. */
export function controllingName(value: Value | undefined): string | undefined {
  if (typeof value === 'boolean') return value ? 'checked' : 'unchecked'
  return typeof value === 'string' ? value : undefined
}

/** Is the value of a dependent picklist offered by the one that the controlling field has? */
export function isOffered(
  { validFor }: Pick<PicklistValue, 'validFor'>,
  controlling: Value | undefined,
): boolean {
  if (!validFor) return true
  const name = controllingName(controlling)?.toLowerCase()
  return name !== undefined && validFor.some(one => one.toLowerCase() === name)
}

/** Of the chosen values, those that the value set knows and the controlling field's value does not offer. */
export function valuesNotOffered(
  { values = [] }: Pick<FieldSpec, 'values'>,
  chosen: Value | undefined,
  controlling: Value | undefined,
): readonly string[] {
  const picked =
    typeof chosen === 'string' ? [chosen] : Array.isArray(chosen) ? (chosen as readonly string[]) : []
  return picked.filter(name => {
    const value = values.find(({ fullName }) => fullName === name)
    return value !== undefined && !isOffered(value, controlling)
  })
}
