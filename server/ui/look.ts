import type { Parsed, Value } from '../fields/field-type.ts'
import { loadFolder } from '../kernel/load-folder.ts'
import type { FieldModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { Viewer } from './viewer.ts'

/** A value as a page has read it. */
export interface ShownValue {
  readonly value: Value
  /** Of a lookup: what the record is called, and which object it is of; null when it may not be seen. */
  readonly target: { readonly name: string; readonly object: string } | null
  /** Of an amount: ISO 4217 code of what it is in; left out or null: not known. */
  readonly currency?: string | null
}

/** What a form control sends: one text, or several where several can be chosen. */
export type InputTexts = readonly string[]

/** What a control is made for. */
export interface EditContext {
  readonly field: FieldModel
  readonly viewer: Viewer
  /** Values that can be chosen of a picklist; undefined: all. */
  readonly allowed: ReadonlySet<string> | undefined
}

export interface InputContext {
  readonly field: FieldModel
  readonly viewer: Viewer
  readonly session: Session
}

/**
 * How fields of some types are shown and changed: the data for the templates `looks/{name}/read.hbs` and `edit.hbs`,
 * and the way from a control's text to a value.
 */
export interface Look {
  readonly name: string
  /** Takes the whole width of a section. */
  readonly isWide?: boolean
  /** Digits, which stand under each other in columns. */
  readonly isNumeric?: boolean
  /** For the read template. Never called with null. */
  readonly show: (shown: ShownValue, context: { field: FieldModel; viewer: Viewer }) => object
  /** What the control holds for a value. */
  readonly toInput: (shown: ShownValue, context: { field: FieldModel; viewer: Viewer }) => InputTexts
  /** For the edit template, with what the control holds. */
  readonly edit: (texts: InputTexts, context: EditContext) => object
  /** What was typed → value. */
  readonly fromInput: (texts: InputTexts, context: InputContext) => Parsed | Promise<Parsed>
}

const members = await loadFolder<Look>(
  new URL('./looks/', import.meta.url),
  name => import(`./looks/${name}.ts`),
)
const byName: ReadonlyMap<string, Look> = new Map(members.map(look => [look.name, Object.freeze(look)]))

export const lookNames: readonly string[] = Object.freeze([...byName.keys()])

/** The look that a field's type names. */
export function lookOf({ fieldType }: Pick<FieldModel, 'fieldType'>): Look {
  const look = byName.get(fieldType.look)
  if (look) return look
  throw new Error(`The field type ${fieldType.name} names the look "${fieldType.look}", which is not there.`)
}
