/** Calendar dates are text, `YYYY-MM-DD`: they compare with < and >, and know no time zone. */

const DAY = 86_400_000

export function addDays(date: string, days: number): string {
  return toText(toTime(date) + days * DAY)
}

/** The same day of a later month; its last day where it has none (31 January + 1 = 28 February). */
export function addMonths(date: string, months: number): string {
  const time = new Date(toTime(date))
  const first = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(time.getUTCDate(), last))
  return toText(first.getTime())
}

/** Whole days from the first to the second; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((toTime(to) - toTime(from)) / DAY)
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(date: string): number {
  return new Date(toTime(date)).getUTCDay() || 7
}

function toTime(date: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN
  if (Number.isNaN(time)) throw new RangeError(`"${date}" is no date: write YYYY-MM-DD.`)
  return time
}

function toText(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
