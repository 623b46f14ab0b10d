import type { AuthProviderModel } from '../metadata/types/auth-provider/compile.ts'
import { transaction } from '../storage/transaction.ts'
import { recordSetupChanges } from './audit-trail.ts'
import { decrypt, encrypt } from './encryption.ts'
import type { Org } from './session.ts'

/** The place of encrypted secrets, before whom they are shown to. */
const PLACE = 'auth provider'

/**
 * The secret that the org shows to the provider. It was set for an issuer and a client id: whoever changes them in the
 * file sends it nowhere else.
 */
export async function findProviderSecret(org: Org, provider: AuthProviderModel): Promise<string | undefined> {
  const { rows } = await org.database.run({
    text: 'SELECT secret FROM atelier.auth_provider_secret WHERE org = $1 AND provider = lower($2)',
    values: [org.id, provider.name],
  })
  const stored = rows[0]?.[0]
  return stored ? decrypt(org, stored, providerPlace(provider)) : undefined
}

/** It is in the setup trail, without the secret. */
export async function setProviderSecret(
  org: Org,
  provider: AuthProviderModel,
  secret: string,
  who: string,
): Promise<void> {
  const stored = encrypt(org, secret, providerPlace(provider))
  await transaction(org.database, { gate: org.gate }, async connection => {
    await connection.run({
      text: `INSERT INTO atelier.auth_provider_secret (org, provider, secret) VALUES ($1, lower($2), $3)
        ON CONFLICT (org, provider) DO UPDATE SET secret = excluded.secret, changed = now()`,
      values: [org.id, provider.name, stored],
    })
    await recordSetupChanges(connection, org, who, [changeOf(provider, 'secret set')])
  })
}

/** False when there is none. */
export async function removeProviderSecret(
  org: Org,
  provider: AuthProviderModel,
  who: string,
): Promise<boolean> {
  return transaction(org.database, { gate: org.gate }, async connection => {
    const { rowCount } = await connection.run({
      text: 'DELETE FROM atelier.auth_provider_secret WHERE org = $1 AND provider = lower($2)',
      values: [org.id, provider.name],
    })
    if (rowCount === 0) return false
    await recordSetupChanges(connection, org, who, [changeOf(provider, 'secret removed')])
    return true
  })
}

function changeOf({ name }: AuthProviderModel, action: string) {
  return { section: 'login', action, name: `auth provider ${name}`, before: null, after: null } as const
}

export function providerPlace({ name, issuer, consumerKey }: AuthProviderModel): readonly string[] {
  return [PLACE, name.toLowerCase(), issuer, consumerKey]
}
