import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { Condition, Query } from '../records/query/query.ts'
import type { Cell } from './cell.ts'
import { escapeLike } from './find-target.ts'
import { type CompiledList, orderItems } from './list-views.ts'
import { pickedOf } from './picked-value.ts'

/** What the address of a list page asks for. */
export interface ListRequest {
  readonly object: string
  readonly filterName?: string | undefined
  /** Path of a column. */
  readonly sort?: string | undefined
  readonly desc?: string | undefined
  /** Text that a record's columns hold. */
  readonly q?: string | undefined
  readonly after?: string | undefined
  /** Only records with this value of a picklist. */
  readonly by?: string | undefined
  readonly value?: string | undefined
}

/** One cell of a list, when it is changed alone. */
export interface CellRequest extends ListRequest {
  /** Of its record; undefined: all cells of all rows are changed together. */
  readonly id?: string | undefined
  /** Path of its column. */
  readonly field?: string | undefined
}

/** What the list is ordered by: what the address asks for, else what the view says. */
export function orderOf({ columns, view }: CompiledList, { sort, desc }: ListRequest) {
  const asked = columns.find(cell => cell.path.toLowerCase() === sort?.toLowerCase() && isSortable(cell))
  if (asked) return { sort: asked.path, desc: desc === '1' }
  const [first] = view.orderBy
  return { sort: first?.field, desc: first?.descending === true }
}

export const isSortable = ({ field }: Cell): boolean => field.fieldType.sortable

/** The records that a list page shows, in its order. */
export function queryOf(
  session: Session,
  object: ObjectModel,
  list: CompiledList,
  request: ListRequest,
): Query {
  const asked = list.columns.find(cell => cell.path.toLowerCase() === request.sort?.toLowerCase())
  const orderBy = asked && isSortable(asked) ? orderItems(asked, request.desc === '1') : list.query.orderBy
  const q = request.q?.trim()
  const picked = pickedOf(session, object, request)
  const of = [
    ...(list.query.where ? [list.query.where] : []),
    ...(picked ? [picked.condition] : []),
    ...(q ? [searchOf(list.columns, q)] : []),
  ]
  const where: Condition | undefined = of.length > 1 ? { kind: 'and', of } : of[0]
  return { ...list.query, ...(orderBy && { orderBy }), ...(where && { where }) }
}

/** Records with the text in one of the columns. */
function searchOf(columns: readonly Cell[], text: string): Condition {
  const paths = columns.flatMap(({ field, path, selects }) => {
    if (field.referenceTo) return selects.slice(1)
    return field.fieldType.filterable && field.fieldType.ruleType(field) === 'text' ? [path] : []
  })
  const right = { type: 'string', text: `%${escapeLike(text)}%` } as const
  const of = paths.map(
    path => ({ kind: 'compare', left: { kind: 'field', path }, operator: 'LIKE', right }) as const,
  )
  return { kind: 'or', of }
}
