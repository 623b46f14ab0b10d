import { holderById, powerBeyond } from '../../../access/powers.ts'
import { type Message, say } from '../../../kernel/message.ts'
import { assignedIds } from '../../../org/principals.ts'
import { addProblem, type Change, goodChanges, type WriteContext } from '../context.ts'
import { isLoginObject } from '../identity-fields.ts'

/** Fields that others set: what one may do, and whom an auth provider takes one for. */
const NOT_ONES_OWN: Readonly<Record<string, Message>> = {
  ProfileId: say('You cannot change your own profile: ask another administrator.'),
  FederationIdentifier: say('You cannot change your own federation id: ask another administrator.'),
}

/**
 * Who somebody is: a profile that is there, a contact for those who come from outside, nobody made mightier than
 * the one who saves, and nobody who locks himself out.
 */
export async function checkUsers(context: WriteContext): Promise<void> {
  if (!isLoginObject(context.object)) return
  for (const change of goodChanges(context)) {
    if (context.operation !== 'delete') checkIdentity(context, change)
    if (change.id === context.session.principal.userId) checkOwn(context, change)
  }
  await checkMightier(context)
}

function checkIdentity(context: WriteContext, change: Change): void {
  const { session, object } = context
  const { before, after } = change
  if (before && !differs(change, 'ProfileId', 'ContactId') && context.operation === 'update') return
  const profile = holderById(session.org.model, after.ProfileId)
  if (!profile) {
    const message = say('There is no profile with the id {id}.', { id: String(after.ProfileId) })
    addProblem(change, 'INVALID_CROSS_REFERENCE_KEY', message, { fields: ['ProfileId'] })
    return
  }
  const userType = object.fields.get('usertype')
  if (userType && after.UserType !== profile.userType) {
    after.UserType = profile.userType
    context.touched.add(userType)
  }
  checkContact(change, profile)
  const power = powerBeyond(session.access, profile)
  if (power !== undefined && after.ProfileId !== before?.ProfileId) {
    const message = say(
      'The profile {profile} gives the permission {permission}, which you do not have yourself.',
      { profile: profile.label, permission: power },
    )
    addProblem(change, 'INSUFFICIENT_ACCESS_OR_READONLY', message, { fields: ['ProfileId'] })
  }
}

function checkContact(change: Change, profile: { readonly label: string; readonly userType: string }): void {
  const hasContact = typeof change.after.ContactId === 'string'
  const isExternal = profile.userType !== 'Standard'
  if (isExternal === hasContact) return
  const values = { profile: profile.label }
  const message = isExternal
    ? say('users of the profile {profile} come from outside, each as a contact.', values)
    : say('users of the profile {profile} are no contacts.', values)
  const code = isExternal ? 'REQUIRED_FIELD_MISSING' : 'FIELD_INTEGRITY_EXCEPTION'
  addProblem(change, code, message, { fields: ['ContactId'], label: 'ContactId' })
}

/** Another administrator does this, so that one is left. */
function checkOwn({ operation }: WriteContext, change: Change): void {
  const isGone = operation === 'delete' || (change.before?.IsActive && change.after.IsActive === false)
  if (isGone) {
    const message = say('You cannot deactivate or delete yourself: ask another administrator.')
    addProblem(change, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message, { fields: ['IsActive'] })
    return
  }
  // A session that somebody finds open must not leave them a login of their own.
  const field = Object.keys(NOT_ONES_OWN).find(name => differs(change, name))
  if (field === undefined) return
  addProblem(change, 'INSUFFICIENT_ACCESS_OR_READONLY', NOT_ONES_OWN[field] as Message, { fields: [field] })
}

/** Whoever could set the e-mail address of an administrator could become one. */
async function checkMightier(context: WriteContext): Promise<void> {
  const { session, operation, connection } = context
  const { access, org, principal } = session
  if (operation === 'insert' || access.may('ModifyAllData')) return
  const others = goodChanges(context).filter(({ id }) => id !== principal.userId)
  if (others.length === 0) return
  const sets = await assignedIds(
    connection,
    org,
    others.map(({ id }) => id as string),
  )
  for (const change of others) {
    const held = [change.before?.ProfileId, ...(sets.get(change.id as string) ?? [])]
    const power = held
      .map(id => powerBeyond(access, holderById(org.model, id)))
      .find(found => found !== undefined)
    if (power === undefined) continue
    const message = say('The user has the permission {permission}, which you do not have yourself.', {
      permission: power,
    })
    addProblem(change, 'INSUFFICIENT_ACCESS_OR_READONLY', message)
  }
}

function differs({ before, after }: Change, ...names: readonly string[]): boolean {
  return names.some(name => (before?.[name] ?? null) !== (after[name] ?? null))
}
