import type { Connection } from '../storage/database.ts'
import { MODEL_CHANNEL } from './notification.ts'
import type { Org } from './session.ts'
import { forgetSessions } from './sessions.ts'

/** What stands behind the org's id in a notification that users, their rights or sessions have changed. */
export const IDENTITIES = 'identities'

/** Every node asks anew who its tokens belong to: this one behind the commit, the others when they hear of it. */
export async function announceIdentities(
  connection: Connection,
  org: Org,
  afterCommit?: (() => void)[],
): Promise<void> {
  await connection.run({
    text: `SELECT pg_notify('${MODEL_CHANNEL}', $1)`,
    values: [`${org.id} ${IDENTITIES}`],
  })
  if (afterCommit) afterCommit.push(forgetSessions)
  else forgetSessions()
}
