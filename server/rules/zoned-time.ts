import { DateTime } from 'luxon'
import { formatDate } from './calendar.ts'

export interface ZonedTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

/** What clocks and calendars in the zone show at the instant. */
export function zonedTime(milliseconds: number, timeZone: string): ZonedTime {
  return DateTime.fromMillis(milliseconds, { zone: timeZone })
}

let lastInstant = Number.NaN
let lastZone = ''
let lastDate = ''

/** `YYYY-MM-DD` in the zone. The last answer is kept: `today` is asked for each record of a job. */
export function dateAt(milliseconds: number, timeZone: string): string {
  if (milliseconds !== lastInstant || timeZone !== lastZone) {
    const { year, month, day } = zonedTime(milliseconds, timeZone)
    lastDate = formatDate(year, month, day)
    lastInstant = milliseconds
    lastZone = timeZone
  }
  return lastDate
}
