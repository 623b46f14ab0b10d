import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { Condition } from '../records/query/query.ts'
import { objectPath, withParameters } from './addresses.ts'
import { boardFields } from './board.ts'
import { type Cell, compileCell } from './cell.ts'
import { type CompiledList, listViewsOf } from './list-views.ts'
import { pickedLabel } from './picked-value.ts'
import { addUp, type Sum } from './sums.ts'
import { readTotals, type Total } from './totals.ts'
import type { Visit } from './visit.ts'

/** Records of a list that have the same value of its picklist. */
export interface Stage {
  readonly label: string
  readonly count: number
  /** One a currency. */
  readonly sums: readonly Sum[]
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
  /** Of all stages. */
  readonly sums: readonly Sum[]
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
  const amount = summedCell(session, object, list)
  const hasOldest = compileCell(session, object, 'CreatedDate') !== undefined
  const [totals, old] = await Promise.all([
    readTotals(session, list, by, { amount, hasOldest }),
    hasOldest ? readTotals(session, list, by, { where: BEFORE }) : [],
  ])
  const stages = stagesOf(object, list, by, totals, old)
  return {
    by,
    amount,
    stages,
    count: stages.reduce((sum, { count }) => sum + count, 0),
    sums: addUp(stages.flatMap(({ sums }) => sums)),
  }
}

/** Undefined, too, where a sum would be of currencies that may not be seen. */
function summedCell(session: Session, object: ObjectModel, { view }: CompiledList): Cell | undefined {
  const { summarize } = view.kanban ?? {}
  const summed = summarize === undefined ? undefined : compileCell(session, object, summarize)
  return summed?.isSummable ? summed : undefined
}

const BEFORE: Condition = {
  kind: 'compare',
  left: { kind: 'field', path: 'CreatedDate' },
  operator: '<',
  right: { type: 'dateLiteral', text: MONTH },
}

/** In the order of the picklist; what has no value, or none of its own, comes last. */
function stagesOf(
  object: ObjectModel,
  list: CompiledList,
  by: FieldModel,
  totals: readonly Total[],
  old: readonly Total[],
): readonly Stage[] {
  const order = (by.values ?? []).map(({ fullName }) => fullName)
  const place = ({ value }: Total): number => order.indexOf(value) + 1 || order.length + 1
  const olds = new Map(old.map(({ value, count }) => [value, count]))
  return [...totals]
    .sort((one, other) => place(one) - place(other))
    .map(({ value, count, sums, oldest }) => {
      const parameters = { filterName: list.view.name, by: by.name, value: value === '' ? '-' : value }
      return {
        label: pickedLabel(by, value),
        count,
        sums,
        oldest: oldest === null ? null : Math.floor((Date.now() - Date.parse(oldest)) / DAY),
        old: olds.get(value) ?? 0,
        address: withParameters(objectPath(object.name), parameters),
      }
    })
}
