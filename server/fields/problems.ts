import type { ErrorCode, Problem } from '../kernel/errors.ts'
import type { FieldSpec } from './field-spec.ts'
import type { Parsed, Value } from './field-type.ts'

const MAX_ECHO = 255

export function accept(value: Value): Parsed {
  return { value }
}

/** A refusal whose message begins with the field's label, as Salesforce words it. */
export function refuse(code: ErrorCode, spec: FieldSpec, message: string, hint?: string): Parsed {
  return refuseWith(code, `${spec.label}: ${message}`, hint)
}

/** Salesforce's answer to JSON of the wrong kind, e.g. text in a number field. */
export function refuseJson(type: string, input: unknown, hint?: string): Parsed {
  return refuseWith(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from ${tokenOf(input)} value ${echo(input)}`,
    hint,
  )
}

/** A cell that cannot be read: `expected` says what the column takes. */
export function refuseCell(spec: FieldSpec, input: unknown, why: string, hint?: string): Parsed {
  return refuse('INVALID_TYPE_ON_FIELD_IN_RECORD', spec, `"${echo(input)}" ${why}`, hint)
}

/** The value for a message: long ones are cut. */
export function echo(input: unknown): string {
  if (Array.isArray(input)) return '['
  if (typeof input === 'object' && input !== null && !(input instanceof Date)) return '{'
  const text = input instanceof Date && !Number.isNaN(input.getTime()) ? input.toISOString() : String(input)
  return text.length > MAX_ECHO ? `${text.slice(0, MAX_ECHO)}…` : text
}

function refuseWith(code: ErrorCode, message: string, hint: string | undefined): Parsed {
  const problem: Problem = hint === undefined ? { code, message } : { code, message, hint }
  return { problem }
}

function tokenOf(input: unknown): string {
  if (Array.isArray(input)) return 'START_ARRAY'
  if (typeof input === 'object') return 'START_OBJECT'
  if (typeof input === 'boolean') return input ? 'VALUE_TRUE' : 'VALUE_FALSE'
  if (typeof input === 'number') return Number.isInteger(input) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT'
  return 'VALUE_STRING'
}
