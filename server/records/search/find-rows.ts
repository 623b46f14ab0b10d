import type { Session } from '../../org/session.ts'
import { bindSlots } from '../../storage/sql/slots.ts'
import { unionAll } from '../../storage/sql/union-all.ts'
import type { Query } from '../query/query.ts'
import { manyUse } from '../read/choose-use.ts'
import type { WriteRecord } from '../read/output-json.ts'
import { type BoundPlan, planOfQuery } from '../read/plan-cache.ts'
import type { ReadPlan } from '../read/plan-compiled.ts'
import { connectionOf, runPlan, runValues } from '../read/run.ts'
import { malformedSearch } from './malformed-search.ts'

/** Rows of one object, and how they are written. */
export interface Found {
  readonly plan: ReadPlan
  readonly rows: readonly (readonly (string | null)[])[]
  readonly write: WriteRecord
}

/** The records of a query that has a limit. */
export async function findRows(session: Session, query: Query): Promise<Found> {
  const bound = planOf(session, query)
  const { plan } = bound
  const rows = await runPlan(session, plan.page(query.limit), plan.sources, runValues(session, bound))
  return { plan, rows, write: plan.writeRecord }
}

/**
 * The records of each query, in one statement. All must read as many fields, of one type each, and find few records by an
 * index: to plan so many at once takes longer than to run them.
 */
export async function findRowsOfEach(session: Session, queries: readonly Query[]): Promise<readonly Found[]> {
  if (queries.length < 2) return Promise.all(queries.map(query => findRows(session, query)))
  const plans = queries.map(query => planOf(session, query))
  const statements = plans.map((bound, place) => {
    const run = runValues(session, bound)
    const used = bound.plan.sources.map(source => source(run))
    return bindSlots(bound.plan.page(queries[place]?.limit), used)
  })
  const { rows } = await connectionOf(session).run({ ...unionAll(statements), isBounded: true })
  return plans.map(({ plan }, place) => {
    const own = rows.filter(([of]) => Number(of) === place).map(([, ...row]) => row)
    return { plan, rows: own, write: plan.writeRecord }
  })
}

function planOf(session: Session, query: Query): BoundPlan {
  const { org, access } = session
  const bound = planOfQuery(org, access, query, manyUse(session))
  if (bound.plan.kind === 'records') return bound
  throw malformedSearch('a search answers records, no counts or groups')
}
