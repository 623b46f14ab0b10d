import { instantOf } from '../../fields/date-values.ts'

/** Days from `start` up to, not with, `end`; both `YYYY-MM-DD`. */
export interface DayRange {
  readonly start: string
  readonly end: string
}

type Shift = (day: Day, units: number) => Day
interface Day {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

interface Unit {
  /** First day of the unit that the day lies in. Weeks begin on Sunday. */
  readonly begin: (day: Day) => Day
  readonly add: Shift
}

const addDays: Shift = ({ year, month, day }, days) => toDay(new Date(Date.UTC(year, month - 1, day + days)))
const addMonths: Shift = ({ year, month }, months) => toDay(new Date(Date.UTC(year, month - 1 + months, 1)))

const DAY: Unit = { begin: day => day, add: addDays }
const WEEK: Unit = {
  begin: day => addDays(day, -new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay()),
  add: (day, weeks) => addDays(day, weeks * 7),
}
const MONTH: Unit = { begin: day => ({ ...day, day: 1 }), add: addMonths }
const QUARTER: Unit = {
  begin: ({ year, month }) => ({ year, month: month - ((month - 1) % 3), day: 1 }),
  add: (day, quarters) => addMonths(day, quarters * 3),
}
const YEAR: Unit = {
  begin: ({ year }) => ({ year, month: 1, day: 1 }),
  add: (day, years) => addMonths(day, years * 12),
}

/** The fiscal year is the calendar year. */
const UNITS: Readonly<Record<string, Unit>> = {
  DAY,
  WEEK,
  MONTH,
  QUARTER,
  YEAR,
  FISCAL_QUARTER: QUARTER,
  FISCAL_YEAR: YEAR,
}

/** Days before today, days that it lasts. */
const NEAR: Readonly<Record<string, readonly [number, number]>> = {
  YESTERDAY: [-1, 1],
  TODAY: [0, 1],
  TOMORROW: [1, 1],
  LAST_90_DAYS: [-90, 91],
  NEXT_90_DAYS: [1, 90],
}

const PATTERN = /^(?:(LAST|THIS|NEXT)_([A-Z_]+)|(LAST|NEXT)_N_([A-Z_]+)S:(\d+)|N_([A-Z_]+)S_AGO:(\d+))$/
/** Beyond this the calendar of the database ends. */
const MOST_UNITS = 100_000
const LIMITS = { first: '0001-01-01', last: '9999-12-31' }

/**
 * The days that a date literal (in upper case) means on the day `today`. LAST_N_DAYS counts today in, as in
 * Salesforce; the other LAST_… and NEXT_… leave out the unit that today lies in.
 */
export function rangeOfDateLiteral(literal: string, today: string): DayRange {
  const now = fromText(today)
  const near = NEAR[literal]
  if (near) return range(addDays(now, near[0]), addDays(now, near[0] + near[1]))
  const match = PATTERN.exec(literal)
  const [, relation, name, side, manyName, many, agoName, ago] = match ?? []
  if (relation && name) return single(now, unitOf(name), relation)
  if (side && manyName) return several(now, unitOf(manyName), side, Math.min(Number(many), MOST_UNITS))
  const unit = unitOf(agoName ?? '')
  return units(now, unit, -Math.min(Number(ago), MOST_UNITS), 1)
}

function unitOf(name: string): Unit {
  const unit = UNITS[name]
  if (!unit) throw new TypeError(`${name} is no unit of date literals`)
  return unit
}

function single(now: Day, unit: Unit, relation: string): DayRange {
  return units(now, unit, relation === 'LAST' ? -1 : relation === 'NEXT' ? 1 : 0, 1)
}

function several(now: Day, unit: Unit, side: string, count: number): DayRange {
  if (side === 'NEXT') return units(now, unit, 1, count)
  return unit === DAY ? units(now, unit, -count, count + 1) : units(now, unit, -count, count)
}

function units(now: Day, unit: Unit, from: number, count: number): DayRange {
  const start = unit.add(unit.begin(now), from)
  return range(start, unit.add(start, count))
}

function range(start: Day, end: Day): DayRange {
  return { start: toText(start), end: toText(end) }
}

function toDay(date: Date): Day {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

function fromText(text: string): Day {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return { year, month, day }
}

function toText({ year, month, day }: Day): string {
  if (year < 1) return LIMITS.first
  if (year > 9999) return LIMITS.last
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** The instant at which a day begins in the time zone, as ISO text in UTC. */
export function startOfDay(date: string, timeZone: string): string {
  return instantOf({ ...fromText(date), hour: 0, minute: 0, second: 0, millisecond: 0 }, timeZone)
}
