import { normalizeId } from '../kernel/ids.ts'
import { ExactDecimal } from './decimal.ts'
import { literal } from './node.ts'
import type { LiteralNode } from './operation.ts'
import type { RuleType, RuleValue } from './rule.ts'
import { DATE_FORM, hasForm, NUMBER_FORM, OFFSET_DATETIME_FORM, TIME_FORM, toFullTime } from './text-forms.ts'

type Converter = (text: string) => RuleValue | undefined

/** Text literal → value of another type; undefined when the text does not say one. */
const FROM_TEXT: Readonly<Partial<Record<RuleType, Converter>>> = {
  text: text => text,
  id: text => normalizeId(text) ?? undefined,
  number: text => (hasForm(text, NUMBER_FORM) ? new ExactDecimal(text) : undefined),
  boolean: text => (/^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
  date: text => (hasForm(text, DATE_FORM) ? text : undefined),
  datetime: text => {
    const instant = hasForm(text, OFFSET_DATETIME_FORM) ? new Date(text) : undefined
    return instant && !Number.isNaN(instant.getTime()) ? instant.toISOString() : undefined
  },
  time: text => (hasForm(text.replace(/Z$/, ''), TIME_FORM) ? toFullTime(text.replace(/Z$/, '')) : undefined),
  list: text => text.split(';'),
}

const FORM_NAMES: Readonly<Partial<Record<RuleType, string>>> = {
  id: 'a record id of 15 or 18 characters',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date like "2026-01-31"',
  datetime: 'a date-time with its offset like "2026-01-31T08:00:00Z"',
  time: 'a time like "08:30:00"',
}

/** The literal in another type, or the reason why it has none. */
export function coerceLiteral(node: LiteralNode, type: RuleType): LiteralNode | { readonly reason: string } {
  if (node.type === type) return node
  if (node.value === null) return literal(type, null)
  const converted = typeof node.value === 'string' ? FROM_TEXT[type]?.(node.value) : undefined
  if (converted !== undefined) return literal(type, converted)
  return { reason: `${describeLiteral(node)} is not ${FORM_NAMES[type] ?? type}.` }
}

export function describeLiteral(node: LiteralNode): string {
  return typeof node.value === 'string' ? JSON.stringify(node.value.slice(0, 80)) : String(node.value)
}
