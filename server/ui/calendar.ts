import { DateTime } from 'luxon'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { Condition, Literal, Query } from '../records/query/query.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { countRecords, readPage } from '../records/read-page.ts'
import { readRecords } from '../records/read-records.ts'
import type { Period } from './calendar-period.ts'
import { type Cell, compileCell, selectOf } from './cell.ts'
import { compiledOnce } from './compiled.ts'
import { type CompiledList, orderItem } from './list-views.ts'
import type { Visit } from './visit.ts'

/** What a calendar goes by. */
export interface CalendarCells {
  readonly start: Cell
  /** Undefined: records stand on one day. */
  readonly end: Cell | undefined
}

/** Records of a day, not more than there is room for. */
export interface DayRecords {
  readonly day: DateTime<true>
  readonly records: readonly ReadRecord[]
  /** How many there are beside these; undefined: some, nobody has counted them. */
  readonly more: number | undefined
}

/** More records of a period are not read at once, and more are not counted. */
const MOST_READ = 300
const MOST_COUNTED = 5_000

const isDay = ({ field }: Cell): boolean => field.fieldType.ruleType(field) === 'date'

/** Days and times of the object that a calendar can go by, those first that people set. */
export function calendarCells(session: Session, object: ObjectModel): readonly Cell[] {
  return compiledOnce(session, `calendar ${object.name}`, () => {
    const cells = object.fieldList
      .filter(({ column, fieldType }) => column !== null && fieldType.filterable && fieldType.sortable)
      .filter(field => ['date', 'datetime'].includes(field.fieldType.ruleType(field)))
      .flatMap(({ name }) => compileCell(session, object, name) ?? [])
    return cells.sort((one, other) => Number(other.field.updateable) - Number(one.field.updateable))
  })
}

/** The local day of a record's value; undefined: it has none. */
export function dayOf(cell: Cell | undefined, record: ReadRecord, zone: string): string | undefined {
  const { value } = cell?.read(record) ?? {}
  return typeof value === 'string' ? (DateTime.fromISO(value, { zone }).toISODate() ?? undefined) : undefined
}

/** The records of a list by the days of a period, `room` of them a day. */
export async function recordsByDay(
  { session, viewer }: Visit,
  list: CompiledList,
  cells: CalendarCells,
  period: Period,
  room: number,
): Promise<readonly DayRecords[]> {
  const from = period.days[0] as DateTime<true>
  const query = queryBetween(list, cells, from, period.end)
  const { records, next } = await readPage(session, query, { size: MOST_READ })
  if (next !== undefined) return readDays(session, list, cells.start, period, room)
  return period.days.map(day => {
    const onDay = records.filter(record => isOn(cells, record, day, viewer.timeZone))
    return { day, records: onDay.slice(0, room), more: Math.max(onDay.length - room, 0) }
  })
}

function isOn({ start, end }: CalendarCells, record: ReadRecord, day: DateTime<true>, zone: string): boolean {
  const first = dayOf(start, record, zone) ?? ''
  const last = dayOf(end, record, zone) ?? first
  const date = day.toISODate()
  return date === first || (first <= date && date <= last)
}

/** Too many to read them all: the first of each day, by the day that they begin on. */
async function readDays(
  session: Session,
  list: CompiledList,
  start: Cell,
  period: Period,
  room: number,
): Promise<readonly DayRecords[]> {
  const cells = { start, end: undefined }
  const counts = isDay(start) ? await countDays(session, list, start, period) : undefined
  return Promise.all(
    period.days.map(async day => {
      const query = queryBetween(list, cells, day, day.plus({ days: 1 }))
      const { records, next } = await readPage(session, query, { size: room })
      const count = counts?.get(day.toISODate()) ?? 0
      return { day, records, more: next === undefined ? 0 : counts && count - records.length }
    }),
  )
}

/** Undefined: there are too many to count them. */
async function countDays(
  session: Session,
  list: CompiledList,
  start: Cell,
  { days, end }: Period,
): Promise<ReadonlyMap<string, number> | undefined> {
  const cells = { start, end: undefined }
  const { orderBy: _, ...query } = queryBetween(list, cells, days[0] as DateTime<true>, end)
  if ((await countRecords(session, query, MOST_COUNTED)) > MOST_COUNTED) return undefined
  const groups = await readRecords(session, {
    ...query,
    select: [
      { kind: 'field', path: start.path },
      { kind: 'function', name: 'COUNT', path: 'Id', alias: 'records' },
    ],
    groupBy: [{ kind: 'field', path: start.path }],
  })
  return new Map(groups.map(group => [String(group[start.path]), Number(group.records)]))
}

/** The list's records between two midnights, in the order of time. */
export function queryBetween(
  list: CompiledList,
  { start, end }: CalendarCells,
  from: DateTime<true>,
  to: DateTime<true>,
): Query {
  const begun = compare(start, '>=', from)
  const inTime: Condition = end ? { kind: 'or', of: [begun, compare(end, '>=', from)] } : begun
  const of = [...(list.query.where ? [list.query.where] : []), compare(start, '<', to), inTime]
  return {
    ...list.query,
    select: selectOf([...list.columns, start, ...(end ? [end] : [])]),
    where: { kind: 'and', of },
    orderBy: [orderItem(start.path, false)],
  }
}

function compare(cell: Cell, operator: '<' | '>=', at: DateTime<true>): Condition {
  const right: Literal = isDay(cell)
    ? { type: 'date', text: at.toISODate() }
    : { type: 'datetime', text: at.toUTC().toISO() }
  return { kind: 'compare', left: { kind: 'field', path: cell.path }, operator, right }
}
