import { DateTime, IANAZone } from 'luxon'
import { type CronFields, parseCron } from './cron-fields.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** The 29th of February may be eight years away. */
const DAYS_AHEAD = 366 * 9

/**
 * The first time of the cron expression after the instant, by the clocks of the zone. Undefined: never.
 * A job at fixed hours runs once on every day that it names: at a time that the change to daylight-saving time leaves
 * out, as much later as clocks were put forward; at a time that comes twice, the first time. A job of every hour
 * follows the hours that pass. (The parser inside node-schedule skips or doubles such times where clocks change by
 * half an hour.)
 */
export function nextSlot(cron: string, timeZone: string, after: Date): Date | undefined {
  const fields = parseCron(cron)
  const zone = IANAZone.create(timeZone)
  const start = DateTime.fromJSDate(after, { zone })
  // One day earlier, since a time that was put forward may belong to yesterday.
  const first = Date.UTC(start.year, start.month - 1, start.day) - DAY
  for (let day = 0; day < DAYS_AHEAD; day++) {
    const date = first + day * DAY
    if (!isDay(fields, new Date(date))) continue
    const slot = firstOfDay(fields, zone, date, after.getTime())
    if (slot !== undefined) return new Date(slot)
  }
  return undefined
}

function isDay(fields: CronFields, date: Date): boolean {
  if (!fields.months.has(date.getUTCMonth() + 1)) return false
  const ofMonth = fields.daysOfMonth.has(date.getUTCDate())
  const ofWeek = fields.daysOfWeek.has(date.getUTCDay())
  return fields.anyDay ? ofMonth || ofWeek : ofMonth && ofWeek
}

function firstOfDay(fields: CronFields, zone: IANAZone, date: number, after: number): number | undefined {
  const everyHour = fields.hours.length === 24
  let best = Number.POSITIVE_INFINITY
  for (const hour of fields.hours) {
    const base = date + hour * 60 * MINUTE
    const about = base - offset(zone, base)
    // Clocks are never put more than three hours forward or back.
    if (about + DAY / 8 < after) continue
    if (about - DAY / 8 > best) break
    const instants = timesOfHour(fields, base).flatMap(local => instantsOf(zone, local, everyHour))
    best = instants.reduce((least, time) => (time > after && time < least ? time : least), best)
  }
  return Number.isFinite(best) ? best : undefined
}

function timesOfHour({ minutes, seconds }: CronFields, base: number): readonly number[] {
  return minutes.flatMap(minute => seconds.map(second => base + minute * MINUTE + second * 1000))
}

/** Milliseconds that the zone is ahead of UTC about the time. */
function offset(zone: IANAZone, time: number): number {
  return zone.offset(time) * MINUTE
}

/** The instants at which the zone's clocks show the time (written as if it were UTC): usually one. */
function instantsOf(zone: IANAZone, local: number, everyHour: boolean): readonly number[] {
  const before = offset(zone, local - DAY)
  const later = offset(zone, local + DAY)
  if (before === later) return [local - before]
  const shown = [local - before, local - later].filter(instant => instant + offset(zone, instant) === local)
  if (shown.length === 0) return everyHour ? [] : [local - before]
  const distinct = [...new Set(shown)].sort((a, b) => a - b)
  return everyHour ? distinct : distinct.slice(0, 1)
}
