import type { ObjectModel } from '../../metadata/org-model.ts'
import type { ReadRecord } from '../../records/read/output-records.ts'
import { readPage } from '../../records/read-page.ts'
import { objectPath, recordPath, withParameters } from '../addresses.ts'
import {
  type CalendarCells,
  calendarCells,
  type DayRecords,
  queryBetween,
  recordsByDay,
} from '../calendar.ts'
import { CALENDAR_VIEWS, moveDay, type Period, periodOf } from '../calendar-period.ts'
import type { Cell } from '../cell.ts'
import { showDay } from '../date-text.ts'
import { formCells } from '../form-fields.ts'
import { goneNotice } from '../gone-list.ts'
import { layoutOf } from '../layouts.ts'
import type { CompiledList } from '../list-views.ts'
import { liveView } from '../live-view.ts'
import { mayCreate, mayEdit } from '../may.ts'
import { missingPage, objectOf } from '../object-of.ts'
import { cellViews, rowView } from '../rows.ts'
import { openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

export interface CalendarRequest {
  readonly object: string
  readonly filterName?: string | undefined
  /** The date that records stand on. */
  readonly by?: string | undefined
  readonly view?: string | undefined
  /** `2026-01-31` */
  readonly day?: string | undefined
  readonly after?: string | undefined
}

/** Records that a day has room for. */
const ROOM = { month: 4, week: 20, day: 0 }
const ROWS = 50

/** The records of a list view on their days: a month, a week, or a day as a table. */
export async function calendarPage(visit: Visit, request: CalendarRequest): Promise<Page> {
  const { session, viewer } = visit
  const object = objectOf(session, request.object)
  const opened = await openList(session, object, request.filterName)
  const { lists, list } = opened
  const cells = chooseCells(visit, object, list, request.by)
  const view = CALENDAR_VIEWS.find(name => name === request.view) ?? 'month'
  const period = periodOf(viewer, view, request.day)
  const path = objectPath(object.name, 'calendar')
  const link = (more: Readonly<Record<string, string | undefined>>): string =>
    withParameters(path, {
      filterName: list.view.name,
      by: cells.start.path,
      view,
      day: period.day.toISODate(),
      ...more,
    })
  const shown = { visit, object, list, cells, period, link }
  return inShell(visit, 'calendar', {
    title: list.view.label,
    notice: goneNotice(opened, request.filterName, list.view.label),
    ...{ object: object.name, label: object.label, pluralLabel: object.pluralLabel },
    views: lists.map(one => ({
      label: one.view.label,
      address: link({ filterName: one.view.name, by: one.view.calendar?.startField ?? cells.start.path }),
      isCurrent: one.view === list.view,
    })),
    ...choicesOf(shown),
    list: withParameters(objectPath(object.name), { filterName: list.view.name, sort: cells.start.path }),
    create: mayCreate(session, object) ? objectPath(object.name, 'new') : '',
    heading: headingOf(visit, period),
    ...{ before: link({ day: moveDay(period, -1) }), next: link({ day: moveDay(period, 1) }) },
    today: link({ day: undefined }),
    mayMove: mayMove(visit, object, cells),
    ...{ by: cells.start.path, end: cells.end?.path ?? '', url: visit.url },
    live: liveView(session, object, { isList: true }),
    table: view === 'day' ? await dayTable(shown, request.after) : null,
    ...(view === 'day' ? { weekdays: [], weeks: [], isEmpty: false } : await monthOrWeek(shown)),
  })
}

interface Shown {
  readonly visit: Visit
  readonly object: ObjectModel
  readonly list: CompiledList
  readonly cells: CalendarCells
  readonly period: Period
  readonly link: (more: Readonly<Record<string, string | undefined>>) => string
}

function chooseCells(
  { session }: Visit,
  object: ObjectModel,
  { view }: CompiledList,
  by: string | undefined,
): CalendarCells {
  const cells = calendarCells(session, object)
  const named = (name: string | undefined): Cell | undefined =>
    cells.find(({ path }) => path.toLowerCase() === name?.toLowerCase())
  const own = named(view.calendar?.startField)
  const start = named(by) ?? own ?? cells[0]
  if (!start) throw missingPage()
  return { start, end: start === own ? named(view.calendar?.endField) : undefined }
}

/** What the calendar can go by, and what it can show. */
function choicesOf({ visit, object, cells, period, link }: Shown): object {
  const fields = calendarCells(visit.session, object)
  return {
    byLabel: cells.start.label,
    others: fields.map(({ path, label }) => ({
      ...{ label, address: link({ by: path }), isCurrent: path === cells.start.path },
    })),
    periods: CALENDAR_VIEWS.map(view => ({
      ...{ label: `calendar.${view}`, address: link({ view }), isCurrent: view === period.view },
    })),
  }
}

function headingOf({ viewer: { locale } }: Visit, { view, day, days }: Period): string {
  const [first, last] = [days[0] ?? day, days.at(-1) ?? day]
  if (view === 'month')
    return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(`${day.toISODate()}T00:00:00Z`),
    )
  const texts = [first, last].map(one => showDay(one.toISODate(), locale))
  return view === 'day' ? String(texts[0]) : texts.join(' – ')
}

