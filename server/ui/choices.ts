import type { FieldModel } from '../metadata/org-model.ts'
import type { EditContext } from './look.ts'

export interface Choice {
  readonly value: string
  readonly label: string
  readonly isChosen: boolean
}

const ALL: ReadonlySet<string> = new Set()
/** By the values of a field, what of them is allowed, and what is chosen. */
const known = new WeakMap<
  NonNullable<EditContext['field']['values']>,
  WeakMap<ReadonlySet<string>, Map<string, readonly Choice[]>>
>()

/** What can be chosen: active values that are allowed, and whatever is chosen already. */
export function choicesOf(chosen: readonly string[], context: EditContext): readonly Choice[] {
  const { field, allowed = ALL } = context
  const values = field.values ?? []
  const [first = ''] = chosen
  // Of everything else there would be no end.
  const isCommon = chosen.length < 2 && (first === '' || values.some(({ fullName }) => fullName === first))
  if (!isCommon) return makeChoices(chosen, context)
  const ofField = known.get(values) ?? new WeakMap<ReadonlySet<string>, Map<string, readonly Choice[]>>()
  known.set(values, ofField)
  const ofAllowed = ofField.get(allowed) ?? new Map<string, readonly Choice[]>()
  ofField.set(allowed, ofAllowed)
  const choices = ofAllowed.get(first) ?? makeChoices(chosen, context)
  ofAllowed.set(first, choices)
  return choices
}

function makeChoices(chosen: readonly string[], { field, allowed }: EditContext): readonly Choice[] {
  const values = field.values ?? []
  const open = values.filter(
    ({ fullName, isActive }) =>
      chosen.includes(fullName) || (isActive && (!allowed || allowed.has(fullName))),
  )
  const others = chosen.filter(value => value !== '' && !values.some(({ fullName }) => fullName === value))
  return Object.freeze([
    ...open.map(({ fullName, label }) => ({
      value: fullName,
      label,
      isChosen: chosen.includes(fullName),
    })),
    ...others.map(value => ({ value, label: value, isChosen: true })),
  ])
}

export function labelOfValue({ values = [] }: Pick<FieldModel, 'values'>, value: string): string {
  return values.find(({ fullName }) => fullName === value)?.label ?? value
}
