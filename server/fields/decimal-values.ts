import { Decimal } from 'decimal.js'
import { say } from '../kernel/message.ts'
import type { RuleValue } from '../rules/rule.ts'
import { NOT_A_NUMBER, readAmount } from './cell-amounts.ts'
import type { FieldSpec } from './field-spec.ts'
import type { CellInput, FieldType, Parsed, TypeDescribe, Value } from './field-type.ts'
import { accept, refuse, refuseCell, refuseJson } from './problems.ts'
import { ruleSchema } from './schema-parts.ts'
import { numberText, sameExpression } from './text-values.ts'

const DEFAULT_PRECISION = 18
/** A number like 1e999999999 is refused before it is written out. */
const MAX_EXPONENT = 400
const MAX_TEXT = 1000
/** Decimals of a number in a query. */
const MAX_CRITERION = 100
const DECIMAL = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/**
 * Canonical text of a decimal: no exponent, no leading zeros, exactly `scale` decimals (rounded half up, away from
 * zero, as PostgreSQL does), never `-0`. Null when the text is no decimal number or its exponent is absurd.
 */
export function canonicalDecimal(text: string, scale: number): string | null {
  const match = text.length > MAX_TEXT ? null : DECIMAL.exec(text)
  if (!match) return null
  const [, sign, whole = '', decimals = '', exponent] = match
  if (exponent !== undefined || decimals.length > scale) return rounded(text, exponent, scale)
  const integer = whole.replace(/^0+(?=\d)/, '') || '0'
  const digits = scale === 0 ? integer : `${integer}.${decimals.padEnd(scale, '0')}`
  return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits
}

function rounded(text: string, exponent: string | undefined, scale: number): string | null {
  if (Math.abs(Number(exponent ?? 0)) > MAX_EXPONENT) return null
  const fixed = new Decimal(text).toFixed(scale, Decimal.ROUND_HALF_UP)
  return /[1-9]/.test(fixed) ? fixed : fixed.replace('-', '')
}

export function scaleOf(spec: FieldSpec): number {
  return spec.scale ?? 0
}

export function precisionOf(spec: FieldSpec): number {
  return spec.precision ?? DEFAULT_PRECISION
}

/**
 * The decimal rounded to the field's scale; null when the text is no number. Salesforce's screens round in the same
 * way; its API would keep the further decimals, which a column of real type cannot.
 */
export function acceptDecimal(text: string, spec: FieldSpec): Parsed | null {
  const canonical = canonicalDecimal(text, scaleOf(spec))
  if (canonical === null) return DECIMAL.test(text) ? outOfRange(text, spec) : null
  const point = canonical.indexOf('.')
  const whole = (point < 0 ? canonical : canonical.slice(0, point)).replace('-', '')
  const digits = whole === '0' ? 0 : whole.length
  return digits > precisionOf(spec) - scaleOf(spec) ? outOfRange(text, spec) : accept(canonical)
}

function outOfRange(text: string, spec: FieldSpec): Parsed {
  return refuse(
    'NUMBER_OUTSIDE_VALID_RANGE',
    spec,
    say('value outside of valid range on numeric field: {value}', { value: text.slice(0, 60) }),
    say('At most {digits} digits may stand before the decimal point.', {
      digits: precisionOf(spec) - scaleOf(spec),
    }),
  )
}

/** JSON number or decimal text; `type` is the describe type for messages. */
export function parseJsonDecimal(input: unknown, spec: FieldSpec, type: string): Parsed {
  if (input === null || input === undefined) return accept(null)
  if (typeof input === 'number') return acceptDecimal(String(input), spec) ?? refuseJson(type, input)
  if (Decimal.isDecimal(input))
    return acceptDecimal((input as Decimal).toFixed(), spec) ?? refuseJson(type, input)
  if (typeof input !== 'string') return refuseJson(type, input, say('Give a number, e.g. 12.50.'))
  const text = input.trim()
  if (text === '') return accept(null)
  return (
    acceptDecimal(text, spec) ?? refuseJson(type, input, say('Give a number with a point, e.g. 1200.50.'))
  )
}

/** What people type as numbers; `words` allows currency words and symbols around it. */
export function parseCellDecimal(
  input: CellInput,
  spec: FieldSpec,
  marks: { readonly words: boolean; readonly percent: boolean },
): Parsed {
  if (input === null) return accept(null)
  if (typeof input === 'number') {
    return acceptDecimal(numberText(input), spec) ?? refuseCell(spec, input, NOT_A_NUMBER)
  }
  if (typeof input !== 'string') return refuseCell(spec, input, NOT_A_NUMBER)
  const amount = readAmount(input, marks)
  if ('blank' in amount) return accept(null)
  if ('why' in amount) return refuseCell(spec, input, amount.why, say('Write it like 1200.50 or 1 200,50.'))
  return acceptDecimal(amount.text, spec) ?? refuseCell(spec, input, NOT_A_NUMBER)
}

export function decimalToRule(value: Value): RuleValue {
  return value === null ? null : new Decimal(value as string)
}

export function decimalFromRule(value: RuleValue, spec: FieldSpec): Value {
  if (value === null) return null
  const text = Decimal.isDecimal(value) ? (value as Decimal).toFixed() : String(value)
  return canonicalDecimal(text, scaleOf(spec))
}

function parseDecimalCriterion(literal: string, spec: FieldSpec): Parsed {
  const text = literal.trim()
  const match = DECIMAL.exec(text)
  const scale = Math.max(0, (match?.[3]?.length ?? 0) - Number(match?.[4] ?? 0))
  const canonical = match && scale <= MAX_CRITERION ? canonicalDecimal(text, scale) : null
  return canonical === null
    ? refuse('INVALID_FIELD', spec, say('"{value}" is not a number', { value: literal }))
    : accept(canonical)
}

export function describeDecimal(type: string, spec: FieldSpec): TypeDescribe {
  const [precision, scale] = [precisionOf(spec), scaleOf(spec)]
  return { type, soapType: 'xsd:double', length: 0, byteLength: 0, precision, scale, digits: 0 }
}

/** What Number, Currency, Percent and numeric summaries share. */
export const decimalFunctions = {
  ruleType: () => 'number',
  column: (spec: FieldSpec) => ({ sqlType: `numeric(${precisionOf(spec)},${scaleOf(spec)})` }),
  writable: true,
  filterable: true,
  sortable: true,
  groupable: true,
  select: sameExpression,
  fromDatabase: (raw: string) => raw,
  toJson: (raw: string) => raw,
  toDatabase: String,
  toRule: decimalToRule,
  fromRule: decimalFromRule,
  parseCriterion: parseDecimalCriterion,
  comparable: sameExpression,
  toCell: String,
  tsType: () => 'Decimal',
} as const satisfies Partial<FieldType>

/** Metadata keys of numbers. */
export function decimalSchema(precision: number, scale: number): FieldType['schema']['properties'] {
  return {
    precision: {
      type: 'integer',
      minimum: 1,
      maximum: 18,
      default: precision,
      description: 'Digits in all, those behind the decimal point included.',
    },
    scale: {
      type: 'integer',
      minimum: 0,
      maximum: 17,
      default: scale,
      description: 'Digits behind the decimal point.',
    },
    defaultValue: ruleSchema('What a new record gets.'),
  }
}
