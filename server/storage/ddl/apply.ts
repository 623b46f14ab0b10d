import type { Connection } from '../database.ts'
import { quoteLiteral, quoteTable } from '../sql/names.ts'
import type { ColumnShape, Tombstone } from './shape.ts'
import type { DdlStep, Impact } from './step.ts'
import { describeStep, stepImpact, stepStatements } from './step-kinds.ts'

/** Statements that go to PostgreSQL in one round trip. */
const BATCH = 500

/** Takes the steps, inside the caller's transaction. */
export async function applySteps(
  connection: Connection,
  schema: string,
  steps: readonly DdlStep[],
): Promise<void> {
  const statements = steps.flatMap(step => stepStatements(step, schema))
  for (let i = 0; i < statements.length; i += BATCH) {
    await connection.run({ text: statements.slice(i, i + BATCH).join(';\n'), values: [] })
  }
}

/** A step as the deploy prints it, with the rows that it meets. */
export interface PlannedStep extends Impact {
  readonly description: string
  /** About how many rows are read or rewritten; 0 when only the catalog changes. */
  readonly estimate: number
}

export async function describeSteps(
  connection: Connection,
  schema: string,
  steps: readonly DdlStep[],
): Promise<readonly PlannedStep[]> {
  const impacts = steps.map(stepImpact)
  const busy = [...new Set(impacts.filter(({ rows }) => rows !== 'none').map(({ table }) => table))]
  const sizes = busy.length === 0 ? new Map<string, number>() : await tableSizes(connection, schema, busy)
  return steps.map((step, index) => {
    const impact = impacts[index] as Impact
    const estimate = impact.rows === 'none' ? 0 : (sizes.get(impact.table) ?? 0)
    return { description: describeStep(step), ...impact, estimate }
  })
}

/** PostgreSQL's own estimates: no table is counted for a plan. */
async function tableSizes(
  connection: Connection,
  schema: string,
  tables: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const text = `SELECT c.relname, greatest(c.reltuples, coalesce(s.n_live_tup, 0))::bigint FROM pg_catalog.pg_class c
    LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
    WHERE c.relnamespace = ${quoteLiteral(schema)}::regnamespace AND c.relname = ANY($1)`
  const { rows } = await connection.run({ text, values: [tables] })
  return new Map(rows.map(([name, size]) => [name as string, Math.max(0, Number(size))]))
}

export async function readTombstones(connection: Connection, schema: string): Promise<readonly Tombstone[]> {
  const text = `SELECT "table_name", "column_name", "aside", "columns" FROM ${quoteTable(schema, '_tombstone')} ORDER BY "id" DESC`
  const { rows } = await connection.run({ text, values: [] })
  return rows.map(([table, column, aside, columns]) => ({
    table: table as string,
    ...(column ? { column } : {}),
    aside: aside as string,
    columns: JSON.parse(columns as string) as readonly ColumnShape[],
  }))
}