function mayMove({ session }: Visit, object: ObjectModel, { start, end }: CalendarCells): boolean {
  if (!mayEdit(session, object)) return false
  const fields = formCells(session, object, layoutOf(session, object, undefined), 'update')
  return fields.has(start.path) && (!end || fields.has(end.path))
}

async function monthOrWeek(shown: Shown): Promise<object> {
  const { visit, list, cells, period } = shown
  const { locale, timeZone } = visit.viewer
  const days = await recordsByDay(visit, list, cells, period, ROOM[period.view])
  const today = periodOf({ locale, timeZone }, 'day', undefined).day.toISODate()
  const views = days.map(one => dayView(shown, one, today))
  const name = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  return {
    isEmpty: days.every(({ records }) => records.length === 0),
    weekdays: period.days.slice(0, 7).map(day => name.format(new Date(`${day.toISODate()}T00:00:00Z`))),
    weeks: Array.from({ length: views.length / 7 }, (_, week) => views.slice(week * 7, week * 7 + 7)),
  }
}

function dayView(shown: Shown, { day, records, more }: DayRecords, today: string): object {
  const { visit, period, link } = shown
  const date = day.toISODate()
  return {
    date,
    number: day.day,
    label: showDay(date, visit.viewer.locale),
    isToday: date === today,
    isOutside: period.view === 'month' && day.month !== period.day.month,
    entries: records.map(record => entryView(shown, record)),
    isMore: more === undefined || more > 0,
    more: more ?? '',
    address: link({ view: 'day', day: date }),
  }
}

/** A record on its day, with what its controls would hold: that is what moves. */
function entryView({ visit, object, list, cells }: Shown, record: ReadRecord): object {
  const { start, end } = cells
  const { viewer, url } = visit
  const own = recordPath(object.name, String(record.Id))
  const columns = list.columns.filter(({ path }) => path !== start.path && path !== end?.path)
  const row = rowView(columns.slice(0, 3), record, viewer, own)
  const { id, name } = row
  const texts = cellViews(row)
    .slice(1)
    .map(({ view }) => (view as { readonly text?: string }).text ?? '')
  const inputOf = (cell: Cell | undefined): string =>
    cell ? (cell.look.toInput(cell.read(record), { field: cell.field, viewer })[0] ?? '') : ''
  const fields = [start.path, ...(end ? [end.path] : [])].join()
  return {
    ...{ id, name, address: own, detail: texts.find(text => text !== '') ?? '' },
    ...{ start: inputOf(start), end: inputOf(end) },
    move: withParameters(recordPath(object.name, id, 'edit'), { fields, retURL: url }),
  }
}

async function dayTable(
  { visit, object, list, cells, period, link }: Shown,
  after: string | undefined,
): Promise<object> {
  const from = period.day
  const query = queryBetween(list, cells, from, period.end)
  const { records, next } = await readPage(visit.session, query, { size: ROWS, after })
  return {
    columns: list.columns.map(({ label, look }) => ({ label, isNumeric: look.isNumeric === true })),
    rows: records.map(record =>
      rowView(list.columns, record, visit.viewer, recordPath(object.name, String(record.Id))),
    ),
    next: next ? link({ after: next }) : '',
    first: after ? link({}) : '',
  }
}
