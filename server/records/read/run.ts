import { setTimeout as delay } from 'node:timers/promises'
import { askerValues } from '../../access/asker.ts'
import { AtelierError } from '../../kernel/errors.ts'
import type { Session } from '../../org/session.ts'
import type { Connection } from '../../storage/database.ts'
import { DatabaseError } from '../../storage/pg-errors.ts'
import { quoteTable } from '../../storage/sql/names.ts'
import { bindSlots, type PreparedSql } from '../../storage/sql/slots.ts'
import type { RawResult, Statement } from '../../storage/statement.ts'
import type { BoundPlan } from './plan-cache.ts'
import type { RunValues, SlotSource } from './plan-context.ts'

/** The instant that a read takes as now: one for all of a transaction. */
export function nowOf(session: Session): Date {
  return session.transaction?.now ?? new Date()
}

export function connectionOf(session: Session): Connection {
  return session.transaction?.connection ?? session.org.database
}

export function runValues(
  session: Session,
  { values }: Pick<BoundPlan, 'values'>,
  more: Partial<RunValues> = {},
): RunValues {
  return { values, now: nowOf(session), asker: askerValues(session.org.model, session.principal), ...more }
}

const ranBefore = new WeakSet<PreparedSql>()

/**
 * The statement for these values. It is prepared under a name from its second use on, so that queries that are asked
 * once leave nothing behind in the connections.
 */
export function bindPlan(prepared: PreparedSql, sources: readonly SlotSource[], run: RunValues): Statement {
  const used = prepared.parameters.length === 0 ? [] : sources.map(source => source(run))
  const statement = bindSlots(prepared, used)
  if (ranBefore.has(prepared)) return statement
  ranBefore.add(prepared)
  return { text: statement.text, values: statement.values }
}

export async function runPlan(
  session: Session,
  prepared: PreparedSql,
  sources: readonly SlotSource[],
  run: RunValues,
): Promise<RawResult['rows']> {
  const { rows } = await connectionOf(session).run(bindPlan(prepared, sources, run))
  return rows
}

/** What PostgreSQL says when a table, column or type is not what the statement was compiled for. */
const STALE = new Set(['42P01', '42703', '42883', '42804', '0A000'])

/**
 * Runs a read once more when a deploy has changed the tables under a statement of the model before. `work` must plan
 * anew each time.
 */
export async function withFreshModel<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
  const { version } = session.org.model
  try {
    return await work()
  } catch (error) {
    const isStale = error instanceof DatabaseError && STALE.has(error.sqlState) && !session.transaction
    if (isStale && (await isReplaced(session.org, version))) return work()
    throw explained(error)
  }
}

/** Milliseconds that a deployed model may take to arrive at this node, and between two looks. */
const ARRIVAL = 2_000
const LOOK = 25

async function isReplaced(org: Session['org'], version: number): Promise<boolean> {
  const text = `SELECT version FROM ${quoteTable(org.schema, '_model')}`
  const { rows } = await org.database.run({ text, values: [] })
  if (Number(rows[0]?.[0]) === version) return false
  for (let waited = 0; waited < ARRIVAL && org.model.version === version; waited += LOOK) await delay(LOOK)
  return org.model.version !== version
}

/** Queries that PostgreSQL itself refuses (a number beyond its range, an expression too deep) are bad input. */
function explained(error: unknown): unknown {
  const isRefused = error instanceof DatabaseError && /^(?:22|42|54)/.test(error.sqlState)
  if (!isRefused || error.code !== 'UNKNOWN_EXCEPTION') return error
  return new AtelierError('MALFORMED_QUERY', `The query cannot be run: ${error.message}`, undefined, {
    cause: error,
  })
}
