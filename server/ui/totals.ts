import { Decimal } from 'decimal.js'
import type { FieldModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { Condition, Query, SelectItem } from '../records/query/query.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { readRecords } from '../records/read-records.ts'
import type { Cell } from './cell.ts'
import type { CompiledList } from './list-views.ts'
import type { Sum } from './sums.ts'

/** All records of a list that have one value of its picklist. */
export interface Total {
  /** Empty: they have none. */
  readonly value: string
  readonly count: number
  /** One a currency; none: there is nothing to sum up. */
  readonly sums: readonly Sum[]
  /** When the first of them was created; null: that was not asked for. */
  readonly oldest: string | null
}

export interface Asked {
  /** What is summed up. */
  readonly amount?: Cell | undefined
  readonly hasOldest?: boolean
  readonly where?: Condition
}

const OLDEST: SelectItem = { kind: 'function', name: 'MIN', path: 'CreatedDate', alias: 'oldest' }

/** By one statement, whatever the number of values and currencies. */
export async function readTotals(
  session: Session,
  list: CompiledList,
  by: FieldModel,
  asked: Asked,
): Promise<readonly Total[]> {
  const totals = new Map<string, Total>()
  for (const group of await readRecords(session, groupedQuery(list, by, asked))) {
    const value = String(group[by.name] ?? '')
    const total = totalOf(value, group, currencyIn(group, by, asked.amount))
    const before = totals.get(value)
    totals.set(value, before ? joined(before, total) : total)
  }
  return [...totals.values()]
}

function groupedQuery({ query }: CompiledList, by: FieldModel, { amount, hasOldest, where }: Asked): Query {
  const { orderBy: _, ...rest } = query
  const of = [...(rest.where ? [rest.where] : []), ...(where ? [where] : [])]
  const groups: readonly SelectItem[] = [
    { kind: 'field', path: by.name },
    ...(hasCurrency(by, amount)
      ? [{ kind: 'field', path: amount.currencyPath, alias: 'currency' } as const]
      : []),
  ]
  return {
    ...rest,
    select: [
      ...groups,
      { kind: 'function', name: 'COUNT', path: 'Id', alias: 'records' },
      ...(amount ? [{ kind: 'function', name: 'SUM', path: amount.path, alias: 'total' } as const] : []),
      ...(hasOldest ? [OLDEST] : []),
    ],
    ...(of.length > 0 && { where: { kind: 'and', of } }),
    groupBy: groups.flatMap(item => (item.kind === 'field' ? { kind: 'field', path: item.path } : [])),
  }
}

/** A board by the currency itself has it already. */
function hasCurrency(by: FieldModel, amount: Cell | undefined): amount is Cell {
  return amount !== undefined && amount.currencyPath !== '' && amount.currencyPath !== by.name
}

function currencyIn(group: ReadRecord, by: FieldModel, amount: Cell | undefined): string | null {
  if (!amount || amount.currencyPath === '') return null
  const currency = group[hasCurrency(by, amount) ? 'currency' : by.name]
  return typeof currency === 'string' ? currency : null
}

function totalOf(value: string, group: ReadRecord, currency: string | null): Total {
  const { records, total, oldest } = group
  return {
    value,
    count: Number(records),
    sums: typeof total === 'string' ? [{ currency, total: new Decimal(total) }] : [],
    oldest: typeof oldest === 'string' ? oldest : null,
  }
}

/** Of the same value in two currencies. */
function joined(one: Total, other: Total): Total {
  const oldest = [one.oldest, other.oldest].filter(text => text !== null).sort()[0] ?? null
  return {
    value: one.value,
    count: one.count + other.count,
    sums: [...one.sums, ...other.sums],
    oldest,
  }
}
