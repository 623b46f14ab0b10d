import { createHash } from 'node:crypto'
import sql, { type Sql } from 'sql-template-tag'
import { askerValues } from '../../access/asker.ts'
import { AtelierError } from '../../kernel/errors.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import { inTransaction } from '../../org/in-transaction.ts'
import type { Session, TransactionScope } from '../../org/session.ts'
import { tableRef } from '../../storage/sql/names.ts'
import { toStatement } from '../../storage/sql/slots.ts'
import type { RawResult } from '../../storage/statement.ts'
import type { ImportOptions } from './import-options.ts'
import type { Spooled } from './spool.ts'

/**
 * One run over one file. What a batch has saved is written in the batch's own transaction, so that a run that was
 * cut off goes on where it stopped. A later attempt at the same file ends an earlier one that still runs.
 */
export interface ImportRun {
  readonly id: string
  readonly attempt: number
  /** Rows that earlier attempts saved: to be asked in ascending order. */
  readonly isSaved: (row: number) => boolean
}

type Range = readonly [from: number, to: number]

/**
 * A mapping that is corrected goes on with the same run: rows that are saved are not saved once more. It is the run of
 * all who see each other's records; of an object whose records are hidden from others everybody has a run of their own.
 */
export function runId(session: Session, file: Spooled, object: ObjectModel, sheet?: string): string {
  const { access, org, principal } = session
  const isOwn = access.rows(object, 't', askerValues(org.model, principal), 'read') !== undefined
  const what = JSON.stringify([file.hash, object.name, sheet ?? null, ...(isOwn ? [principal.userId] : [])])
  return createHash('sha256').update(what).digest('hex')
}

/** Registers an attempt. It waits for a batch that is just being saved. */
export async function beginRun(
  session: Session,
  id: string,
  object: string,
  file: Spooled,
  options: ImportOptions,
): Promise<ImportRun> {
  const { schema } = session.org
  const detail = JSON.stringify({ attempt: 1, file: options.fileName, user: session.principal.userId })
  const { attempt, saved } = await inTransaction(session, async inner => {
    const { connection } = inner.transaction as TransactionScope
    const { rows } = await connection.run(
      toStatement(
        sql`INSERT INTO ${tableRef(schema, '_import')} AS i ("id", "object", "file_hash", "state", "detail") VALUES (${id}, ${object}, ${file.hash}, 'running', ${detail}::jsonb) ON CONFLICT ("id") DO UPDATE SET "state" = 'running', "changed" = now(), "detail" = EXCLUDED."detail" || jsonb_build_object('attempt', (i."detail"->>'attempt')::int + 1) RETURNING "detail"->>'attempt'`,
      ),
    )
    const batches = await connection.run(
      toStatement(sql`SELECT "saved"::text FROM ${tableRef(schema, '_import_batch')} WHERE "import" = ${id}`),
    )
    return {
      attempt: Number(rows[0]?.[0]),
      saved: batches.rows.flatMap(([ranges]) => readRanges(ranges ?? '')),
    }
  })
  const ignores = options.upsert !== undefined || options.again === true
  return { id, attempt, isSaved: rangeTest(ignores ? [] : saved) }
}

/** Batches of one file are saved one after the other, by the latest attempt alone. */
export async function takeTurn(session: Session, { id, attempt }: ImportRun): Promise<void> {
  const { rows } = await runIn(
    session,
    sql`SELECT "detail"->>'attempt' FROM ${tableRef(session.org.schema, '_import')} WHERE "id" = ${id} FOR UPDATE`,
  )
  if (Number(rows[0]?.[0]) === attempt) return
  throw new AtelierError(
    'UNABLE_TO_LOCK_ROW',
    'Another import of the same file has begun since: this one has stopped. What it saved is saved, and the other one goes on from there.',
  )
}

/** Writes which rows a batch has saved, inside its transaction. */
export async function recordBatch(
  session: Session,
  { id, attempt }: ImportRun,
  rows: readonly number[],
): Promise<void> {
  const { schema } = session.org
  await runIn(
    session,
    sql`WITH run AS (UPDATE ${tableRef(schema, '_import')} SET "rows_done" = "rows_done" + ${rows.length}::int, "changed" = now() WHERE "id" = ${id}) INSERT INTO ${tableRef(schema, '_import_batch')} ("import", "attempt", "first_row", "saved") VALUES (${id}, ${attempt}, ${rows[0] ?? 0}, ${writeRanges(rows)}::int4multirange)`,
  )
}

/** The run has come to the end of its file. */
export async function endRun({ org }: Session, { id, attempt }: ImportRun): Promise<void> {
  await org.database.run(
    toStatement(
      sql`UPDATE ${tableRef(org.schema, '_import')} SET "state" = 'done', "changed" = now() WHERE "id" = ${id} AND ("detail"->>'attempt')::int = ${attempt}`,
    ),
  )
}

function runIn(session: Session, statement: Sql): Promise<RawResult> {
  return (session.transaction as TransactionScope).connection.run(toStatement(statement))
}

function writeRanges(rows: readonly number[]): string {
  const ranges: string[] = []
  for (let at = 0; at < rows.length; ) {
    const from = rows[at] as number
    let to = from + 1
    while (rows[++at] === to) to++
    ranges.push(`[${from},${to})`)
  }
  return `{${ranges.join()}}`
}

function readRanges(text: string): readonly Range[] {
  return [...text.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, to]) => [Number(from), Number(to)] as const)
}

function rangeTest(ranges: readonly Range[]): (row: number) => boolean {
  const sorted = [...ranges].sort(([a], [b]) => a - b)
  let at = 0
  return row => {
    while (at < sorted.length && (sorted[at] as Range)[1] <= row) at++
    const range = sorted[at]
    return range !== undefined && range[0] <= row
  }
}
