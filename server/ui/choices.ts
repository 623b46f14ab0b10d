import type { FieldModel } from '../metadata/org-model.ts'
import type { EditContext } from './look.ts'

export interface Choice {
  readonly value: string
  readonly label: string
  readonly isChosen: boolean
}

/** What can be chosen: active values that are allowed, and whatever is chosen already. */
export function choicesOf(chosen: readonly string[], { field, allowed }: EditContext): readonly Choice[] {
  const values = field.values ?? []
  const open = values.filter(
    ({ fullName, isActive }) =>
      chosen.includes(fullName) || (isActive && (!allowed || allowed.has(fullName))),
  )
  const others = chosen.filter(value => value !== '' && !values.some(({ fullName }) => fullName === value))
  return [
    ...open.map(({ fullName, label }) => ({
      value: fullName,
      label,
      isChosen: chosen.includes(fullName),
    })),
    ...others.map(value => ({ value, label: value, isChosen: true })),
  ]
}

export function labelOfValue({ values = [] }: Pick<FieldModel, 'values'>, value: string): string {
  return values.find(({ fullName }) => fullName === value)?.label ?? value
}
