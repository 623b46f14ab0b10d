import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { from, to } from 'pg-copy-streams'
import type { BenchDatabase } from './bench-database.ts'

/** What a query gives, as COPY writes it. */
export async function copyOut(database: BenchDatabase, select: string): Promise<Buffer> {
  const client = await database.client()
  try {
    return await buffer(client.query(to(`COPY (${select}) TO STDOUT`)))
  } finally {
    await client.end()
  }
}

/** Rows as `copyOut` gave them into a table; `target` is `table (columns)`. */
export async function copyIn(database: BenchDatabase, target: string, rows: Buffer): Promise<void> {
  const client = await database.client()
  try {
    await pipeline(Readable.from([rows]), client.query(from(`COPY ${target} FROM STDIN`)))
  } finally {
    await client.end()
  }
}
