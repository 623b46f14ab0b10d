import { scaleOf } from '../fields/decimal-values.ts'
import type { FieldSpec } from '../fields/field-spec.ts'

interface Format {
  readonly write: Intl.NumberFormat
  /** What was written last: lists have the same amounts again and again. */
  readonly known: Map<string, string>
}

const MOST_KNOWN = 10_000
const formats = new Map<string, Format>()

/** Canonical decimal text as the locale writes it, exact whatever its length. */
export function showAmount(decimal: string, spec: FieldSpec, locale: string, useGrouping = true): string {
  const { write, known } = formatOf(locale, scaleOf(spec), useGrouping)
  const before = known.get(decimal)
  if (before !== undefined) return before
  if (known.size >= MOST_KNOWN) known.clear()
  const text = write.format(decimal as Intl.StringNumericLiteral)
  known.set(decimal, text)
  return text
}

function formatOf(locale: string, scale: number, useGrouping: boolean): Format {
  const key = `${locale} ${scale} ${useGrouping}`
  const before = formats.get(key)
  if (before) return before
  const digits = Math.min(scale, 20)
  const write = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping,
    numberingSystem: 'latn',
  })
  const format = { write, known: new Map<string, string>() }
  formats.set(key, format)
  return format
}
