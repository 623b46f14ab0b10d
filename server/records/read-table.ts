import type { Session } from '../org/session.ts'
import type { Query } from './query/query.ts'
import { chooseForQuery } from './read/choose-use.ts'
import type { Row } from './read/output.ts'
import { compileTable, type Table, type TableColumn, type TableReader } from './read/output-table.ts'
import type { BoundPlan } from './read/plan-cache.ts'
import type { ReadPlan } from './read/plan-compiled.ts'
import { runPlan, runValues, withFreshModel } from './read/run.ts'
import { readBatches } from './read-batches.ts'

/** A result of no more rows is read with one statement. */
const BATCH = 5_000
const COUNT: readonly TableColumn[] = [{ path: 'expr0', kind: 'number' }]
const tableReaders = new WeakMap<ReadPlan, TableReader>()

/**
 * The rows of a query as a table of engine values, in batches, at most `most` of them; gives the columns. A long
 * result is read with a cursor, so that it is never in memory as a whole; but what is read inside a transaction, and
 * groups, come at once.
 */
export function readTable(
  session: Session,
  query: Query,
  most: number,
  take: (rows: Table['rows']) => Promise<void>,
): Promise<readonly TableColumn[]> {
  return withFreshModel(session, async () => {
    const bound = await chooseForQuery(session, query)
    const { plan } = bound
    if (plan.kind === 'count') {
      const [row] = await pageOf(session, bound, undefined)
      await take([[row?.[0] ?? '0']])
      return COUNT
    }
    const { columns, read } = tableReader(plan)
    const rows = Math.min(plan.limit ?? most, most)
    const isGrouped = plan.kind === 'groups' || query.firstPer !== undefined
    const atOnce = session.transaction !== undefined || isGrouped || rows <= BATCH
    const first = await pageOf(session, bound, atOnce ? rows : BATCH + 1)
    if (!atOnce && first.length > BATCH)
      await readBatches(session, bound, batch => take(batch.map(read)), { size: BATCH, most })
    else for (let i = 0; i < first.length; i += BATCH) await take(first.slice(i, i + BATCH).map(read))
    return columns
  })
}

function pageOf(session: Session, bound: BoundPlan, rows: number | undefined): Promise<readonly Row[]> {
  const { plan } = bound
  return runPlan(session, plan.page(rows), plan.sources, runValues(session, bound))
}

function tableReader(plan: ReadPlan): TableReader {
  const made = tableReaders.get(plan) ?? compileTable(plan.output)
  tableReaders.set(plan, made)
  return made
}
