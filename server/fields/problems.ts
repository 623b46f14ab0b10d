import { type ErrorCode, type Problem, problemOf } from '../kernel/errors.ts'
import { type Message, say } from '../kernel/message.ts'
import type { FieldSpec } from './field-spec.ts'
import type { Parsed, Value } from './field-type.ts'

const MAX_ECHO = 255

export function accept(value: Value): Parsed {
  return { value }
}

/** A refusal whose message begins with the field's label, as Salesforce words it. */
export function refuse(code: ErrorCode, spec: FieldSpec, message: Message, hint?: Message): Parsed {
  return { problem: problemOf(code, message, { label: spec.label, hint }) }
}

/** Salesforce's answer to JSON of the wrong kind, e.g. text in a number field. */
export function refuseJson(type: string, input: unknown, hint?: Message): Parsed {
  const given = { type, token: tokenOf(input), value: echo(input) }
  const message = say('Cannot deserialize instance of {type} from {token} value {value}', given)
  return { problem: problemOf('JSON_PARSER_ERROR', message, { hint }) }
}

/** A cell that cannot be read: `hint` says what the column takes. */
export function refuseCell(spec: FieldSpec, input: unknown, why: Message, hint?: Message): Parsed {
  const message = say('"{value}" {why}', { value: echo(input), why })
  return refuse('INVALID_TYPE_ON_FIELD_IN_RECORD', spec, message, hint)
}

/** Fields that must have a value and have none. */
export function missingFields(fields: readonly string[], hint?: Message): Problem {
  const message = say('Required fields are missing: [{fields}]', { fields: fields.join(', ') })
  return problemOf('REQUIRED_FIELD_MISSING', message, { fields, hint })
}

/** The value for a message: long ones are cut. */
export function echo(input: unknown): string {
  if (Array.isArray(input)) return '['
  if (typeof input === 'object' && input !== null && !(input instanceof Date)) return '{'
  const text = input instanceof Date && !Number.isNaN(input.getTime()) ? input.toISOString() : String(input)
  return text.length > MAX_ECHO ? `${text.slice(0, MAX_ECHO)}…` : text
}

function tokenOf(input: unknown): string {
  if (Array.isArray(input)) return 'START_ARRAY'
  if (typeof input === 'object') return 'START_OBJECT'
  if (typeof input === 'boolean') return input ? 'VALUE_TRUE' : 'VALUE_FALSE'
  if (typeof input === 'number') return Number.isInteger(input) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT'
  return 'VALUE_STRING'
}
