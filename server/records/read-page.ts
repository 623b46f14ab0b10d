import { hash } from 'node:crypto'
import type { Session } from '../org/session.ts'
import type { Query } from './query/query.ts'
import { chooseForQuery } from './read/choose-use.ts'
import type { ReadRecord } from './read/output-records.ts'
import { pageAfter, positionIn, type RowPosition } from './read/paging.ts'
import type { Paging, ReadPlan } from './read/plan-compiled.ts'
import { runPlan, runValues, withFreshModel } from './read/run.ts'
import { recordMaker } from './read-records.ts'

export interface RecordPage {
  readonly records: readonly ReadRecord[]
  /** Where the next page begins: opaque text for `after`. Undefined behind the last row. */
  readonly next: string | undefined
}

/**
 * So many records of a query, those behind a place in its order. A place of another order, or of none, is the
 * beginning. The query has no limit of its own and no groups.
 */
export function readPage(
  session: Session,
  query: Query,
  { size, after }: { readonly size: number; readonly after?: string | undefined },
): Promise<RecordPage> {
  return withFreshModel(session, async () => {
    const bound = await chooseForQuery(session, query, size)
    const { plan } = bound
    const paging = plan.paging as Paging
    const position = after === undefined ? undefined : readPlace(after, paging)
    const prepared = position ? pageAfter(paging, position, size + 1) : paging.first(size + 1)
    const run = runValues(session, bound, position ? { position } : {})
    const rows = await runPlan(session, prepared, plan.sources, run)
    const make = recordMaker(plan)
    const last = rows.length > size ? rows[size - 1] : undefined
    return {
      records: rows.slice(0, size).map(row => make(row) as ReadRecord),
      next: last && writePlace(positionIn(last, paging), paging),
    }
  })
}

/** The number of a query's records; `most` and one more when there are more than `most`, or were some seconds ago. */
export async function countRecords(session: Session, query: Query, most: number): Promise<number> {
  const { orderBy: _, ...rest } = query
  const counted: Query = { ...rest, select: [{ kind: 'function', name: 'COUNT' }], limit: most + 1 }
  return withFreshModel(session, async () => {
    const bound = await chooseForQuery(session, counted)
    const { plan } = bound
    const ofPlan = manyUntil.get(plan) ?? new Map<string, number>()
    manyUntil.set(plan, ofPlan)
    const key = JSON.stringify([session.principal.userId, bound.values])
    if (!session.transaction && (ofPlan.get(key) ?? 0) > Date.now()) return most + 1
    const [row] = await runPlan(session, plan.page(undefined), plan.sources, runValues(session, bound))
    const found = Number(row?.[0] ?? 0)
    if (ofPlan.size >= MOST_REMEMBERED) ofPlan.clear()
    if (found > most) ofPlan.set(key, Date.now() + MANY_LIFE)
    return found
  })
}

/** Until when it is taken for granted that a count goes beyond its limit, which takes long to find out. */
const manyUntil = new WeakMap<ReadPlan, Map<string, number>>()
/** Milliseconds. */
const MANY_LIFE = 30_000
const MOST_REMEMBERED = 1_000

const marks = new WeakMap<Paging, string>()

function orderMark(paging: Paging): string {
  const known = marks.get(paging) ?? hash('sha256', paging.order, 'base64url').slice(0, 8)
  marks.set(paging, known)
  return known
}

function writePlace(position: RowPosition, paging: Paging): string {
  return Buffer.from(JSON.stringify([orderMark(paging), ...position])).toString('base64url')
}

function readPlace(text: string, paging: Paging): RowPosition | undefined {
  try {
    const [mark, ...position] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    const fits =
      mark === orderMark(paging) &&
      position.length === paging.keys.length &&
      position.every(key => key === null || typeof key === 'string')
    return fits ? (position as RowPosition) : undefined
  } catch {
    return undefined
  }
}
