import type { ObjectModel } from '../metadata/org-model.ts'
import { modelInWords } from '../org/words.ts'
import type { Query } from '../records/query/query.ts'
import { countRecords } from '../records/read-page.ts'
import { readRecords } from '../records/read-records.ts'
import { objectPath, recordPath, withParameters } from './addresses.ts'
import { compileCell } from './cell.ts'
import { type CompiledList, compileList, listViewsOf } from './list-views.ts'
import { type RowView, rowView } from './rows.ts'
import type { Visit } from './visit.ts'

/** Records of one object that wait for the viewer. */
export interface OpenWork {
  readonly name: string
  readonly label: string
  readonly columns: readonly { readonly label: string; readonly isNumeric: boolean }[]
  readonly rows: readonly RowView[]
  /** `7`; `100+` when there are more. */
  readonly count: string
  /** The list with all of them. */
  readonly all: string
}

const ROWS = 5
const OF_OWNER = /^(?:OwnerId|\$User\.Id)$/i
const COLUMNS = 5
const MOST_COUNTED = 100

/** Records that the viewer owns and that are open: what the narrowest list view of own records has, of each tab. */
export async function openWork(visit: Visit, tabs: readonly ObjectModel[]): Promise<readonly OpenWork[]> {
  const work = await Promise.all(
    tabs.filter(({ name }) => name !== 'Task').map(object => workOf(visit, object)),
  )
  return work.flatMap(one => one ?? [])
}

async function workOf(visit: Visit, object: ObjectModel): Promise<OpenWork | undefined> {
  const list = ownList(visit, object)
  if (!list) return undefined
  const shown = list.columns.slice(0, COLUMNS)
  const [records, count] = await Promise.all([
    readRecords(visit.session, { ...list.query, limit: ROWS }),
    countRecords(visit.session, list.query, MOST_COUNTED),
  ])
  if (records.length === 0) return undefined
  return {
    name: object.name,
    label: list.view.label,
    columns: shown.map(({ label, look }) => ({ label, isNumeric: look.isNumeric === true })),
    rows: records.map(one => rowView(shown, one, visit.viewer, recordPath(object.name, String(one.Id)))),
    count: count > MOST_COUNTED ? `${MOST_COUNTED}+` : String(count),
    all: withParameters(objectPath(object.name), { filterName: list.view.name }),
  }
}

/** One that only asks for the owner says nothing of what is open. */
function ownList({ session }: Visit, object: ObjectModel): CompiledList | undefined {
  const asks = ({ view }: CompiledList): number =>
    (view.filter?.references ?? []).filter(path => !OF_OWNER.test(path)).length
  return listViewsOf(session, object)
    .filter(list => list.view.isMine && asks(list) > 0)
    .reduce<CompiledList | undefined>(
      (best, list) => (best && asks(best) >= asks(list) ? best : list),
      undefined,
    )
}

const TASKS = 8

/** Tasks of the viewer that are not closed; null where tasks may not be seen. */
export async function openTasks({ session, viewer }: Visit): Promise<object | null> {
  const object = modelInWords(session).objects.get('task')
  const owner = object && compileCell(session, object, 'OwnerId')
  const closed = object && compileCell(session, object, 'IsClosed')
  if (!object || !session.access.object(object, 'read') || !owner || !closed) return null
  const columns = ['Subject', 'ActivityDate', 'Priority', 'WhatId']
  const list = compileList(session, object, { name: 'mine', label: '', columns, orderBy: [] })
  const query: Query = {
    ...list.query,
    filterScope: 'mine',
    where: {
      kind: 'compare',
      left: { kind: 'field', path: 'IsClosed' },
      operator: '=',
      right: { type: 'boolean', text: 'false' },
    },
    orderBy: [{ operand: { kind: 'field', path: 'ActivityDate' }, descending: false, nulls: 'last' }],
    limit: TASKS,
  }
  const records = await readRecords(session, query)
  return {
    columns: list.columns.map(({ label, look }) => ({ label, isNumeric: look.isNumeric === true })),
    rows: records.map(one => rowView(list.columns, one, viewer, recordPath(object.name, String(one.Id)))),
    all: objectPath(object.name),
  }
}
