import { Decimal } from 'decimal.js'
import type { ObjectModel } from '../../metadata/org-model.ts'
import { countRecords } from '../../records/read-page.ts'
import { objectPath, withParameters } from '../addresses.ts'
import { type Bar, drawBars } from '../bar-chart.ts'
import type { Cell } from '../cell.ts'
import { goneNotice } from '../gone-list.ts'
import type { CompiledList } from '../list-views.ts'
import { showCompact } from '../number-text.ts'
import { missingPage, objectOf } from '../object-of.ts'
import { type Pipeline, pipelineLists, pipelineOf } from '../pipeline.ts'
import { openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import { type Sum, showSums } from '../sums.ts'
import type { Page, Visit } from '../visit.ts'

export interface PipelineRequest {
  readonly object: string
  readonly filterName?: string | undefined
}

/** Widths in pixels that the picture is drawn for: one is shown, by the room there is. */
const WIDE = 720
const NARROW = 330
const MOST_COUNTED = 2_000
const NOTHING: readonly Sum[] = [{ currency: null, total: new Decimal(0) }]

/** The records of a list view by the picklist that it names: as a picture, and as a table beside it. */
export async function pipelinePage(visit: Visit, request: PipelineRequest): Promise<Page> {
  const { session } = visit
  const object = objectOf(session, request.object)
  const opened = await openList(session, object, request.filterName)
  const lists = pipelineLists(session, object, opened.lists)
  const wanted = request.filterName?.toLowerCase()
  const list =
    lists.find(({ view }) => view.name.toLowerCase() === wanted) ??
    (await fullestList(visit, object)) ??
    lists[0]
  const shown = list && (await pipelineView(visit, object, list))
  if (!shown) throw missingPage()
  return inShell(visit, 'pipeline', {
    title: list.view.label,
    notice: goneNotice(opened, request.filterName, list.view.label),
    object: object.name,
    label: object.label,
    pluralLabel: object.pluralLabel,
    views: lists.map(({ view }) => ({
      label: view.label,
      address: pipelinePath(object, view.name),
      isCurrent: view === list.view,
    })),
    list: withParameters(objectPath(object.name), { filterName: list.view.name }),
    board: withParameters(objectPath(object.name, 'board'), { filterName: list.view.name }),
    pipeline: shown,
  })
}

export function pipelinePath({ name }: ObjectModel, filterName: string): string {
  return withParameters(objectPath(name, 'pipeline'), { filterName })
}

/** The fullest pipeline of the first object that has one with records in it; null: none has. */
export async function firstPipeline(visit: Visit, objects: readonly ObjectModel[]): Promise<object | null> {
  for (const object of objects) {
    const list = await fullestList(visit, object)
    const shown = list && (await pipelineView(visit, object, list))
    if (shown) return { ...shown, title: list.view.label, address: pipelinePath(object, list.view.name) }
  }
  return null
}

async function fullestList({ session }: Visit, object: ObjectModel): Promise<CompiledList | undefined> {
  const lists = pipelineLists(session, object)
  const counts = await Promise.all(lists.map(({ query }) => countRecords(session, query, MOST_COUNTED)))
  const most = Math.max(0, ...counts)
  return most === 0 ? undefined : lists[counts.indexOf(most)]
}

async function pipelineView(
  visit: Visit,
  object: ObjectModel,
  list: CompiledList,
): Promise<object | undefined> {
  const pipeline = await pipelineOf(visit, object, list)
  if (!pipeline) return undefined
  const { by, amount, stages, count, sums } = pipeline
  const drawn = drawnAmount(pipeline)
  const bars = barsOf(visit, pipeline, drawn)
  const money = (of: readonly Sum[]): readonly string[] =>
    amount ? showSums(visit.viewer, amount, of.length > 0 ? of : NOTHING) : []
  return {
    byLabel: by.label,
    amountLabel: amount?.label ?? '',
    drawnLabel: drawn?.label ?? object.pluralLabel,
    stages: stages.map(stage => ({ ...stage, sums: money(stage.sums), oldest: stage.oldest ?? '' })),
    count,
    sums: money(sums),
    wide: bars.length > 0 ? await drawBars(bars, WIDE) : '',
    narrow: bars.length > 0 ? await drawBars(bars, NARROW) : '',
  }
}

/** One bar cannot be as long as amounts of two currencies: then records are counted. */
function drawnAmount({ amount, sums }: Pipeline): Cell | undefined {
  return sums.length > 1 ? undefined : amount
}

/** As long as the amount; where none is drawn, as the number of records. */
function barsOf({ viewer }: Visit, { stages }: Pipeline, drawn: Cell | undefined): readonly Bar[] {
  return stages.map(({ label, count, sums: [sum] }) => {
    const value = drawn ? Number(sum?.total ?? 0) : count
    const currency = drawn ? sum?.currency : undefined
    return { label, value: Math.max(value, 0), text: showCompact(value, viewer.locale, currency) }
  })
}
