import type { Session } from '../../org/session.ts'
import type { Query } from '../query/query.ts'
import type { WriteRecord } from '../read/output-json.ts'
import { planOfQuery } from '../read/plan-cache.ts'
import type { ReadPlan } from '../read/plan-compiled.ts'
import { runPlan, runValues } from '../read/run.ts'
import { malformedSearch } from './malformed-search.ts'

/** Rows of one object, and how they are written. */
export interface Found {
  readonly plan: ReadPlan
  readonly rows: readonly (readonly (string | null)[])[]
  readonly write: WriteRecord
}

/** The records of a query that has a limit. */
export async function findRows(session: Session, query: Query): Promise<Found> {
  const bound = planOfQuery(session.org, session.access, query)
  const { plan } = bound
  if (plan.kind !== 'records') throw malformedSearch('a search answers records, no counts or groups')
  const rows = await runPlan(session, plan.page(query.limit), plan.sources, runValues(session, bound))
  return { plan, rows, write: plan.writeRecord }
}
