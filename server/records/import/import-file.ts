import type { Readable } from 'node:stream'
import { AtelierError } from '../../kernel/errors.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import { inTransaction } from '../../org/in-transaction.ts'
import type { Session } from '../../org/session.ts'
import type { HookPort } from '../hooks.ts'
import { checkSkippedRules, objectOfRequest } from '../write/check.ts'
import { compileMapping } from './compile-mapping.ts'
import { collectEvents, type EventQueue } from './event-queue.ts'
import type { ImportEvent, ImportOptions } from './import-options.ts'
import { beginRun, endRun, runId } from './import-run.ts'
import { mapSheet } from './map-sheet.ts'
import { openSheet } from './open-sheet.ts'
import { processRows, type RowJob } from './process-rows.ts'
import type { Sheet } from './sheet.ts'
import { type Spooled, spool } from './spool.ts'

interface Import {
  readonly session: Session
  readonly object: ObjectModel
  readonly options: ImportOptions
  readonly hooks: HookPort
  readonly events: EventQueue<ImportEvent>
}

/**
 * Imports a CSV or XLSX file: every row becomes a record, is rejected with the reason, or is left out with the reason.
 * Batches are committed as they are saved; the same file again goes on where it was cut off and tries rejected rows
 * anew. Throws AtelierError, with nothing changed, for a file or mapping that cannot be read. Who takes no more of the
 * events ends the import behind the batch that is being saved.
 */
export function importFile(
  session: Session,
  input: Readable,
  options: ImportOptions,
  hooks: HookPort,
): AsyncIterable<ImportEvent> {
  return collectEvents(async events => {
    // A wrong name is told before the file is taken.
    const object = objectOfRequest(session, options)
    checkSkippedRules(session, object, options.skipRules ?? [])
    const file = await spool(input)
    try {
      await importSpooled({ session, object, options, hooks, events }, file)
    } finally {
      await file.remove()
    }
  })
}

async function importSpooled(asked: Import, file: Spooled): Promise<void> {
  const sheet = await openSheet(file, asked.options)
  try {
    await importSheet(asked, file, sheet)
  } finally {
    sheet.close()
  }
}

async function importSheet(asked: Import, file: Spooled, sheet: Sheet): Promise<void> {
  const { session, object, options, events } = asked
  const { header, event, portions } = await mapSheet(session, object, sheet, options)
  // What was guessed helps whoever has to correct it, also where it cannot be used.
  if (!options.mapping) events.add(event)
  const plan = compileMapping(session, object, header, event.mapping, options)
  if (options.mapping) events.add(event)
  const job = { ...asked, plan, portions, strict: sheet.strict }
  if (options.dryRun) return rehearse(job)
  const id = runId(session, file, object, sheet.name)
  const run = await beginRun(session, id, object.name, file, options)
  await processRows({ ...job, run })
  if (!events.abandoned) await endRun(session, run)
}

class Rehearsed extends Error {}

function interrupted(): AtelierError {
  return new AtelierError(
    'UNABLE_TO_LOCK_ROW',
    'The dry run met a deadlock, or waited too long for others who are saving. Run it again.',
  )
}

/** Everything but the commit. */
async function rehearse(job: RowJob): Promise<void> {
  let begun = false
  try {
    await inTransaction(job.session, async session => {
      // The file's rows are gone after a first attempt.
      if (begun) throw interrupted()
      begun = true
      await processRows({ ...job, session })
      throw new Rehearsed()
    })
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error
  }
}
