import { emit } from '../kernel/observe.ts'
import type { Database } from '../storage/database.ts'
import { IDENTITIES } from './identity-changes.ts'
import { MODEL_CHANNEL } from './notification.ts'
import { refreshModel } from './org-state.ts'
import {
  askWhoWatches,
  finishTelling,
  hearOfRecords,
  RECORDS,
  WATCHING,
  WHO_WATCHES,
} from './record-changes.ts'
import type { Org } from './session.ts'
import { forgetSessions } from './sessions.ts'

const OF_RECORDS = new Set([RECORDS, WATCHING, WHO_WATCHES])

/**
 * Follows what all nodes do: deploys, changes to users and sessions, saves for those who have a page open. A
 * notification that was missed while the connection was down is made up for by the empty one that comes when it is
 * back.
 */
export async function followNodes(
  database: Database,
  orgs: () => Iterable<Org>,
): Promise<() => Promise<void>> {
  const stop = await database.listen(MODEL_CHANNEL, payload => {
    const [id, what = '', ids] = payload.split(' ')
    if (!id || what === IDENTITIES) forgetSessions()
    if (what === IDENTITIES) return
    for (const org of orgs()) if (!id || org.id === id) hear(org, what, ids)
  })
  for (const org of orgs()) await askWhoWatches(org)
  return async () => {
    for (const org of orgs()) await finishTelling(org)
    await stop()
  }
}

/** Nothing: something may have been missed. */
function hear(org: Org, what: string, ids: string | undefined): void {
  if (what === '' || OF_RECORDS.has(what)) hearOfRecords(org, what || undefined, ids)
  if (OF_RECORDS.has(what)) return
  refreshModel(org).catch((error: unknown) => {
    emit('warning', { message: `The new model of ${org.name} could not be loaded.`, error })
  })
}
