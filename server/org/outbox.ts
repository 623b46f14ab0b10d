import type { Connection } from '../storage/database.ts'

export interface Mail {
  readonly org: string
  readonly recipient: string
  readonly subject: string
  /** Plain text. Forgotten when it has been sent. */
  readonly body: string
}

/** Puts a mail where it is sent from, in the transaction that it belongs to. */
export async function queueMail(connection: Connection, mail: Mail): Promise<void> {
  await connection.run({
    text: 'INSERT INTO atelier.outbox (org, recipient, subject, body) VALUES ($1, $2, $3, $4)',
    values: [mail.org, mail.recipient, mail.subject, mail.body],
  })
}

export interface QueuedMail extends Mail {
  readonly id: string
  readonly attempts: number
}

/** Minutes for which a mail that was taken is left to the node that took it. */
const LEASE = 5

/** The next mail that is due; no other node gets it meanwhile. */
export async function takeMail(connection: Connection): Promise<QueuedMail | undefined> {
  const { rows } = await connection.run({
    text: `UPDATE atelier.outbox SET due = now() + make_interval(mins => ${LEASE}), attempts = attempts + 1
      WHERE id = (SELECT id FROM atelier.outbox WHERE due <= now() ORDER BY due LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, org, recipient, subject, body, attempts`,
    values: [],
  })
  const [id, org, recipient, subject, body, attempts] = (rows[0] ?? []) as readonly string[]
  if (!id) return undefined
  return { id, attempts: Number(attempts), ...({ org, recipient, subject, body } as Mail) }
}

export async function markSent(connection: Connection, id: string): Promise<void> {
  await connection.run({
    text: 'UPDATE atelier.outbox SET due = NULL, sent = now(), body = NULL, error = NULL WHERE id = $1',
    values: [id],
  })
}

/** Tried again after the minutes; undefined: never, and what it said is forgotten. */
export async function markFailed(
  connection: Connection,
  id: string,
  error: string,
  minutes: number | undefined,
): Promise<void> {
  await connection.run({
    text: `UPDATE atelier.outbox SET error = $2, due = now() + make_interval(mins => $3::integer),
      body = CASE WHEN $3::integer IS NULL THEN NULL ELSE body END WHERE id = $1`,
    values: [id, error, minutes ?? null],
  })
}
