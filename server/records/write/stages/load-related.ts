import type { WriteContext } from '../context.ts'
import { neededPaths } from '../needs.ts'
import { loadRelated as load } from '../related.ts'

/** Reads the parents and candidates that rules and lookups ask for, set by set, and holds them against deletion. */
export async function loadRelated(context: WriteContext): Promise<void> {
  const { session, connection, operation, mode } = context
  if (operation !== 'insert' && operation !== 'update') return
  const tree = neededPaths(context)
  if (tree.steps.size === 0 && !tree.user) return
  const records = context.changes.flatMap(({ before, after }) => (before ? [after, before] : [after]))
  const atOnce = mode === 'at-once'
  await load({ session, connection, tree, records, lock: !atOnce, existence: !atOnce }, context.related)
}
