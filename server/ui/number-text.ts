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
