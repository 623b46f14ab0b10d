import type { Connection } from '../database.ts'
import { boundedName } from '../sql/names.ts'
import type { ColumnShape } from './shape.ts'
import type { DdlStep } from './step.ts'

/** Bytes of a table's rows: of a smaller one an index is made in a few milliseconds. */
const BIG = 8_000_000

/** The tables that the steps make indexes of and that are big, by their names after the steps. */
export async function findBigTables(
  connection: Connection,
  schema: string,
  steps: readonly DdlStep[],
): Promise<ReadonlySet<string>> {
  const indexed = new Set(steps.flatMap(step => (step.kind === 'createIndex' ? [step.index.table] : [])))
  if (indexed.size === 0) return indexed
  const former = formerNames(steps)
  const { rows } = await connection.run({
    text: `SELECT relname FROM pg_catalog.pg_class
      WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relname = ANY($2) AND pg_relation_size(oid) >= ${BIG}`,
    values: [schema, [...indexed].map(table => former.get(table) ?? table)],
  })
  const big = new Set(rows.map(([name]) => name))
  return new Set([...indexed].filter(table => big.has(former.get(table) ?? table)))
}

/** What tables that the steps rename are called before. */
function formerNames(steps: readonly DdlStep[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const step of steps) {
    if (step.kind === 'renameTable') names.set(step.to, step.table)
    if (step.kind === 'restoreTable') names.set(step.table, step.aside)
  }
  return names
}

/**
 * Steps that read no row of a big table for an index: it is built after the deploy. What is unique has to be so from the
 * commit on; a new column with such an index is prepared before, and then takes its name.
 */
export function spareBigTables(steps: readonly DdlStep[], big: ReadonlySet<string>): readonly DdlStep[] {
  const former = formerNames(steps)
  const unique = steps.flatMap(step =>
    step.kind === 'createIndex' && step.index.unique && big.has(step.index.table) ? [step.index] : [],
  )
  const adopted = steps.flatMap(step => {
    if (step.kind !== 'addColumn' || step.foreignKey || former.has(step.table)) return []
    const { table, column } = step
    const index = unique.find(one => one.table === table && one.columns.join() === column.name)
    return index
      ? [{ kind: 'adoptColumn', table, column, prepared: preparedName(column), index } as const]
      : []
  })
  return steps.flatMap((step): DdlStep[] => {
    if (step.kind === 'addColumn')
      return [adopted.find(({ table, column }) => table === step.table && column === step.column) ?? step]
    if (step.kind !== 'createIndex' || !big.has(step.index.table)) return [step]
    if (!step.index.unique) return [{ kind: 'postponeIndex', index: step.index }]
    return adopted.some(({ index }) => index === step.index) ? [] : [step]
  })
}

/** In all names of prepared columns; no API name starts with an underscore, and what is set aside has a number behind it. */
export const PREPARED = '_new_'

function preparedName(column: ColumnShape): string {
  return boundedName('', 'new', column.name)
}

/** The same, where preparing was of no avail. */
export function withoutPreparing(steps: readonly DdlStep[]): readonly DdlStep[] {
  const indexes = steps.flatMap(step => (step.kind === 'adoptColumn' ? [step.index] : []))
  return [
    ...steps.map((step): DdlStep => {
      if (step.kind !== 'adoptColumn') return step
      const { table, column } = step
      return { kind: 'addColumn', table, column }
    }),
    ...indexes.map(index => ({ kind: 'createIndex', index }) as const),
  ]
}
