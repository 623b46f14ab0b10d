import { createHash } from 'node:crypto'
import type { CryptoKey, JWTPayload } from 'jose'
import { findApp } from './connected-apps.ts'
import { findUserId } from './principals.ts'
import type { Org } from './session.ts'

/** Loaded with the first assertion. */
const jose = () => import('jose')

/** Seconds that an assertion may still have to live, and by which clocks may differ. */
const LONGEST_LIFE = 300
const TOLERANCE = 30

export interface Asserted {
  readonly userId: string
  readonly clientId: string
  readonly scopes: readonly string[]
}

/**
 * Whom an app's signed assertion (RFC 7523) stands for: issued by the app (`iss`), for this server (`aud`), for the
 * user that the app works as (`sub`), soon over (`exp`), signed with RS256 by the app's key, and not seen before.
 */
export async function acceptAssertion(
  org: Org,
  assertion: string,
  audiences: readonly string[],
): Promise<Asserted | undefined> {
  const app = await findApp(org, await issuerOf(assertion))
  if (!app?.publicKey) return undefined
  const claims = await verify(assertion, app.publicKey, app.clientId, audiences)
  if (!claims || !isShortLived(claims)) return undefined
  const userId = typeof claims.sub === 'string' ? await findUserId(org, claims.sub) : undefined
  if (userId === undefined || userId !== app.userId) return undefined
  return (await isFirst(org, assertion)) ? { userId, clientId: app.clientId, scopes: app.scopes } : undefined
}

/** Throws when the text is no certificate and no public key. */
export async function readPublicKey(pem: string): Promise<CryptoKey> {
  const { importSPKI, importX509 } = await jose()
  return pem.includes('BEGIN CERTIFICATE') ? importX509(pem, 'RS256') : importSPKI(pem, 'RS256')
}

async function issuerOf(assertion: string): Promise<string> {
  const { decodeJwt } = await jose()
  try {
    const { iss } = decodeJwt(assertion)
    return typeof iss === 'string' ? iss : ''
  } catch {
    return ''
  }
}

async function verify(
  assertion: string,
  pem: string,
  issuer: string,
  audiences: readonly string[],
): Promise<JWTPayload | undefined> {
  const { jwtVerify } = await jose()
  try {
    const { payload } = await jwtVerify(assertion, await readPublicKey(pem), {
      algorithms: ['RS256'],
      issuer,
      audience: [...audiences],
      requiredClaims: ['exp', 'sub', 'aud', 'iss'],
      clockTolerance: TOLERANCE,
    })
    return payload
  } catch {
    return undefined
  }
}

function isShortLived({ exp = 0 }: JWTPayload): boolean {
  return exp <= Date.now() / 1000 + LONGEST_LIFE + TOLERANCE
}

async function isFirst({ database, id }: Org, assertion: string): Promise<boolean> {
  const { rowCount } = await database.run({
    text: `WITH old AS (DELETE FROM atelier.used_assertion WHERE expires < now())
      INSERT INTO atelier.used_assertion (hash, expires) VALUES ($1, now() + interval '1 hour') ON CONFLICT DO NOTHING`,
    values: [
      createHash('sha256')
        .update(`${id} ${signedPart(assertion)}`)
        .digest('base64url'),
    ],
  })
  return rowCount > 0
}

/** What is signed: the signature itself may be written in more than one way. */
function signedPart(assertion: string): string {
  return assertion.split('.').slice(0, 2).join('.')
}
