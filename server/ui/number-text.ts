import { scaleOf } from '../fields/decimal-values.ts'
import type { FieldSpec } from '../fields/field-spec.ts'

interface Format {
  readonly format: Intl.NumberFormat
  /** What was written last: lists have the same amounts again and again. */
  readonly known: Map<string, string>
}

const MOST_KNOWN = 10_000
const MOST_FORMATS = 500
const CODE = /^[A-Za-z]{3}$/
const formats = new Map<string, Format>()

/** Canonical decimal text as the locale writes it, exact whatever its length. */
export function showAmount(decimal: string, spec: FieldSpec, locale: string, useGrouping = true): string {
  return write(formatOf(locale, scaleOf(spec), useGrouping), decimal)
}

/**
 * The same with the sign or the code of its currency, where the locale writes that. What is no code of a currency (an
 * unrestricted picklist may hold it) stands behind the amount as it is.
 */
export function showMoney(decimal: string, currency: string, spec: FieldSpec, locale: string): string {
  if (!CODE.test(currency)) return `${showAmount(decimal, spec, locale)}\u00a0${currency}`
  return write(formatOf(locale, scaleOf(spec), true, currency), decimal)
}

/** `1.2M`, `GEL 1.2M`: short, for pictures. */
export function showCompact(value: number, locale: string, currency?: string | null): string {
  const of = currency && CODE.test(currency) ? ({ style: 'currency', currency } as const) : {}
  const digits = { minimumFractionDigits: 0, maximumFractionDigits: 1 }
  return new Intl.NumberFormat(locale, { notation: 'compact', ...digits, ...of }).format(value)
}

function write({ format, known }: Format, decimal: string): string {
  const before = known.get(decimal)
  if (before !== undefined) return before
  if (known.size >= MOST_KNOWN) known.clear()
  const text = format.format(decimal as Intl.StringNumericLiteral)
  known.set(decimal, text)
  return text
}

function formatOf(locale: string, scale: number, useGrouping: boolean, currency?: string): Format {
  const key = `${locale} ${scale} ${useGrouping} ${currency}`
  const before = formats.get(key)
  if (before) return before
  if (formats.size >= MOST_FORMATS) formats.clear()
  const digits = Math.min(scale, 20)
  const format = new Intl.NumberFormat(locale, {
    ...(currency !== undefined && { style: 'currency', currency }),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping,
    numberingSystem: 'latn',
  })
  const made = { format, known: new Map<string, string>() }
  formats.set(key, made)
  return made
}
