import { DateTime } from 'luxon'
import type { Viewer } from './viewer.ts'

export const CALENDAR_VIEWS = ['month', 'week', 'day'] as const
export type CalendarView = (typeof CALENDAR_VIEWS)[number]

/** The days that a calendar shows, midnights of its viewer's time zone. */
export interface Period {
  readonly view: CalendarView
  /** The day that was asked for. */
  readonly day: DateTime<true>
  readonly days: readonly DateTime<true>[]
  /** Midnight behind the last day. */
  readonly end: DateTime<true>
}

interface WeekInfo {
  /** 1: Monday … 7: Sunday. */
  readonly firstDay: number
}

/** What a locale knows of weeks; older engines have it as a property. */
interface LocaleOfWeeks {
  readonly getWeekInfo?: () => WeekInfo
  readonly weekInfo?: WeekInfo
}

export function firstWeekday(locale: string): number {
  const known = new Intl.Locale(locale) as LocaleOfWeeks
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1
}

/** `day` is `2026-01-31`; what is none, or no day at all, is today. */
export function periodOf(
  { locale, timeZone }: Pick<Viewer, 'locale' | 'timeZone'>,
  view: CalendarView,
  day: string | undefined,
): Period {
  const asked = DateTime.fromISO(day ?? '', { zone: timeZone })
  const at = (asked.isValid ? asked : DateTime.now().setZone(timeZone)).startOf('day') as DateTime<true>
  const first = firstWeekday(locale)
  const weekOf = (one: DateTime<true>) => one.minus({ days: (one.weekday - first + 7) % 7 })
  const from = view === 'month' ? weekOf(at.startOf('month')) : view === 'week' ? weekOf(at) : at
  const last = view === 'month' ? weekOf(at.endOf('month').startOf('day')).plus({ days: 6 }) : from
  const count = view === 'week' ? 7 : Math.round(last.diff(from, 'days').days) + 1
  const days = Array.from({ length: count }, (_, index) => from.plus({ days: index }))
  return { view, day: at, days, end: from.plus({ days: count }) }
}

/** The same day of the month, week or day before, or after. */
export function moveDay({ view, day }: Period, by: 1 | -1): string {
  return day.plus({ [`${view}s`]: by }).toISODate()
}
