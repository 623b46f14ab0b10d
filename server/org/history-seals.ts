import { emit } from '../kernel/observe.ts'
import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { transaction } from '../storage/transaction.ts'
import type { ChainCheck } from './audit-trail.ts'
import type { Org } from './session.ts'

const START = 'atelier'

/** SHA-256 over the seal before and over every entry of the history between two transactions, in order. */
function digest(schema: string): string {
  const known =
    'h.id, h.object, h.record, h.field, h.old_value, h.new_value, h.changed_by, extract(epoch FROM h.changed), h.transaction'
  // Entries without the field's id are of the engine's own fields, or older than the column.
  const whole = `CASE WHEN h.field_id IS NULL THEN jsonb_build_array(${known}) ELSE jsonb_build_array(${known}, h.field_id) END`
  const entry = `sha256(convert_to((${whole})::text, 'UTF8'))`
  return `SELECT count(*), encode(sha256(convert_to($1, 'UTF8') || COALESCE(string_agg(${entry}, ''::bytea ORDER BY h.id), ''::bytea)), 'hex')
    FROM ${quoteTable(schema, '_field_history')} h WHERE h.transaction >= $2::xid8 AND h.transaction < $3::xid8`
}

/**
 * Seals what the history got since the last seal, as far as no transaction that writes into it is under way. Writers
 * wait for nothing. Gives the number of entries that were sealed.
 */
export async function sealHistory({ database, schema, gate }: Org): Promise<number> {
  return transaction(database, {}, async connection => {
    const locked = await connection.run({
      text: 'SELECT pg_try_advisory_xact_lock(hashtext($1), $2)',
      values: ['history', gate % 2 ** 31],
    })
    if (locked.rows[0]?.[0] !== 't') return 0
    const last = await lastSeal(connection, schema)
    const horizon = await connection.run({
      text: 'SELECT pg_snapshot_xmin(pg_current_snapshot())',
      values: [],
    })
    const until = horizon.rows[0]?.[0] as string
    const { rows } = await connection.run({ text: digest(schema), values: [last.hash, last.to, until] })
    const [entries, hash] = rows[0] as readonly [string, string]
    if (entries === '0') return 0
    await connection.run({
      text: `INSERT INTO ${quoteTable(schema, '_history_seal')} (number, from_transaction, to_transaction, entries, hash) VALUES ($1, $2, $3, $4, $5)`,
      values: [last.number + 1, last.to, until, entries, hash],
    })
    return Number(entries)
  })
}

async function lastSeal(connection: Connection, schema: string) {
  const { rows } = await connection.run({
    text: `SELECT number, to_transaction, hash FROM ${quoteTable(schema, '_history_seal')} ORDER BY number DESC LIMIT 1`,
    values: [],
  })
  const [number = '0', to = '0', hash = START] = rows[0] ?? []
  return { number: Number(number), to: to as string, hash: hash as string }
}

/** Computes all seals anew. */
export async function verifyHistory({ database, schema }: Org): Promise<ChainCheck> {
  const { rows } = await database.run({
    text: `SELECT number, from_transaction, to_transaction, entries, hash FROM ${quoteTable(schema, '_history_seal')} ORDER BY number`,
    values: [],
  })
  let previous = { number: 0, to: '0', hash: START }
  let sealed = 0
  for (const row of rows) {
    const [number, from, to, entries, hash] = row as readonly [string, string, string, string, string]
    const failed = (broken: string): ChainCheck => ({ entries: sealed, head: previous.hash, broken })
    if (Number(number) !== previous.number + 1 || from !== previous.to)
      return failed(`Seal ${previous.number + 1} is missing.`)
    const again = await database.run({ text: digest(schema), values: [previous.hash, from, to] })
    const [count, computed] = again.rows[0] as readonly [string, string]
    if (computed !== hash) {
      const found =
        count === entries ? `${count} entries, one of them changed` : `${count} entries of ${entries}`
      return failed(`Seal ${number} does not hold: ${found}.`)
    }
    sealed += Number(entries)
    previous = { number: Number(number), to, hash }
  }
  return { entries: sealed, head: previous.hash }
}

const EVERY = 60_000

/** Seals what was written, minute by minute, until it is stopped. */
export function keepSealing(orgs: () => readonly Org[]): () => Promise<void> {
  let sealing: Promise<unknown> = Promise.resolve()
  const sealAll = async (): Promise<void> => {
    for (const org of orgs()) await sealHistory(org)
  }
  const timer = setInterval(() => {
    sealing = sealing.then(sealAll).catch((error: unknown) => {
      emit('warning', {
        message: 'The field history could not be sealed; it is tried again in a minute.',
        error,
      })
    })
  }, EVERY)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await sealing
  }
}
