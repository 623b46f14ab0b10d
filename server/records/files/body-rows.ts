import { randomUUID } from 'node:crypto'
import type { Body } from '../../fields/body.ts'
import type { Connection } from '../../storage/database.ts'
import { quoteTable } from '../../storage/sql/names.ts'

/** Bytes of one part: as much as a reader has in memory of a file. */
const PART = 256 * 1024
/** Bytes that are sent with one statement. */
const SENT = 4 * PART
/** Parts of short files that are sent with one statement. */
const MOST_PARTS = 1_000

export interface BodyToSave {
  readonly record: string
  readonly field: string
  /** Null: there is to be none. */
  readonly body: Body | null
}

interface Part {
  readonly body: string
  readonly position: number
  readonly bytes: Buffer
}

/** Puts files in the place of those that were there. A file is never changed: whoever reads one reads it to its end or not. */
export async function saveBodies(
  connection: Connection,
  schema: string,
  bodies: readonly BodyToSave[],
): Promise<void> {
  const [table, parts] = [quoteTable(schema, '_body'), quoteTable(schema, '_body_part')]
  await connection.run({
    text: `WITH gone AS (DELETE FROM ${table} USING unnest($1::text[], $2::text[]) AS g(record, field) WHERE _body.record = g.record AND _body.field = g.field RETURNING id)
      DELETE FROM ${parts} USING gone WHERE body = gone.id`,
    values: [bodies.map(({ record }) => record), bodies.map(({ field }) => field)],
  })
  const given = bodies.flatMap(({ body, ...of }) => (body ? [{ ...of, body, id: randomUUID() }] : []))
  if (given.length === 0) return
  await connection.run({
    text: `INSERT INTO ${table} (record, field, id, bytes, md5) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[])`,
    values: [
      given.map(({ record }) => record),
      given.map(({ field }) => field),
      given.map(({ id }) => id),
      given.map(({ body }) => body.bytes),
      given.map(({ body }) => body.md5),
    ],
  })
  let waiting: Part[] = []
  for await (const part of partsOf(given)) {
    waiting.push(part)
    if (sizeOf(waiting) < SENT && waiting.length < MOST_PARTS) continue
    await saveParts(connection, parts, waiting)
    waiting = []
  }
  if (waiting.length > 0) await saveParts(connection, parts, waiting)
}

/** Each part is a parameter of its own: those go as bytes, where a list of them would go as text twice as long. */
async function saveParts(connection: Connection, table: string, parts: readonly Part[]): Promise<void> {
  const rows = parts.map((_, index) => `($${index * 3 + 1}, $${index * 3 + 2}, $${index * 3 + 3})`)
  await connection.run({
    text: `INSERT INTO ${table} (body, position, bytes) VALUES ${rows.join(', ')}`,
    values: parts.flatMap(({ body, position, bytes }) => [body, position, bytes]),
  })
}

async function* partsOf(
  bodies: readonly { readonly id: string; readonly body: Body }[],
): AsyncIterable<Part> {
  for (const { id, body } of bodies) {
    let position = 0
    for await (const bytes of body.parts()) {
      for (let at = 0; at < bytes.length; at += PART) {
        yield { body: id, position: position++, bytes: bytes.subarray(at, at + PART) }
      }
    }
  }
}

function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes.length, 0)
}

export interface StoredBody {
  readonly id: string
  readonly bytes: number
  readonly md5: string
}

/** The file of a record's field; undefined when it has none. */
export async function findBody(
  connection: Connection,
  schema: string,
  record: string,
  field: string,
): Promise<StoredBody | undefined> {
  const { rows } = await connection.run({
    text: `SELECT id, bytes, md5 FROM ${quoteTable(schema, '_body')} WHERE record = $1 AND field = $2`,
    values: [record, field],
  })
  const [row] = rows
  return row && { id: row[0] as string, bytes: Number(row[1]), md5: row[2] as string }
}

/** Its parts, each read when the one before is used up. Throws when the file is replaced meanwhile. */
export async function* readParts(
  connection: Connection,
  schema: string,
  { id, bytes }: StoredBody,
): AsyncIterable<Buffer> {
  let read = 0
  for (let position = 0; read < bytes; position++) {
    const { rows } = await connection.run({
      text: `SELECT bytes FROM ${quoteTable(schema, '_body_part')} WHERE body = $1 AND position = $2`,
      values: [id, position],
      name: `body part ${schema}`,
    })
    const text = rows[0]?.[0]
    if (typeof text !== 'string') throw new Error('The file was replaced while it was read.')
    const part = Buffer.from(text.slice(2), 'hex')
    read += part.length
    yield part
  }
}
