import { createHash } from 'node:crypto'
import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'
import type { Org } from './session.ts'

/** One change of what the org is or who may do what. Secrets are never in it. */
export interface SetupChange {
  readonly section: 'metadata' | 'user' | 'permission' | 'login'
  /** What was done: `added`, `changed`, `removed`, `logged in as` … */
  readonly action: string
  /** What it was done to. */
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

export interface AuditEntry extends SetupChange {
  readonly number: number
  /** ISO 8601, UTC. */
  readonly at: string
  readonly who: string
  readonly hash: string
}

const START = 'atelier'
const PAGE = 1_000
const COLUMNS = 'number, at, who, section, action, name, before, after, hash'

/**
 * Adds to the trail, in the transaction of the change itself: what is not in the trail did not happen. Each entry
 * holds the hash of the one before, so that a changed or removed one shows.
 */
export async function recordSetupChanges(
  connection: Connection,
  { schema, gate }: Pick<Org, 'schema' | 'gate'>,
  who: string,
  changes: readonly SetupChange[],
): Promise<void> {
  if (changes.length === 0) return
  const table = quoteTable(schema, '_setup_audit')
  // One after the other: the chain has one end.
  await connection.run({
    text: 'SELECT pg_advisory_xact_lock(hashtext($1), $2)',
    values: ['audit', gate % 2 ** 31],
  })
  const { rows } = await connection.run({
    text: `SELECT number, hash FROM ${table} ORDER BY number DESC LIMIT 1`,
    values: [],
  })
  const [last = '0', lastHash = START] = rows[0] ?? []
  const at = new Date().toISOString()
  let previous = lastHash as string
  const entries = changes.map((change, index): AuditEntry => {
    const entry = { ...change, number: Number(last) + index + 1, at, who }
    previous = hashEntry(previous, entry)
    return { ...entry, hash: previous }
  })
  await connection.run({
    text: `INSERT INTO ${table} (${COLUMNS}) SELECT ${COLUMNS} FROM json_populate_recordset(NULL::${table}, $1)`,
    values: [JSON.stringify(entries)],
  })
}

function hashEntry(previous: string, entry: Omit<AuditEntry, 'hash'>): string {
  const { number, at, who, section, action, name, before, after } = entry
  const text = JSON.stringify([previous, number, at, who, section, action, name, before, after])
  return createHash('sha256').update(text).digest('hex')
}

/** Entries, newest first, up to `before` (a number, not included). */
export async function readAuditTrail(
  { database, schema }: Org,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<readonly AuditEntry[]> {
  const { rows } = await database.run({
    text: `SELECT ${COLUMNS} FROM ${quoteTable(schema, '_setup_audit')}
      WHERE $1::bigint IS NULL OR number < $1 ORDER BY number DESC LIMIT $2`,
    values: [before ?? null, limit],
  })
  return rows.map(toEntry)
}

export interface ChainCheck {
  readonly entries: number
  /** Of the last entry: to be compared with what was noted down elsewhere, which shows that none was cut off. */
  readonly head: string
  /** Whether the hash that was asked about is one of an entry. */
  readonly seen?: boolean
  /** Undefined: the chain holds. */
  readonly broken?: string
}

/** Computes the whole chain anew. `noted`: a hash that an entry must have. */
export async function verifyAuditTrail({ database, schema }: Org, noted?: string): Promise<ChainCheck> {
  let previous = START
  let number = 0
  let seen = noted === undefined ? undefined : noted === START
  for (;;) {
    const { rows } = await database.run({
      text: `SELECT ${COLUMNS} FROM ${quoteTable(schema, '_setup_audit')} WHERE number > $1 ORDER BY number LIMIT ${PAGE}`,
      values: [number],
    })
    for (const row of rows) {
      const entry = toEntry(row)
      if (entry.number !== number + 1)
        return { entries: number, head: previous, broken: `Entry ${number + 1} is missing.` }
      if (hashEntry(previous, entry) !== entry.hash)
        return { entries: number, head: previous, broken: `Entry ${entry.number} was changed.` }
      number = entry.number
      previous = entry.hash
      seen ||= noted === undefined ? undefined : noted === entry.hash
    }
    if (rows.length < PAGE) return { entries: number, head: previous, ...(seen !== undefined && { seen }) }
  }
}

function toEntry(row: readonly (string | null)[]): AuditEntry {
  const [number, at, who, section, action, name, before = null, after = null, hash] = row
  return {
    number: Number(number),
    at: at as string,
    who: who as string,
    section: section as AuditEntry['section'],
    action: action as string,
    name: name as string,
    before,
    after,
    hash: hash as string,
  }
}
