import type { Session } from '../org/session.ts'
import type { Query } from './query/query.ts'
import { chooseForQuery } from './read/choose-use.ts'
import { compileRecord, type MakeRecord, type ReadRecord } from './read/output-records.ts'
import type { BoundPlan } from './read/plan-cache.ts'
import type { ReadPlan } from './read/plan-compiled.ts'
import { runPlan, runValues, withFreshModel } from './read/run.ts'

const recordMakers = new WeakMap<ReadPlan, MakeRecord>()

/** All rows of a query as records of engine values; COUNT() alone gives one record with `expr0`. */
export function readRecords(session: Session, query: Query): Promise<readonly ReadRecord[]> {
  return withFreshModel(session, () => recordsOf(session, query))
}

async function recordsOf(session: Session, query: Query): Promise<readonly ReadRecord[]> {
  const bound = await chooseForQuery(session, query)
  const rows = await runAll(session, bound)
  if (bound.plan.kind === 'count') return [{ expr0: rows[0]?.[0] ?? '0' }]
  const make = recordMaker(bound.plan)
  return rows.map(row => make(row) as ReadRecord)
}

function runAll(session: Session, bound: BoundPlan): ReturnType<typeof runPlan> {
  const { plan } = bound
  return runPlan(
    session,
    plan.page(plan.kind === 'count' ? undefined : plan.limit),
    plan.sources,
    runValues(session, bound),
  )
}

export function recordMaker(plan: ReadPlan): MakeRecord {
  const made = recordMakers.get(plan) ?? compileRecord(plan.output)
  recordMakers.set(plan, made)
  return made
}
