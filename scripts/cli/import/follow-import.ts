import type {
  ImportCounts,
  ImportEvent,
  ImportProgress,
} from '../../../server/records/import/import-options.ts'
import type { Progress } from '../progress.ts'
import type { FileNames } from './file-names.ts'
import { collectRejectedRows, type RejectedRows, type Rejections } from './rejected-rows.ts'

export type MappingEvent = Extract<ImportEvent, { kind: 'mapping' }>
export type SkippedRow = Extract<ImportEvent, { kind: 'skipped' }>
export type DoneEvent = Extract<ImportEvent, { kind: 'done' }>

/** What became of the file. */
export interface Followed {
  /** Undefined: the import did not come to its end. */
  readonly end?: { readonly counts: ImportCounts; readonly rejections: Rejections }
  /** Records that were saved when it was last heard of. */
  readonly saved: number
  /** True once the columns are matched with fields. */
  readonly isMapped: boolean
  /** What the server refused it with; undefined when the connection was lost. */
  readonly failure?: unknown
  /** The first rows that were left out for more than being blank. */
  readonly skipped: readonly SkippedRow[]
}

const MOST_SKIPPED = 5

/** Follows an import to its end: shows how far it is, and writes the file of rejected rows. */
export async function followImport(
  events: AsyncIterable<ImportEvent>,
  names: FileNames,
  progress: Progress,
  onMapping: (event: MappingEvent) => Promise<void>,
): Promise<Followed> {
  const skipped: SkippedRow[] = []
  let rows: RejectedRows | undefined
  let saved = 0
  try {
    for await (const event of events) {
      if (event.kind === 'mapping') {
        rows = collectRejectedRows(names, event.header)
        await onMapping(event)
      } else if (event.kind === 'rejected') rows?.add(event)
      else if (event.kind === 'skipped') keepSkipped(skipped, event)
      else if (event.kind === 'progress') {
        saved = event.saved
        progress.show(describeProgress(event), event.share)
        await rows?.decide(event.row)
      } else if (rows) {
        return { end: { counts: event, rejections: await rows.finish() }, saved, skipped, isMapped: true }
      }
    }
  } catch (failure) {
    await rows?.drop()
    return { saved, skipped, failure, isMapped: rows !== undefined }
  } finally {
    progress.clear()
  }
  await rows?.drop()
  return { saved, skipped, isMapped: rows !== undefined }
}

function keepSkipped(skipped: SkippedRow[], row: SkippedRow): void {
  if (skipped.length < MOST_SKIPPED && !row.reason.includes('blank')) skipped.push(row)
}

function describeProgress({ read, rejected }: ImportProgress): string {
  const refused = rejected > 0 ? `, ${rejected.toLocaleString('en')} rejected` : ''
  return `${read.toLocaleString('en')} rows${refused}`
}
