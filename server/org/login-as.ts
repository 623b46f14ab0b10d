import type { Principal } from '../access/principal.ts'
import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import { transaction } from '../storage/transaction.ts'
import { recordSetupChanges } from './audit-trail.ts'
import { recordLogin } from './login-history.ts'
import type { LoginSource } from './login-source.ts'
import { loadPrincipal } from './principals.ts'
import type { Org } from './session.ts'
import { createSession, type IssuedSession } from './sessions.ts'

/**
 * A session in which the actor works as the user, with the user's rights and no others. It is in the setup trail and in
 * the user's login history before anybody has it. Throws NOT_FOUND when the user is not active.
 */
export async function loginAs(
  org: Org,
  actor: Principal,
  userId: string,
  source: LoginSource,
): Promise<IssuedSession & { readonly username: string }> {
  if (userId === actor.userId) throw new AtelierError('INVALID_INPUT', say('You are this user already.'))
  const user = await loadPrincipal(org, userId)
  if (!user) throw new AtelierError('NOT_FOUND', say('The requested resource does not exist'))
  const { username } = user
  const issued = await transaction(org.database, { gate: org.gate }, async connection => {
    const change = { section: 'login', action: 'logged in as', name: `User ${userId}` } as const
    await recordSetupChanges(connection, org, actor.username, [{ ...change, before: null, after: username }])
    return createSession(org, userId, { actor: actor.userId, source, connection })
  })
  const event = { user: { id: userId, username }, source, application: actor.username }
  await recordLogin(org, { ...event, type: 'Logged in as by another user', status: 'Success' })
  return { ...issued, username }
}
