import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { Condition } from '../records/query/query.ts'
import { boardFields } from './board.ts'
import { labelOfValue } from './choices.ts'

/** What the address of a list asks for beside its list view: records with one value of a picklist. */
export interface PickedValue {
  /** The picklist. */
  readonly by?: string | undefined
  /** `-`: those that have none. */
  readonly value?: string | undefined
}

export interface Picked {
  readonly field: FieldModel
  readonly value: string
  readonly condition: Condition
  /** `Status: Awaiting Proposals`. */
  readonly label: string
}

const NONE = '-'

/** What is asked for, where there is such a picklist that may be seen. */
export function pickedOf(
  session: Session,
  object: ObjectModel,
  { by, value }: PickedValue,
): Picked | undefined {
  if (!by || !value) return undefined
  const field = boardFields(session, object).find(({ name }) => name.toLowerCase() === by.toLowerCase())
  if (!field) return undefined
  const left = { kind: 'field', path: field.name } as const
  const right =
    value === NONE ? ({ type: 'null', text: 'null' } as const) : ({ type: 'string', text: value } as const)
  const label = `${field.label}: ${pickedLabel(field, value === NONE ? '' : value)}`
  return { field, value, condition: { kind: 'compare', left, operator: '=', right }, label }
}

export function pickedLabel(field: FieldModel, value: string): string {
  return value === '' ? '–' : labelOfValue(field, value)
}
