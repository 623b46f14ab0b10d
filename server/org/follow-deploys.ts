import { emit } from '../kernel/observe.ts'
import type { Database } from '../storage/database.ts'
import { IDENTITIES } from './identity-changes.ts'
import { MODEL_CHANNEL } from './notification.ts'
import { refreshModel } from './org-state.ts'
import type { Org } from './session.ts'
import { forgetSessions } from './sessions.ts'

/**
 * Follows the deploys of all nodes, and what they do to users and sessions. A notification that was missed while the connection was down is made up for by
 * the empty one that comes when it is back.
 */
export async function followDeploys(
  database: Database,
  orgs: () => Iterable<Org>,
): Promise<() => Promise<void>> {
  return database.listen(MODEL_CHANNEL, payload => {
    const [id, what] = payload.split(' ')
    if (!id || what === IDENTITIES) forgetSessions()
    if (what === IDENTITIES) return
    for (const org of orgs()) {
      if (id && org.id !== id) continue
      refreshModel(org).catch((error: unknown) => {
        emit('warning', { message: `The new model of ${org.name} could not be loaded.`, error })
      })
    }
  })
}
