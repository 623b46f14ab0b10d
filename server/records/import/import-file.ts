import type { Readable } from 'node:stream'
import { inTransaction } from '../../org/in-transaction.ts'
import type { Session } from '../../org/session.ts'
import type { HookPort } from '../hooks.ts'
import { objectOfRequest } from '../write/check.ts'
import { collectEvents, type EventQueue } from './event-queue.ts'
import type { ImportEvent, ImportOptions } from './import-options.ts'
import { beginRun, endRun, runId } from './import-run.ts'
import { openSheet } from './open-sheet.ts'
import { planImport } from './plan-import.ts'
import { processRows, type RowJob } from './process-rows.ts'
import { type Spooled, spool } from './spool.ts'

/**
 * Imports a CSV or XLSX file: every row becomes a record, is rejected with the reason, or is left out with the reason.
 * Batches are committed as they are saved; the same file again goes on where it was cut off and tries rejected rows
 * anew. Throws AtelierError, with nothing changed, for a file or mapping that cannot be read.
 */
export function importFile(
  session: Session,
  input: Readable,
  options: ImportOptions,
  hooks: HookPort,
): AsyncIterable<ImportEvent> {
  return collectEvents(queue => run(session, input, options, hooks, queue))
}

async function run(
  session: Session,
  input: Readable,
  options: ImportOptions,
  hooks: HookPort,
  events: EventQueue<ImportEvent>,
): Promise<void> {
  const file = await spool(input)
  try {
    await runFile(session, file, options, hooks, events)
  } finally {
    await file.remove()
  }
}

async function runFile(
  session: Session,
  file: Spooled,
  options: ImportOptions,
  hooks: HookPort,
  events: EventQueue<ImportEvent>,
): Promise<void> {
  const object = objectOfRequest(session, {
    object: options.object,
    operation: 'insert',
    records: [],
    allOrNone: false,
  })
  const sheet = await openSheet(file, { ...options, ...sheetOf(options) })
  const { plan, event, portions } = await planImport(session, object, sheet, options)
  events.add(event)
  const job = { session, hooks, plan, options, events, portions, strict: sheet.strict }
  if (options.dryRun) return rehearse(job)
  const id = runId(file, event.mapping, object.name, sheet.name)
  const begun = await beginRun(session, id, object.name, file, options)
  await processRows({ ...job, run: begun })
  await endRun(session, begun)
}

function sheetOf({ sheet, mapping }: ImportOptions): Pick<ImportOptions, 'sheet'> {
  const named = sheet ?? mapping?.sheet
  return named === undefined ? {} : { sheet: named }
}

class Rehearsed extends Error {}

/** Everything but the commit. */
async function rehearse(job: RowJob): Promise<void> {
  let begun = false
  try {
    await inTransaction(job.session, async session => {
      // The file's rows are gone after a first attempt.
      if (begun) throw new Error('A dry run met a deadlock or waited too long for a lock. Run it again.')
      begun = true
      await processRows({ ...job, session })
      throw new Rehearsed()
    })
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error
  }
}
