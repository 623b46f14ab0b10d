import { scaleOf } from '../fields/decimal-values.ts'
import type { FieldSpec } from '../fields/field-spec.ts'

const formats = new Map<string, Intl.NumberFormat>()

/** Canonical decimal text as the locale writes it, exact whatever its length. */
export function showAmount(decimal: string, spec: FieldSpec, locale: string, useGrouping = true): string {
  const scale = scaleOf(spec)
  const key = `${locale} ${scale} ${useGrouping}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: Math.min(scale, 20),
      maximumFractionDigits: Math.min(scale, 20),
      useGrouping,
      numberingSystem: 'latn',
    })
    formats.set(key, format)
  }
  return format.format(decimal as Intl.StringNumericLiteral)
}

const SPACES = /[\s\u00a0\u202f]/g

/**
 * An amount as people of the locale type it → decimal text. What does not fit the locale stays as it was typed, for
 * the field to refuse: `1.5` is not taken for 15 where the dot groups thousands.
 */
export function readAmountText(typed: string, locale: string): string {
  const text = typed.trim().replace(SPACES, '').replaceAll('\u2212', '-')
  const { group, decimal } = separatorsOf(locale)
  const [whole = '', fraction, ...more] = text.split(decimal)
  if (more.length > 0) return typed.trim()
  const groups = whole.split(group)
  const areGroups = groups.length === 1 || groups.every((digits, index) => isGroup(digits, index))
  if (!areGroups) return typed.trim()
  return fraction === undefined ? groups.join('') : `${groups.join('')}.${fraction}`
}

function isGroup(digits: string, index: number): boolean {
  return index === 0 ? /^[+-]?\d{1,3}$/.test(digits) : /^\d{2,3}$/.test(digits)
}

function separatorsOf(locale: string): { readonly group: string; readonly decimal: string } {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(-1234567.5)
  const of = (type: string): string => parts.find(part => part.type === type)?.value ?? ''
  const group = of('group')
  // Blanks are taken away already.
  return { group: group.trim() === '' || group === '’' ? "'" : group, decimal: of('decimal') || '.' }
}
