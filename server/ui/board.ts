import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import { pathAssistantOf } from '../metadata/types/path-assistant/compile.ts'
import type { Session } from '../org/session.ts'
import { readPage } from '../records/read-page.ts'
import { recordPath, withParameters } from './addresses.ts'
import { type Cell, compileCell } from './cell.ts'
import { labelOfValue } from './choices.ts'
import { compiledOnce } from './compiled.ts'
import type { CompiledList } from './list-views.ts'
import { type CellView, cellViews, rowView } from './rows.ts'
import { showSums } from './sums.ts'
import { readTotals } from './totals.ts'
import type { Visit } from './visit.ts'

export interface Lane {
  readonly value: string
  readonly label: string
  readonly count: string
  /** Of the list's first amount, one a currency; empty: it has none. */
  readonly sums: readonly string[]
  readonly cards: readonly Card[]
  readonly isMore: boolean
}

interface Card {
  readonly id: string
  readonly cells: readonly CellView[]
  /** The form that moves it. */
  readonly move: string
}

/** Cards of a lane; the list has the others. */
const CARDS = 12

/** Picklists that a board can be laid out by: what the object's path goes by, then those that have to be chosen. */
export function boardFields(session: Session, object: ObjectModel): readonly FieldModel[] {
  return compiledOnce(session, `board ${object.name}`, () => {
    const { org, access } = session
    const ofPath = pathAssistantOf(org.model, object.name)?.field
    const rank = ({ name, required }: FieldModel): number => (name === ofPath ? 0 : required ? 1 : 2)
    return object.fieldList
      .filter(
        field => field.values && field.fieldType.groupable && field.column && access.field(field, 'read'),
      )
      .sort((one, other) => rank(one) - rank(other))
  })
}

/** A lane for each value that can be chosen, with the first of its records. */
export async function lanesOf(
  visit: Visit,
  object: ObjectModel,
  list: CompiledList,
  by: FieldModel,
): Promise<readonly Lane[]> {
  const amount = summedCell(visit.session, object, list)
  const all = await readTotals(visit.session, list, by, { amount })
  const totals = new Map(all.map(total => [total.value, total]))
  const values = (by.values ?? []).filter(({ fullName, isActive }) => isActive || totals.has(fullName))
  return Promise.all(
    values.map(async ({ fullName }) => {
      const { count, sums: read } = totals.get(fullName) ?? { count: 0, sums: [] }
      const sums = amount ? showSums(visit.viewer, amount, read) : []
      const page = count > 0 ? await readLane(visit, list, by, fullName) : { records: [], next: undefined }
      const columns = list.columns.filter(({ field }) => field !== by).slice(0, 4)
      const cards = page.records.map(record => {
        const address = recordPath(object.name, String(record.Id))
        const edit = recordPath(object.name, String(record.Id), 'edit')
        const move = withParameters(edit, { fields: by.name, retURL: visit.url })
        const row = rowView(columns, record, visit.viewer, address)
        return { id: row.id, cells: cellViews(row), move }
      })
      const isMore = page.next !== undefined
      return { value: fullName, label: labelOfValue(by, fullName), count: String(count), sums, cards, isMore }
    }),
  )
}

/** What the view says, else its first amount; nothing where a sum would be of currencies that may not be seen. */
function summedCell(
  session: Session,
  object: ObjectModel,
  { view, columns }: CompiledList,
): Cell | undefined {
  const { summarize } = view.kanban ?? {}
  const said = summarize === undefined ? undefined : compileCell(session, object, summarize)
  const summed = said ?? columns.find(({ look, field }) => look.isNumeric && field.column !== null)
  return summed?.isSummable ? summed : undefined
}

function readLane({ session }: Visit, list: CompiledList, by: FieldModel, value: string) {
  const right = { type: 'string', text: value } as const
  const inLane = { kind: 'compare', left: { kind: 'field', path: by.name }, operator: '=', right } as const
  const of = [...(list.query.where ? [list.query.where] : []), inLane]
  return readPage(session, { ...list.query, where: { kind: 'and', of } }, { size: CARDS })
}
