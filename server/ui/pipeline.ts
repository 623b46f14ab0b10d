import { Decimal } from 'decimal.js'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { Condition, Query, SelectItem } from '../records/query/query.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { readRecords } from '../records/read-records.ts'
import { objectPath, withParameters } from './addresses.ts'
import { boardFields } from './board.ts'
import { type Cell, compileCell } from './cell.ts'
import { type CompiledList, listViewsOf } from './list-views.ts'
import { pickedLabel } from './picked-value.ts'
import type { Visit } from './visit.ts'

/** Records of a list that have the same value of its picklist. */
export interface Stage {
  readonly label: string
  readonly count: number
  /** Decimal text; null: nothing is summed up. */
  readonly amount: string | null
  /** Whole days since the oldest was created; null where that may not be seen. */
  readonly oldest: number | null
  /** How many were created more than a month ago. */
  readonly old: number
  /** The list with only these records. */
  readonly address: string
}

export interface Pipeline {
  readonly by: FieldModel
  /** What is summed up; undefined: records are only counted. */
  readonly amount: Cell | undefined
  readonly stages: readonly Stage[]
  readonly count: number
  readonly total: string | null
}

const MONTH = 'LAST_N_DAYS:30'
const DAY = 86_400_000

/** Those lists of an object that say by which picklist they are a board, those that sum something up first. */
export function pipelineLists(
  session: Session,
  object: ObjectModel,
  lists: readonly CompiledList[] = listViewsOf(session, object),
): readonly CompiledList[] {
  const rank = ({ view }: CompiledList): number => (view.kanban?.summarize === undefined ? 1 : 0)
  return lists
    .filter(list => pipelineField(session, object, list) !== undefined)
    .sort((one, other) => rank(one) - rank(other))
}

function pipelineField(
  session: Session,
  object: ObjectModel,
  { view }: CompiledList,
): FieldModel | undefined {
  return boardFields(session, object).find(({ name }) => name === view.kanban?.groupBy)
}

/** All records of a list by its picklist: how many, how much, how old. Undefined: the list has no picklist. */
export async function pipelineOf(
  visit: Visit,
  object: ObjectModel,
  list: CompiledList,
): Promise<Pipeline | undefined> {
  const { session } = visit
  const by = pipelineField(session, object, list)
  if (!by) return undefined
  const summed = list.view.kanban?.summarize
  const amount = summed === undefined ? undefined : compileCell(session, object, summed)
  const created = compileCell(session, object, 'CreatedDate')
  const [groups, old] = await Promise.all([
    readGroups(session, list, by, [...sumOf(amount), ...(created ? [OLDEST] : [])]),
    created ? readGroups(session, list, by, [], BEFORE) : [],
  ])
  const stages = stagesOf(object, list, by, groups, old)
  const total = amount ? stages.reduce((sum, stage) => sum.plus(stage.amount ?? 0), new Decimal(0)) : null
  return {
    by,
    amount,
    stages,
    count: stages.reduce((sum, { count }) => sum + count, 0),
    total: total?.toFixed() ?? null,
  }
}

const OLDEST: SelectItem = { kind: 'function', name: 'MIN', path: 'CreatedDate', alias: 'oldest' }
const BEFORE: Condition = {
  kind: 'compare',
  left: { kind: 'field', path: 'CreatedDate' },
  operator: '<',
  right: { type: 'dateLiteral', text: MONTH },
}

function sumOf(amount: Cell | undefined): readonly SelectItem[] {
  return amount ? [{ kind: 'function', name: 'SUM', path: amount.path, alias: 'total' }] : []
}

function readGroups(
  session: Session,
  { query }: CompiledList,
  by: FieldModel,
  more: readonly SelectItem[],
  where?: Condition,
): Promise<readonly ReadRecord[]> {
  const { orderBy: _, ...rest } = query
  const of = [...(rest.where ? [rest.where] : []), ...(where ? [where] : [])]
  const grouped: Query = {
    ...rest,
    select: [
      { kind: 'field', path: by.name },
      { kind: 'function', name: 'COUNT', path: 'Id', alias: 'records' },
      ...more,
    ],
    ...(of.length > 0 && { where: { kind: 'and', of } }),
    groupBy: [{ kind: 'field', path: by.name }],
  }
  return readRecords(session, grouped)
}

/** In the order of the picklist; what has no value, or none of its own, comes last. */
function stagesOf(
  object: ObjectModel,
  list: CompiledList,
  by: FieldModel,
  groups: readonly ReadRecord[],
  old: readonly ReadRecord[],
): readonly Stage[] {
  const order = (by.values ?? []).map(({ fullName }) => fullName)
  const valueIn = (group: ReadRecord): string => String(group[by.name] ?? '')
  const place = (group: ReadRecord): number => order.indexOf(valueIn(group)) + 1 || order.length + 1
  const olds = new Map(old.map(group => [valueIn(group), Number(group.records)]))
  return [...groups]
    .sort((one, other) => place(one) - place(other))
    .map(group => {
      const value = valueIn(group)
      const parameters = { filterName: list.view.name, by: by.name, value: value === '' ? '-' : value }
      return {
        label: pickedLabel(by, value),
        count: Number(group.records),
        amount: 'total' in group ? String(group.total ?? '0') : null,
        oldest: group.oldest ? Math.floor((Date.now() - Date.parse(String(group.oldest))) / DAY) : null,
        old: olds.get(value) ?? 0,
        address: withParameters(objectPath(object.name), parameters),
      }
    })
}
