import { AtelierError } from '../kernel/errors.ts'
import type { SourceFile } from '../metadata/component.ts'
import type { Connection } from '../storage/database.ts'
import { planDdl, tombstonesOf } from '../storage/ddl/plan.ts'
import { quoteTable } from '../storage/sql/names.ts'
import type { PlannedTables, Prepared, StoredInverse } from './deployment.ts'
import { stateOf } from './org-state.ts'
import type { Org } from './session.ts'

export interface Undo {
  /** Of the deploy that is taken back. */
  readonly number: number
  /** All files, as they were before it. */
  readonly files: readonly SourceFile[]
  readonly inverse: StoredInverse
}

/** What takes the newest deploy back; an undo itself is skipped, so a second undo goes one deploy further back. */
export async function readUndo(org: Org): Promise<Undo> {
  const { rows } = await org.database.run({
    text: `SELECT number, inverse FROM ${quoteTable(org.schema, '_deploy')}
      WHERE status = 'applied' ORDER BY number DESC LIMIT 1`,
    values: [],
  })
  const [number, json] = rows[0] ?? []
  if (!json || number === '1') {
    throw new AtelierError(
      'DEPLOY_FAILED',
      'There is no deploy to undo: the org is as its first deploy made it.',
    )
  }
  const inverse = JSON.parse(json) as StoredInverse
  if (inverse.irreversible.length > 0) {
    throw new AtelierError(
      'DEPLOY_FAILED',
      `Deploy ${number} cannot be undone: ${inverse.irreversible.join(' ')}`,
    )
  }
  return { number: Number(number), files: goBack(stateOf(org).deployed.files, inverse), inverse }
}

function goBack(files: readonly SourceFile[], inverse: StoredInverse): readonly SourceFile[] {
  const byPath = new Map(files.map(file => [file.path, file]))
  for (const { package: name, path, text } of inverse.files) {
    if (text === null) byPath.delete(path)
    else byPath.set(path, { package: name, path, text })
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The stored steps; their own inverse is the way from the older model to the newer one, over what they set aside. */
export function planUndo({ base, next }: Prepared, inverse: StoredInverse, timeZone: string): PlannedTables {
  const tombstones = tombstonesOf(inverse.steps)
  const again = planDdl(next.model, base.model, { version: next.model.version, timeZone, tombstones })
  return {
    steps: inverse.steps,
    checks: inverse.checks,
    problems: [],
    inverse: again.steps,
    inverseChecks: again.checks,
    irreversible: again.problems.map(problem => problem.message),
  }
}

export async function forgetUndone(
  connection: Connection,
  schema: string,
  undone: number,
  undo: number,
): Promise<void> {
  await connection.run({
    text: `UPDATE ${quoteTable(schema, '_deploy')}
      SET status = CASE number WHEN $1 THEN 'undone' ELSE 'undo' END WHERE number IN ($1, $2)`,
    values: [undone, undo],
  })
}
