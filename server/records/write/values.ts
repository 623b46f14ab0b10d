import { Decimal } from 'decimal.js'
import type { Value } from '../../fields/field-type.ts'
import type { FieldModel } from '../../metadata/org-model.ts'

/** Are two values of a field the same? Numbers by what they are worth: `1.5` is `1.50`. */
export function sameValue(field: FieldModel, a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true
  const left = a ?? null
  const right = b ?? null
  if (left === null || right === null) return left === right
  if (Array.isArray(left)) return Array.isArray(right) && left.join(';') === right.join(';')
  return field.fieldType.ruleType(field) === 'number' && new Decimal(left as string).eq(right as string)
}

/** A value as history keeps it. */
export function historyText(value: Value | undefined): string | null {
  if (value === null || value === undefined) return null
  return Array.isArray(value) ? value.join(';') : String(value)
}

/** Texts as the literal of a PostgreSQL array: faster than the driver's, which tries for every type. */
export function arrayLiteral(texts: readonly (string | null)[]): string {
  let literal = '{'
  for (let i = 0; i < texts.length; i++) {
    if (i > 0) literal += ','
    const text = texts[i]
    if (text === null || text === undefined) literal += 'NULL'
    else literal += `"${mustEscape(text) ? text.replace(/["\\]/g, '\\$&') : text}"`
  }
  return `${literal}}`
}

function mustEscape(text: string): boolean {
  return text.includes('"') || text.includes('\\')
}
