import { emit } from '../kernel/observe.ts'
import { currentPrefix, decrypt, encrypt, isEncrypted } from './encryption.ts'
import type { Org } from './session.ts'
import { TWO_FACTOR } from './two-factor.ts'

/**
 * Encrypts with the current key what was stored as plain text, by an earlier version, or encrypted with an older key.
 * Warns of what no key opens.
 */
export async function encryptOldSecrets(org: Org): Promise<void> {
  const { rows } = await org.database.run({
    text: 'SELECT "user", secret FROM atelier.two_factor WHERE org = $1 AND NOT starts_with(secret, $2)',
    values: [org.id, currentPrefix(org)],
  })
  let unreadable = 0
  for (const [user, stored] of rows as readonly (readonly [string, string])[]) {
    const place = [TWO_FACTOR, user]
    const secret = isEncrypted(stored) ? decrypt(org, stored, place) : stored
    if (secret === undefined) unreadable++
    // One that was replaced meanwhile is encrypted already.
    else
      await org.database.run({
        text: 'UPDATE atelier.two_factor SET secret = $4 WHERE org = $1 AND "user" = $2 AND secret = $3',
        values: [org.id, user, stored, encrypt(org, secret, place)],
      })
  }
  if (unreadable === 0) return
  emit('warning', {
    message:
      `${unreadable} second factors of the org ${org.name} were encrypted with another key. ` +
      'Set ATELIER_SECRET_KEY to that key (all servers of one database take the same), or remove those second factors.',
  })
}
