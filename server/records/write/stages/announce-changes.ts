import { announceSaved } from '../announce.ts'
import { isLost, type WriteContext } from '../context.ts'

/** Pages that are open anywhere hear that these records have changed; what they may see of them they ask themselves. */
export function announceChanges(context: WriteContext): void {
  if (context.refused || isLost(context)) return
  const saved = context.changes.filter(change => change.saved && change.id !== null)
  announceSaved(
    context,
    saved.map(({ id }) => id as string),
  )
}
