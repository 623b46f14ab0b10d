import { tellSaved } from '../../org/record-changes.ts'
import type { WriteContext } from './context.ts'

/** Tells open pages of saved records, as soon as they can be read. */
export function announceSaved({ session }: WriteContext, ids: readonly string[]): void {
  if (ids.length === 0) return
  const { org, transaction } = session
  if (transaction) transaction.afterCommit.push(() => tellSaved(org, ids))
  else tellSaved(org, ids)
}
