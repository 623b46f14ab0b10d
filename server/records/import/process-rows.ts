import type { Target } from './compile-mapping.ts'
import type { EventQueue } from './event-queue.ts'
import type { ImportCounts, ImportEvent, RejectedRow } from './import-options.ts'
import { type ReadRow, type RowReaderOptions, readRow } from './read-row.ts'
import { createRepeatedRows } from './repeated-rows.ts'
import { type Saving, saveRows } from './save-rows.ts'
import type { Sheet, SheetRow } from './sheet.ts'

const BATCH = 2_000

export interface RowJob extends Saving {
  readonly events: EventQueue<ImportEvent>
  readonly portions: Sheet['portions']
  readonly strict: boolean
}

type Counts = { -readonly [key in keyof ImportCounts]: ImportCounts[key] }

/**
 * Reads the rows and saves them in batches; while one is saved, the next one is read. Stops, without `done`, when nobody
 * takes the events any more.
 */
export async function processRows(job: RowJob): Promise<void> {
  const began = performance.now()
  const counts: Counts = { read: 0, created: 0, updated: 0, rejected: 0, skipped: 0, already: 0 }
  const take = createTaker(job, counts)
  let batch: ReadRow[] = []
  let saving: Promise<void> = Promise.resolve()
  for await (const { rows, share } of job.portions) {
    for (const sheetRow of rows) {
      const row = take(sheetRow)
      if (!row) continue
      batch.push(row)
      if (batch.length < BATCH) continue
      await saving
      if (job.events.abandoned) return
      saving = save(job, counts, batch, share)
      saving.catch(() => undefined)
      batch = []
    }
    await job.events.drained()
    if (job.events.abandoned) break
  }
  await saving
  if (job.events.abandoned) return
  if (batch.length > 0) await save(job, counts, batch, 1)
  const milliseconds = Math.round(performance.now() - began)
  job.events.add({ kind: 'done', dryRun: job.options.dryRun === true, milliseconds, ...counts })
}

/** A function that takes a row and gives it back when it is to be saved. */
function createTaker(job: RowJob, counts: Counts): (row: SheetRow) => ReadRow | undefined {
  const { plan, events, run } = job
  const options: RowReaderOptions = { strict: job.strict, required: requiredTargets(job) }
  const repeated = createRepeatedRows()
  const skip = (row: number, reason: string): void => {
    counts.skipped++
    events.add({ kind: 'skipped', row, reason })
  }
  return sheetRow => {
    counts.read++
    const outcome = readRow(plan, sheetRow, options)
    if (outcome.kind === 'skipped') skip(sheetRow.number, outcome.reason)
    else if (outcome.kind === 'rejected') reject(job, counts, outcome.rejected)
    else {
      const reason = repeated.reasonFor(outcome.row)
      if (reason !== undefined) skip(sheetRow.number, reason)
      else if (run?.isSaved(sheetRow.number)) counts.already++
      else return outcome.row
    }
    return undefined
  }
}

/** What the row itself has to fill: not what a default or a trigger may add. */
function requiredTargets({ plan, session, hooks }: RowJob): ReadonlySet<Target> {
  if (hooks.fires(session, plan.object, 'before insert')) return new Set()
  return new Set(plan.targets.filter(({ field }) => field.required && !field.compiledDefault))
}

async function save(job: RowJob, counts: Counts, rows: readonly ReadRow[], share: number): Promise<void> {
  const { created, updated, rejected } = await saveRows(job, rows)
  counts.created += created
  counts.updated += updated
  for (const one of rejected) reject(job, counts, one)
  const { row } = rows.at(-1) as ReadRow
  job.events.add({ kind: 'progress', share, row, saved: counts.created + counts.updated, ...counts })
}

function reject({ events }: RowJob, counts: Counts, rejected: RejectedRow): void {
  counts.rejected++
  events.add(rejected)
}
