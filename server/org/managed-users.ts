import type { Access } from '../access/access.ts'
import { holderById, powerBeyond } from '../access/powers.ts'
import { AtelierError } from '../kernel/errors.ts'
import { type Message, say } from '../kernel/message.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { assignedIds } from './principals.ts'
import type { Org } from './session.ts'

/**
 * Refuses to manage a user to those who lack the permission, and to those whom the user is mightier than: a password
 * that one may set is a power that one has. Throws INSUFFICIENT_ACCESS_OR_READONLY, whether the user is there or not;
 * NOT_FOUND only for who may know.
 */
export async function checkManages(
  org: Org,
  access: Access,
  userId: string,
  permission: 'ManageUsers' | 'LoginAsUser' = 'ManageUsers',
): Promise<void> {
  if (!access.may(permission)) {
    throw refusal(
      say(
        'This takes the permission {permission}, which neither your profile nor a permission set gives you.',
        { permission },
      ),
    )
  }
  const { rows } = await org.database.run({
    text: `SELECT "profileid" FROM ${quoteTable(org.schema, 'user')} WHERE "id" = $1 AND NOT "isdeleted"`,
    values: [userId],
  })
  if (rows.length === 0) throw new AtelierError('NOT_FOUND', 'The requested resource does not exist')
  const sets = await assignedIds(org.database, org, [userId])
  for (const id of [rows[0]?.[0], ...(sets.get(userId) ?? [])]) {
    const power = powerBeyond(access, holderById(org.model, id))
    if (power !== undefined) {
      throw refusal(
        say('The user has the permission {permission}, which you do not have yourself.', {
          permission: power,
        }),
      )
    }
  }
}

function refusal(message: Message): AtelierError {
  return new AtelierError('INSUFFICIENT_ACCESS_OR_READONLY', message)
}
