import { createHash } from 'node:crypto'
import { AtelierError } from '../kernel/errors.ts'
import { type Message, say } from '../kernel/message.ts'
import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { transaction } from '../storage/transaction.ts'
import { type Mail, queueMail } from './outbox.ts'
import { checkPassword, storePassword } from './passwords.ts'
import { loadPrincipal } from './principals.ts'
import { randomText } from './secrets.ts'
import type { Org } from './session.ts'

/** Minutes for which a link opens. */
const LIFE = 60
const TOKEN_LENGTH = 43

/** Links that are open at the same time; more are not sent, so that nobody's mailbox is filled by others. */
const MOST_OPEN = 3

export interface ResetMail {
  /** Of the configuration, never of a request. */
  readonly publicUrl: string
  /** The message in a language. */
  readonly inWords: (language: string, message: Message) => string
}

/**
 * Mails a link that sets another password, once, to an active user of that name, in the user's language. Nobody is
 * told whether there is one: who asks has the answer before this begins.
 */
export async function sendPasswordReset(
  org: Org,
  username: string,
  { publicUrl, inWords }: ResetMail,
): Promise<void> {
  const user = await findReceiver(org, username)
  if (!user) return
  const token = randomText(TOKEN_LENGTH)
  const tell = (message: Message): string => inWords(user.language, message)
  const asked = tell(say('Somebody, probably you, asked for a new password for {username}.', { username }))
  const here = tell(say('Set it here within {count} minutes:', { count: LIFE }))
  const otherwise = tell(say('If it was not you, do nothing: your password stays as it is.'))
  const mail: Mail = {
    org: org.id,
    recipient: user.email,
    subject: tell(say('Set your password')),
    body: `${asked}\n\n${here}\n${publicUrl}/password?token=${token}\n\n${otherwise}\n`,
  }
  await transaction(org.database, {}, async connection => {
    if (await keepToken(connection, org, user.id, token)) await queueMail(connection, mail)
  })
}

/** False: there are as many as may be. Whoever asks for the same user waits for the one before, and counts it. */
async function keepToken(connection: Connection, org: Org, userId: string, token: string): Promise<boolean> {
  await connection.run({
    text: 'SELECT 1 FROM atelier.login WHERE org = $1 AND "user" = $2 FOR NO KEY UPDATE',
    values: [org.id, userId],
  })
  const { rowCount } = await connection.run({
    text: `WITH expired AS (DELETE FROM atelier.password_reset WHERE expires < now())
      INSERT INTO atelier.password_reset (token_hash, org, "user", expires)
      SELECT $1, $2, $3, now() + make_interval(mins => ${LIFE})
      WHERE (SELECT count(*) FROM atelier.password_reset WHERE org = $2 AND "user" = $3 AND expires > now()) < ${MOST_OPEN}`,
    values: [hashToken(token), org.id, userId],
  })
  return rowCount > 0
}

/** Sets the password of the user whom the link was sent to; the link is used up. Throws INVALID_INPUT. */
export async function resetPassword(org: Org, token: string, password: string): Promise<void> {
  const { rows } = await org.database.run({
    text: `SELECT r."user" FROM atelier.password_reset r JOIN atelier.login l ON l.org = r.org AND l."user" = r."user"
      WHERE r.org = $1 AND r.token_hash = $2 AND r.expires > now() AND l.active`,
    values: [org.id, hashToken(token)],
  })
  const user = rows[0]?.[0]
  if (!user) throw spent()
  // A password that is refused leaves the link for a better one.
  await checkPassword(org, user, password)
  const { rowCount } = await org.database.run({
    text: 'DELETE FROM atelier.password_reset WHERE org = $1 AND token_hash = $2 AND expires > now()',
    values: [org.id, hashToken(token)],
  })
  if (rowCount === 0) throw spent()
  await storePassword(org, user, password, { who: 'link by mail' })
}

interface Receiver {
  readonly id: string
  readonly email: string
  readonly language: string
}

async function findReceiver(org: Org, username: string): Promise<Receiver | undefined> {
  const { id, database, schema, model } = org
  if (!model.objects.get('user')?.fields.has('email')) return undefined
  const { rows } = await database.run({
    text: 'SELECT "user" FROM atelier.login WHERE org = $1 AND username = lower($2) AND active',
    values: [id, username],
  })
  const user = rows[0]?.[0]
  if (!user) return undefined
  const { rows: records } = await database.run({
    text: `SELECT "email" FROM ${quoteTable(schema, 'user')} WHERE "id" = $1`,
    values: [user],
  })
  const email = records[0]?.[0]
  const principal = email ? await loadPrincipal(org, user) : undefined
  return email && principal ? { id: user, email, language: principal.language ?? 'en' } : undefined
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

function spent(): AtelierError {
  return new AtelierError('INVALID_INPUT', say('This link has been used or is too old: ask for another one.'))
}
