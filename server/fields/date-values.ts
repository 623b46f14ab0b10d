import { IANAZone } from 'luxon'
import { type Message, say } from '../kernel/message.ts'
import type { FieldSpec } from './field-spec.ts'
import type { Parsed } from './field-type.ts'
import { refuse } from './problems.ts'

/** Salesforce's range of dates. */
const FIRST_YEAR = 1700
const LAST_YEAR = 4000

/** Parts of a calendar day and clock as read; `offset` in minutes east of UTC, undefined when none was given. */
export interface Clock {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  readonly offset?: number
}

export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Why there is no such day or time, or null. */
export function impossibility(clock: Clock): Message | null {
  const { year, month, day } = clock
  if (month < 1 || month > 12) return say('There is no month {month}.', { month })
  if (day < 1 || day > daysIn(year, month)) {
    const name = new Date(Date.UTC(year, month - 1, 1)).toLocaleString('en', {
      month: 'long',
      timeZone: 'UTC',
    })
    const days = daysIn(year, month)
    return say('Impossible date: {month} {year} has {days} days.', { month: name, year, days })
  }
  if (clock.hour > 23 || clock.minute > 59 || clock.second > 59) {
    const time = `${pad(clock.hour)}:${pad(clock.minute)}:${pad(clock.second)}`
    return say('Impossible time: {time}.', { time })
  }
  if (clock.offset !== undefined && Math.abs(clock.offset) > 18 * 60)
    return say('Impossible offset from UTC.')
  return null
}

export function refuseYear(clock: Clock, spec: FieldSpec): Parsed | null {
  if (clock.year >= FIRST_YEAR && clock.year <= LAST_YEAR) return null
  return refuse(
    'INVALID_TYPE_ON_FIELD_IN_RECORD',
    spec,
    say('invalid date: year {year}', { year: clock.year }),
    say('Years from {first} to {last} are taken.', { first: FIRST_YEAR, last: LAST_YEAR }),
  )
}

export function dateOf(clock: Clock): string {
  return `${String(clock.year).padStart(4, '0')}-${pad(clock.month)}-${pad(clock.day)}`
}

export function timeOf(clock: Clock): string {
  const milliseconds = String(clock.millisecond).padStart(3, '0')
  return `${pad(clock.hour)}:${pad(clock.minute)}:${pad(clock.second)}.${milliseconds}`
}

/** The instant of a clock as `YYYY-MM-DDTHH:mm:ss.SSSZ`; without an offset it is read in the time zone. */
export function instantOf(clock: Clock, timeZone: string): string {
  const { year, month, day, hour, minute, second, millisecond } = clock
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
  const offset = clock.offset ?? localOffset(asUtc, timeZone)
  return new Date(asUtc - offset * 60_000).toISOString()
}

/** The instant at which the local clock shows `asUtc`: in a gap the clock has moved on, of two the earlier. */
function localOffset(asUtc: number, timeZone: string): number {
  const zone = IANAZone.create(timeZone)
  const before = zone.offset(asUtc - 86_400_000)
  const guess = zone.offset(asUtc - before * 60_000)
  if (guess === before) return before
  return zone.offset(asUtc - guess * 60_000) === guess ? guess : before
}

/** `YYYY-MM-DDTHH:mm:ss+04:00` of an instant in the time zone: exact, also where clocks are put back. */
export function localText(instant: string, timeZone: string): string {
  const time = Date.parse(instant)
  const offset = IANAZone.create(timeZone).offset(time)
  const local = new Date(time + offset * 60_000)
    .toISOString()
    .slice(0, -1)
    .replace(/\.000$/, '')
  const minutes = Math.abs(Math.round(offset))
  return `${local}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/** ISO 8601 as the REST API takes it; null when it is written otherwise. `hasTime` tells a date from a date-time. */
export function readIso(text: string): { readonly clock: Clock; readonly hasTime: boolean } | null {
  const match = ISO.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction, offset] = match
  return {
    hasTime: hour !== undefined,
    clock: {
      ...clockOf(Number(year), Number(month), Number(day)),
      hour: Number(hour ?? 0),
      minute: Number(minute ?? 0),
      second: Number(second ?? 0),
      millisecond: Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
      ...(offset === undefined ? {} : { offset: readOffset(offset) }),
    },
  }
}

export function clockOf(year: number, month: number, day: number): Clock {
  return { year, month, day, hour: 0, minute: 0, second: 0, millisecond: 0 }
}

/** Minutes of `Z`, `+0400`, `+04:00` or `+04`. */
export function readOffset(text: string): number {
  if (text === 'Z') return 0
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', '') || 0)
  return text.startsWith('-') ? -minutes : minutes
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

/** `HH:mm:ss.SSS` of `HH:mm`, `HH:mm:ss`, with a fraction and a `Z` if there is one; null for anything else. */
export function readClockTime(text: string): string | null {
  const match = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?$/.exec(text)
  if (!match) return null
  const clock: Clock = {
    ...clockOf(2000, 1, 1),
    hour: Number(match[1]),
    minute: Number(match[2]),
    second: Number(match[3] ?? 0),
    millisecond: Number((match[4] ?? '').padEnd(3, '0').slice(0, 3)),
  }
  return impossibility(clock) === null ? timeOf(clock) : null
}
