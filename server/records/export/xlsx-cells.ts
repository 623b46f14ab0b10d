import { readCellClock } from '../../fields/cell-dates.ts'
import { instantOf } from '../../fields/date-values.ts'
import type { RuleType } from '../../rules/rule.ts'

/** A number with its format, text or a checkbox. */
export type XlsxCell = null | string | boolean | readonly [value: number, format: string]

/** A text of an export as what a spreadsheet calculates with; text where it could not hold it exactly. */
export type ToXlsxCell = (text: string, timeZone: string) => XlsxCell

const CELLS: Readonly<Partial<Record<RuleType, ToXlsxCell>>> = {
  number: numberCell,
  boolean: text => text === 'true',
  date: text => serialCell(Date.parse(`${text}T00:00:00Z`), 'yyyy-mm-dd') ?? text,
  datetime: dateTimeCell,
}

export function toXlsxCellOf(family: RuleType): ToXlsxCell {
  return CELLS[family] ?? (text => text)
}

/** Spreadsheets keep 15 digits. */
const MOST_DIGITS = 15

function numberCell(text: string): XlsxCell {
  const [whole = '', decimals = ''] = text.split('.')
  const digits = (whole + decimals.replace(/0+$/, '')).replace(/^-?0*/, '')
  if (digits.length > MOST_DIGITS) return text
  return [Number(text), decimals === '' ? '0' : `0.${'0'.repeat(decimals.length)}`]
}

const DAY = 86_400_000
/** Days from spreadsheets' day 0 to 1970, their first day that is no error (1 March 1900), and the first year 10000. */
const EPOCH = 25_569
const FIRST = 61
const LAST = 2_958_466
/** In days. No one sees it, and readers that cut off what is below a millisecond are not one short. */
const TENTH_OF_MILLISECOND = 0.1 / DAY

function serialCell(clock: number, format: string): XlsxCell | undefined {
  const serial = clock / DAY + EPOCH + (clock % DAY === 0 ? 0 : TENTH_OF_MILLISECOND)
  return serial >= FIRST && serial < LAST ? [serial, format] : undefined
}

/**
 * The clock of the time zone: spreadsheets know no zones. An instant that an import would not read back from it stays
 * text with its offset: of two that a clock shows when it is put back, the second one.
 */
function dateTimeCell(text: string, timeZone: string): XlsxCell {
  const local = text.replace(/[+-]\d{2}:\d{2}$/, '')
  const clock = new Date(`${local}Z`)
  const read = readCellClock(clock)
  if (!('clock' in read) || instantOf(read.clock, timeZone) !== new Date(text).toISOString()) return text
  const format = local.includes('.') ? 'yyyy-mm-dd hh:mm:ss.000' : 'yyyy-mm-dd hh:mm:ss'
  return serialCell(clock.getTime(), format) ?? text
}
