import { showPath } from '../../../server/kernel/show-path.ts'
import type { ColumnGuess, ImportCounts } from '../../../server/records/import/import-options.ts'
import { formatTable } from '../table.ts'
import { paint } from '../terminal.ts'
import { countOf } from '../words.ts'
import type { MappingEvent, SkippedRow } from './follow-import.ts'
import type { Rejections } from './rejected-rows.ts'

/** A longer cell is cut: its file has it whole. */
const LONGEST_VALUE = 40

const HOW: Readonly<Record<ColumnGuess['confidence'], string>> = {
  given: 'as mapped',
  sure: 'by its name',
  likely: 'by a name that is near: check it',
  none: '',
}

/** Which column fills which field, and which ones are left out and why. */
export function printMapping(
  object: string,
  { guesses, unmapped, sheet, headerRow }: MappingEvent,
  mappingPath: string | undefined,
): void {
  const header = `${sheet === undefined ? '' : `sheet ${sheet}, `}row ${headerRow}`
  const by = mappingPath === undefined ? '' : `, by ${showPath(mappingPath)}`
  console.log(paint('bold', `Columns of the header (${header}) and fields of ${object}${by}`))
  const mapped = guesses.filter(({ field }) => field !== null)
  const rows = mapped.map(({ column, field, lookup, confidence }) => [
    column,
    field ?? '',
    `${HOW[confidence]}${lookup ? `; record found by ${lookup.join(', ')}` : ''}`,
  ])
  console.log(formatTable(['column', 'field', 'how'], rows))
  if (unmapped.length === 0) return
  const others = unmapped.map(({ column, why }) => [column, why])
  console.log(`\n${formatTable(['column without a field', 'why'], others)}`)
}

export function printCounts(counts: ImportCounts, dryRun: boolean): void {
  const { read, created, updated, skipped, rejected, already } = counts
  console.log()
  if (dryRun) console.log(paint('bold', 'Dry run: nothing was saved. It would have been:'))
  const header = ['rows', 'new', 'changed', 'skipped', 'rejected', 'saved before']
  console.log(formatTable(header, [[read, created, updated, skipped, rejected, already]]))
  if (already === 0) return
  const were = already === 1 ? 'was' : 'were'
  console.log(
    `${countOf(already, 'row')} of this very file ${were} saved before: only --again saves it twice.`,
  )
}

export function printSkipped(rows: readonly SkippedRow[], { skipped }: ImportCounts): void {
  if (rows.length === 0) return
  console.log(`\nSkipped rows${rows.length < skipped ? ' (the first that are not blank)' : ''}`)
  const cells = rows.map(({ row, reason }) => [row, reason])
  console.log(formatTable(['row', 'why'], cells))
}

export function printRejected({ first, byColumn }: Rejections, { rejected }: ImportCounts): void {
  const isPart = first.length < rejected
  console.log(`\nRejected rows${isPart ? ` (the first ${first.length})` : ''}`)
  const cells = first.map(({ row, column, value, why, fix }) => [
    row,
    column,
    cut(value),
    sentences(why, fix),
  ])
  console.log(formatTable(['row', 'column', 'value', 'why, and what to do'], cells))
  if (!isPart) return
  const counts = [...byColumn].sort(([, one], [, other]) => other - one)
  const rows = counts.map(([column, amount]) => [column || '(the whole row)', amount])
  console.log(`\n${formatTable(['column', 'rows rejected for it'], rows)}`)
}

function sentences(...texts: readonly string[]): string {
  return texts.map(text => (/[.!?]$/.test(text) ? text : `${text}.`)).join(' ')
}

function cut(value: string): string {
  const letters = [...value]
  return letters.length > LONGEST_VALUE ? `${letters.slice(0, LONGEST_VALUE - 1).join('')}…` : value
}
