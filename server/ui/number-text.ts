import { scaleOf } from '../fields/decimal-values.ts'
import type { FieldSpec } from '../fields/field-spec.ts'

interface Format {
  readonly format: Intl.NumberFormat
  /** Behind the amount; empty: nothing. */
  readonly unit: string
  /** What was written last: lists have the same amounts again and again. */
  readonly known: Map<string, string>
}

const MOST_KNOWN = 10_000
/** Picklists that are not restricted have any texts for currencies. */
const MOST_CURRENCIES = 100
const CODE = /^[A-Za-z]{3}$/
/** In place of a currency, where there is none: no picklist has such values. */
const GROUPED = '\n'
const PLAIN = '\n\n'
/** By field, then by locale, then by currency: lists ask for each of their amounts. */
const formats = new WeakMap<FieldSpec, Map<string, Map<string, Format>>>()
/** What fields of the same scale have in common: an org has hundreds of them. */
const shared = new Map<string, Format>()
const MOST_SHARED = 200

/** Canonical decimal text as the locale writes it, exact whatever its length. */
export function showAmount(decimal: string, spec: FieldSpec, locale: string, useGrouping = true): string {
  return write(formatOf(spec, locale, useGrouping ? GROUPED : PLAIN), decimal)
}

/**
 * The same with the sign or the code of its currency, where the locale writes that. What is no code of a currency (an
 * unrestricted picklist may hold it) stands behind the amount as it is.
 */
export function showMoney(decimal: string, currency: string, spec: FieldSpec, locale: string): string {
  return write(formatOf(spec, locale, currency), decimal)
}

/** `1.2M`, `GEL 1.2M`: short, for pictures. */
export function showCompact(value: number, locale: string, currency?: string | null): string {
  const of = currency && CODE.test(currency) ? ({ style: 'currency', currency } as const) : {}
  const digits = { minimumFractionDigits: 0, maximumFractionDigits: 1 }
  return new Intl.NumberFormat(locale, { notation: 'compact', ...digits, ...of }).format(value)
}

function write({ format, unit, known }: Format, decimal: string): string {
  const before = known.get(decimal)
  if (before !== undefined) return before
  if (known.size >= MOST_KNOWN) known.clear()
  const text = format.format(decimal as Intl.StringNumericLiteral) + unit
  known.set(decimal, text)
  return text
}

function formatOf(spec: FieldSpec, locale: string, currency: string): Format {
  const ofSpec = formats.get(spec) ?? new Map<string, Map<string, Format>>()
  formats.set(spec, ofSpec)
  const ofLocale = ofSpec.get(locale) ?? new Map<string, Format>()
  ofSpec.set(locale, ofLocale)
  const before = ofLocale.get(currency)
  if (before) return before
  if (ofLocale.size >= MOST_CURRENCIES) ofLocale.clear()
  const made = sharedFormat(Math.min(scaleOf(spec), 20), locale, currency)
  ofLocale.set(currency, made)
  return made
}

function sharedFormat(digits: number, locale: string, currency: string): Format {
  const key = `${locale} ${digits} ${currency}`
  const known = shared.get(key)
  if (known) return known
  const made = makeFormat(digits, locale, currency)
  if (shared.size >= MOST_SHARED) shared.clear()
  shared.set(key, made)
  return made
}

function makeFormat(digits: number, locale: string, currency: string): Format {
  const isNone = currency === GROUPED || currency === PLAIN
  const isCode = CODE.test(currency)
  const format = new Intl.NumberFormat(locale, {
    ...(isCode && { style: 'currency', currency }),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: currency !== PLAIN,
    numberingSystem: 'latn',
  })
  return { format, unit: isNone || isCode ? '' : `\u00a0${currency}`, known: new Map() }
}
