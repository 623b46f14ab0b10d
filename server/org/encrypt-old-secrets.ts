import { emit } from '../kernel/observe.ts'
import { authProvidersOf } from '../metadata/types/auth-provider/compile.ts'
import { providerPlace } from './auth-provider-secrets.ts'
import { currentPrefix, decrypt, encrypt, isEncrypted } from './encryption.ts'
import type { Org } from './session.ts'
import { factorPlace } from './two-factor.ts'

/** A table with a column `secret`, and whose it is. */
interface Store {
  readonly table: string
  readonly owner: string
  /** Undefined: it is of nothing that is there. */
  readonly placeOf: (org: Org, owner: string) => readonly string[] | undefined
}

const STORES: readonly Store[] = [
  { table: 'atelier.two_factor', owner: '"user"', placeOf: (_org, user) => factorPlace(user) },
  {
    table: 'atelier.auth_provider_secret',
    owner: 'provider',
    placeOf: ({ model }, name) => {
      const provider = authProvidersOf(model).get(name)
      return provider && providerPlace(provider)
    },
  },
]

/**
 * Encrypts with the current key what was stored as plain text, by an earlier version, or encrypted with an older key.
 * Warns of what no key opens.
 */
export async function encryptOldSecrets(org: Org): Promise<void> {
  let unreadable = 0
  for (const store of STORES) unreadable += await encryptOld(org, store)
  if (unreadable === 0) return
  emit('warning', {
    message:
      `${unreadable} secrets of the org ${org.name} were encrypted with another key. ` +
      'Set ATELIER_SECRET_KEY to that key (all servers of one database take the same), or set those secrets anew.',
  })
}

/** How many stay as they are, because no key opens them. */
async function encryptOld(org: Org, { table, owner, placeOf }: Store): Promise<number> {
  const { rows } = await org.database.run({
    text: `SELECT ${owner}, secret FROM ${table} WHERE org = $1 AND NOT starts_with(secret, $2)`,
    values: [org.id, currentPrefix(org)],
  })
  let unreadable = 0
  for (const [id, stored] of rows as readonly (readonly [string, string])[]) {
    const place = placeOf(org, id)
    if (!place) continue
    const secret = isEncrypted(stored) ? decrypt(org, stored, place) : stored
    if (secret === undefined) unreadable++
    // One that was replaced meanwhile is encrypted already.
    else
      await org.database.run({
        text: `UPDATE ${table} SET secret = $4 WHERE org = $1 AND ${owner} = $2 AND secret = $3`,
        values: [org.id, id, stored, encrypt(org, secret, place)],
      })
  }
  return unreadable
}
