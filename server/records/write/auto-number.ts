import { DateTime } from 'luxon'
import type { FieldModel } from '../../metadata/org-model.ts'

/** A display format taken apart: `OP-{YYYY}-{0000}` has the text before and after its digits. */
export interface AutoNumberFormat {
  readonly digits: number
  readonly before: string
  readonly after: string
}

const DATE_PARTS: Readonly<Record<string, string>> = { YYYY: 'yyyy', YY: 'yy', MM: 'MM', DD: 'dd' }
const formats = new WeakMap<FieldModel, AutoNumberFormat>()

export function autoNumberFormat(field: FieldModel): AutoNumberFormat {
  let format = formats.get(field)
  if (!format) {
    const pattern = field.displayFormat ?? '{0}'
    const counter = /\{(0+)\}/.exec(pattern)
    format = counter
      ? {
          digits: (counter[1] as string).length,
          before: pattern.slice(0, counter.index),
          after: pattern.slice(counter.index + counter[0].length),
        }
      : { digits: 1, before: pattern, after: '' }
    formats.set(field, format)
  }
  return format
}

/** Puts the day, in the org's time zone, into a part of a format. */
export function fillDate(text: string, now: Date, timeZone: string): string {
  if (!text.includes('{')) return text
  const local = DateTime.fromJSDate(now, { zone: timeZone })
  return text.replace(/\{(YYYY|YY|MM|DD)\}/g, (_, part: string) => local.toFormat(DATE_PARTS[part] as string))
}
