import sql, { empty, raw, type Sql } from 'sql-template-tag'
import { quoteTable } from './names.ts'

/**
 * What a writer of an org passes: the key of the advisory lock that a deploy takes exclusively, and the model
 * version that its statements were compiled for.
 */
export interface GateRef {
  readonly gate: number
  /** Schema of the org: its `_model` row holds the deployed version. */
  readonly schema: string
  readonly version: number
}

/** The criterion that the data-modifying statement inside `gated` must carry: `WHERE … AND ${gateIsOpen}`. */
export const gateIsOpen: Sql = sql`(SELECT gate.open FROM gate)`

/**
 * Makes one data-modifying statement (with RETURNING, and with `gateIsOpen` in its WHERE) a write that needs no
 * transaction around it. Every result row starts with the gate's answer; see `runGated`.
 * `before` are further common table expressions (`name AS (…)`, no trailing comma) that the write reads, `after` such
 * that read what it returned, as `written`.
 */
export function gated(ref: GateRef, write: Sql, before: Sql = empty, after: Sql = empty): Sql {
  const more = before === empty ? empty : sql`, ${before}`
  const last = after === empty ? empty : sql`, ${after}`
  return sql`WITH ${gateExpression(ref)}${more}, written AS (${write})${last} SELECT gate.open, written.* FROM gate LEFT JOIN written ON true`
}

function gateExpression({ gate, schema, version }: GateRef): Sql {
  const model = quoteTable(schema, '_model')
  return raw(
    `gate AS MATERIALIZED (SELECT pg_try_advisory_xact_lock_shared(${gate}) AND version = ${version} AS open FROM ${model})`,
  )
}

/** The statement with which a transaction takes the gate, waiting; exclusive for deploys. */
export function takeGate(gate: number, exclusive: boolean): string {
  return `SELECT pg_advisory_xact_lock${exclusive ? '' : '_shared'}(${gate})`
}
