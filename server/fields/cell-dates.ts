import { type Message, say } from '../kernel/message.ts'
import { isBlankMark } from './cell-amounts.ts'
import { type Clock, clockOf, impossibility, readOffset } from './date-values.ts'
import type { CellInput } from './field-type.ts'

/** A day (and time) read from a cell, or why it cannot be read. */
export type CellClock =
  | { readonly clock: Clock; readonly hasTime: boolean }
  | { readonly blank: true }
  | { readonly why: Message }

const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?(?: ?(?<half>[ap])\.?m\.?)?`
const ZONE = String.raw`(?: ?(?<offset>Z|[+-]\d{2}(?::?\d{2})?))?`
const TAIL = String.raw`(?:(?:T|,? )${TIME}${ZONE})?\.?$`
const YEAR_FIRST = new RegExp(
  String.raw`^(?<year>\d{4})([-/.])(?<month>\d{1,2})\2(?<day>\d{1,2})${TAIL}`,
  'i',
)
const YEAR_LAST = new RegExp(
  String.raw`^(?<one>\d{1,2})(?<mark>[-/.])(?<two>\d{1,2})\k<mark>(?<year>\d{4})${TAIL}`,
  'i',
)
const TIME_ONLY = new RegExp(`^${TIME}$`, 'i')

/** Day 0 of Excel's serial numbers, and the first day after the 29 February 1900 that never was. */
const EXCEL_EPOCH = Date.UTC(1899, 11, 30)
const EXCEL_MARCH_1900 = 61
const EXCEL_LAST = 2_958_466
const NOISE = 5

const NOT_A_DATE = say('is not a date.')
const NOT_A_TIME = say('is not a time.')

/**
 * Days and times as people type them: `08.11.2011 13:00`, `8.11.2011`, `2011-11-08 12:30`, ISO with an offset,
 * Excel dates and serial numbers. With slashes or dashes the day comes first, unless only the month can
 * (`11/28/2011`). A Date's UTC fields are the local clock, as spreadsheet readers give it.
 */
export function readCellClock(input: CellInput): CellClock {
  if (input === null) return { blank: true }
  if (input instanceof Date) return fromDate(input)
  if (typeof input === 'number') return fromSerial(input)
  if (typeof input === 'boolean') return { why: NOT_A_DATE }
  const text = input.replace(/[\s\u00a0\u202f]+/g, ' ').trim()
  if (isBlankMark(text)) return { blank: true }
  const groups = YEAR_FIRST.exec(text)?.groups ?? dayAndMonth(YEAR_LAST.exec(text)?.groups)
  if (!groups) return { why: NOT_A_DATE }
  const day = clockOf(Number(groups.year), Number(groups.month), Number(groups.day))
  return checked({ ...day, ...timeFields(groups) }, groups.hour !== undefined)
}

/** A time of day: `13:00`, `1:30 PM`, an Excel time (a Date or a fraction of a day). */
export function readCellTime(input: CellInput): CellClock {
  if (input === null) return { blank: true }
  if (input instanceof Date) return fromDate(input)
  if (typeof input === 'number')
    return input >= 0 && input < 1 ? fromSerial(input + EXCEL_MARCH_1900) : { why: NOT_A_TIME }
  if (typeof input === 'boolean') return { why: NOT_A_TIME }
  const text = input.replace(/[\s\u00a0\u202f]+/g, ' ').trim()
  if (isBlankMark(text)) return { blank: true }
  const groups = TIME_ONLY.exec(text)?.groups
  if (!groups) return { why: NOT_A_TIME }
  return checked({ ...clockOf(2000, 1, 1), ...timeFields(groups) }, true)
}

type Groups = Readonly<Record<string, string | undefined>>

function dayAndMonth(groups: Groups | undefined): Groups | undefined {
  if (!groups) return undefined
  const isMonthFirst = groups.mark !== '.' && Number(groups.two) > 12 && Number(groups.one) <= 12
  return isMonthFirst
    ? { ...groups, month: groups.one, day: groups.two }
    : { ...groups, day: groups.one, month: groups.two }
}

function timeFields(groups: Groups): Partial<Clock> {
  if (groups.hour === undefined) return {}
  const half = groups.half?.toLowerCase()
  const hour = Number(groups.hour)
  return {
    hour: half === undefined ? hour : hour < 1 || hour > 12 ? 24 : (hour % 12) + (half === 'p' ? 12 : 0),
    minute: Number(groups.minute),
    second: Number(groups.second ?? 0),
    millisecond: Number((groups.fraction ?? '').padEnd(3, '0').slice(0, 3)),
    ...(groups.offset === undefined ? {} : { offset: readOffset(groups.offset.toUpperCase()) }),
  }
}

function checked(clock: Clock, hasTime: boolean): CellClock {
  const why = impossibility(clock)
  return why === null ? { clock, hasTime } : { why: say('is not a date. {why}', { why }) }
}

function fromSerial(serial: number): CellClock {
  if (!(serial >= 1 && serial < EXCEL_LAST)) return { why: NOT_A_DATE }
  const days = serial < EXCEL_MARCH_1900 ? serial + 1 : serial
  return fromDate(new Date(EXCEL_EPOCH + Math.round(days * 86_400_000)))
}

function fromDate(date: Date): CellClock {
  if (Number.isNaN(date.getTime())) return { why: NOT_A_DATE }
  const rounded = new Date(Math.round(date.getTime() / 1000) * 1000)
  // A day's fraction in binary misses whole seconds by a few milliseconds.
  const exact = Math.abs(rounded.getTime() - date.getTime()) <= NOISE ? rounded : date
  const clock: Clock = {
    year: exact.getUTCFullYear(),
    month: exact.getUTCMonth() + 1,
    day: exact.getUTCDate(),
    hour: exact.getUTCHours(),
    minute: exact.getUTCMinutes(),
    second: exact.getUTCSeconds(),
    millisecond: exact.getUTCMilliseconds(),
  }
  return { clock, hasTime: exact.getTime() % 86_400_000 !== 0 }
}
