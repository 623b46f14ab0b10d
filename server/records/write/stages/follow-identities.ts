import { administratorHolders } from '../../../access/powers.ts'
import { say } from '../../../kernel/message.ts'
import { hasAdministrator } from '../../../org/administrator.ts'
import { announceIdentities } from '../../../org/identity-changes.ts'
import { deleteLogins, saveLogins } from '../../../org/login-index.ts'
import { endSessions } from '../../../org/open-sessions.ts'
import { addProblem, type Change, goodChanges, isLost, type WriteContext } from '../context.ts'
import { decidesIdentity, identityFields, isLoginObject } from '../identity-fields.ts'

/** Logins and sessions follow what was saved, in the same transaction; other nodes hear of it at its commit. */
export async function followIdentities(context: WriteContext): Promise<void> {
  const { object, session, connection } = context
  if (!decidesIdentity(object) || isLost(context)) return
  const changes = goodChanges(context)
  if (changes.length === 0) return
  if (isLoginObject(object)) await followUsers(context, changes)
  await keepAdministrator(context, changes)
  await announceIdentities(connection, session.org, session.transaction?.afterCommit)
}

async function followUsers(context: WriteContext, changes: readonly Change[]): Promise<void> {
  const { operation, connection, session } = context
  const { org } = session
  const isDelete = operation === 'delete'
  if (isDelete) await deleteLogins(connection, org, changes.map(idOf))
  else {
    const isOther = (change: Change): boolean =>
      operation !== 'update' || isChanged(change, 'Username') || isChanged(change, 'IsActive')
    const entries = changes.filter(isOther).map(change => ({
      user: idOf(change),
      username: String(change.after.Username),
      active: change.after.IsActive === true,
    }))
    await saveLogins(connection, org, entries)
  }
  const ended = changes.filter(
    change => isDelete || isChanged(change, 'ProfileId') || change.after.IsActive !== true,
  )
  await endSessions(connection, org, ended.map(idOf))
}

/** A save may not leave the org without anybody who can put right what is wrong. */
async function keepAdministrator(context: WriteContext, changes: readonly Change[]): Promise<void> {
  const { session, connection, object, operation } = context
  if (!object.fields.has('profileid') && !object.fields.has('permissionsetid')) return
  const holders = administratorHolders(session.org.model)
  const isTouched = operation === 'delete' || identityFields(object).some(field => context.touched.has(field))
  const lost = isTouched ? changes.filter(({ before }) => before && isMighty(holders, before)) : []
  if (lost.length === 0 || (await hasAdministrator(connection, session.org, holders))) return
  const message = say(
    'Somebody must be left who is active and may change everything: make another administrator first.',
  )
  for (const change of lost) addProblem(change, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message)
}

/** Was the record a reason for somebody to be an administrator: an active user's profile, or an assignment? */
function isMighty(holders: readonly string[], values: Change['after']): boolean {
  const isHolder = (id: unknown): boolean => holders.includes(String(id))
  if (isHolder(values.PermissionSetId) || isHolder(values.PermissionSetGroupId)) return true
  return isHolder(values.ProfileId) && values.IsActive === true
}

function isChanged({ before, after }: Change, name: string): boolean {
  return before !== null && before[name] !== after[name]
}

function idOf({ id }: Change): string {
  return id as string
}
