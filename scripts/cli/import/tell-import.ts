import { showPath } from '../../../server/kernel/show-path.ts'
import type { ImportCounts } from '../../../server/records/import/import-options.ts'
import { CommandError, describeError, Interrupted } from '../report.ts'
import { countOf } from '../words.ts'
import type { Followed } from './follow-import.ts'
import type { ImportFlags } from './import-flags.ts'
import { type FoundMapping, locateInMapping } from './mapping-file.ts'
import type { Rejections } from './rejected-rows.ts'
import { repeatCommand } from './repeat-command.ts'

/** What to say of an import that did not come to its end. */
export function endedEarly(
  { saved, failure, isMapped }: Followed,
  { dryRun, upsert }: ImportFlags,
  mapping: FoundMapping | undefined,
  signal: AbortSignal,
): CommandError {
  const next =
    upsert === undefined ? 'it goes on from there' : 'stored records are changed again, none is added twice'
  const rest = dryRun
    ? 'It was a dry run: nothing was saved.'
    : `What is saved stays${saved > 0 ? ` (${countOf(saved, 'row')} at least)` : ''}. Run the same command again: ${next}.`
  if (signal.aborted) return new Interrupted(['Interrupted.', rest])
  if (failure === undefined) return new CommandError(['The server went away while it worked.', rest])
  const lines = describeError(isMapped ? failure : locateInMapping(failure, mapping))
  // A refusal before the first batch has changed nothing.
  return new CommandError(saved > 0 ? [...lines, rest] : lines)
}

/** What to do about rows that were rejected: their file, corrected, is imported like the original. */
export function rejectedRows(
  { rejected }: ImportCounts,
  { path, failure }: Rejections,
  flags: ImportFlags,
): CommandError {
  const isOne = rejected === 1
  const them = isOne ? 'it' : 'them'
  const were = flags.dryRun ? 'would be' : isOne ? 'was' : 'were'
  const first = `${countOf(rejected, 'row')} ${were} rejected`
  if (path === undefined)
    return new CommandError([`${first}. The file for them cannot be written:`, ...describeError(failure)])
  const next = flags.dryRun
    ? `Correct ${them} in the original; or import it as it is, and correct ${them} there afterwards.`
    : `Correct ${them} there, then run: ${repeatCommand(path, flags)}`
  return new CommandError([`${first}: ${showPath(path)} has ${them} with the reason.`, next])
}
