import type { FieldSpec, PicklistValue } from '../../../server/fields/field-spec.ts'
import type { CellInput, ChangeSafety, TypeDescribe, Value } from '../../../server/fields/field-type.ts'

export interface Sample {
  /** As the REST API takes it. */
  readonly input: unknown
  readonly value: Exclude<Value, null>
  /** As the REST API gives it, as JSON text. */
  readonly json: string
}

/** What the conformance suites hold a field type to. */
export interface TypeSamples {
  readonly spec: FieldSpec
  /** In ascending order where the type sorts; all different. */
  readonly values: readonly [Sample, Sample, Sample]
  /** A literal of a query for each of the values, in another form where there is one. */
  readonly criteria: readonly [string, string, string]
  /** Further inputs and what they become. */
  readonly inputs: readonly (readonly [unknown, Value])[]
  readonly cells: readonly (readonly [CellInput, Value])[]
  readonly bad: readonly (readonly [unknown, string])[]
  readonly badCells: readonly (readonly [CellInput, RegExp])[]
  readonly badCriteria?: readonly string[]
  readonly describe: TypeDescribe
  readonly tsType: string
  /** Fields that may become one of this type. */
  readonly changes: readonly (readonly [Partial<FieldSpec>, ChangeSafety])[]
}

export function specOf(type: string, keys: Partial<FieldSpec> = {}): FieldSpec {
  return {
    name: 'x__c',
    label: 'Sample',
    type,
    required: false,
    unique: false,
    externalId: false,
    caseSensitive: false,
    trackHistory: false,
    ...keys,
  }
}

export function pickValues(...names: readonly (string | Partial<PicklistValue>)[]): readonly PicklistValue[] {
  return names.map(name => {
    const keys = typeof name === 'string' ? { fullName: name } : name
    const { fullName = '' } = keys
    return { fullName, label: fullName, default: false, isActive: true, ...keys }
  })
}

export const same = (text: string): Sample => ({ input: text, value: text, json: JSON.stringify(text) })
export const number = (input: unknown, value: string): Sample => ({ input, value, json: value })

/** Too long for a line of text. */
export const LONG = 'x'.repeat(300)
export const NBSP = '\u00a0'
export const BLANK_INPUTS: TypeSamples['inputs'] = [
  [null, null],
  [undefined, null],
  ['', null],
  ['   ', null],
]
