import type { Connection } from '../database.ts'
import type { DdlStep } from './step.ts'

/** Bytes of a table's rows: of a smaller one an index is made in a few milliseconds. */
const BIG = 8_000_000

/** The tables that the steps make indexes of and that are big, by their names after the steps. */
export async function findBigTables(
  connection: Connection,
  schema: string,
  steps: readonly DdlStep[],
): Promise<ReadonlySet<string>> {
  const names = new Map<string, string>()
  for (const step of steps) if (step.kind === 'createIndex') names.set(step.index.table, step.index.table)
  for (const step of steps) {
    if (step.kind === 'renameTable' && names.has(step.to)) names.set(step.to, step.table)
    if (step.kind === 'restoreTable' && names.has(step.table)) names.set(step.table, step.aside)
  }
  if (names.size === 0) return new Set()
  const { rows } = await connection.run({
    text: `SELECT relname FROM pg_catalog.pg_class
      WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relname = ANY($2) AND pg_relation_size(oid) >= ${BIG}`,
    values: [schema, [...names.values()]],
  })
  const big = new Set(rows.map(([name]) => name))
  return new Set([...names].flatMap(([now, before]) => (big.has(before) ? [now] : [])))
}

/** What is unique has to be so from the commit on; all other indexes of big tables are built after the deploy. */
export function postponeIndexes(steps: readonly DdlStep[], big: ReadonlySet<string>): readonly DdlStep[] {
  return steps.map(step =>
    step.kind === 'createIndex' && !step.index.unique && big.has(step.index.table)
      ? { kind: 'postponeIndex', index: step.index }
      : step,
  )
}
