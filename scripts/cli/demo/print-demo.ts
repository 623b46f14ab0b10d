import type { RejectedRow } from '../../../server/records/import/import-options.ts'
import { formatTable } from '../table.ts'
import { paint } from '../terminal.ts'
import type { Decision } from './decisions.ts'
import type { Award, Rejection } from './known-results.ts'
import type { LoadedFile } from './load-files.ts'
import type { DemoRun } from './run-demo.ts'

/** More misses than this are counted, not listed. */
const MOST_LISTED = 10

export function printTitle(text: string): void {
  console.log(`\n${paint('bold', text)}`)
}

export function printLoaded({ loaded, skippedRules }: DemoRun): void {
  printTitle('What was loaded')
  const rows = loaded.map(({ file, counts }) => [
    file.label,
    counts.read,
    counts.created,
    counts.updated,
    counts.skipped,
    counts.rejected,
  ])
  console.log(formatTable(['file', 'rows', 'new', 'changed', 'skipped', 'rejected'], rows))
  console.log('Skipped are blank rows, totals, notes and copies of rows above.')
  console.log(`Validation rules left out for orders, which is recorded: ${skippedRules.join(', ')}.`)
  if (skippedRules.length > 1)
    console.log('The orders were here already: they were put back to the statuses that the files give.')
}

export function printRejected(loaded: readonly LoadedFile[]): void {
  printTitle('Rejected rows, each with its reason')
  const rows = loaded.flatMap(({ file, rejected }) =>
    [...rejected].sort(byRow).map(one => [file.label, one.row, one.column, one.value || '(blank)', one.why]),
  )
  console.log(formatTable(['file', 'row', 'column', 'value', 'why'], rows))
}

function byRow(one: RejectedRow, other: RejectedRow): number {
  return one.row - other.row
}

export function printStatuses(rows: readonly (readonly [string, number, number])[]): void {
  printTitle('Orders by status')
  const sum = (place: 1 | 2): number => rows.reduce((total, row) => total + row[place], 0)
  console.log(formatTable(['status', 'before', 'after'], [...rows, ['all', sum(1), sum(2)]]))
}

export function printDecisions(decisions: readonly Decision[]): void {
  printTitle('What became of each order')
  const rows = decisions.map(({ order, shows, proposals, status, winner }) => [
    order,
    shows,
    proposals.join(' · ') || 'none',
    status,
    winner,
  ])
  console.log(formatTable(['order', 'shows', 'proposals', 'status', 'winner'], rows))
}

/** True when exactly the right rows were rejected. */
export function printRejections(rejections: readonly Rejection[]): boolean {
  printTitle('Rejected rows, beside what alterations.csv says')
  const rows = rejections.map(({ sheet, row, why, expected }) => [
    sheet,
    row,
    why ?? '(was taken)',
    expected ?? '(should be taken)',
  ])
  console.log(formatTable(['sheet', 'row', 'why it was rejected', 'alterations.csv'], rows))
  const differing = rejections.filter(({ why, expected }) => why === undefined || expected === undefined)
  if (differing.length === 0)
    console.log(`Exactly these ${rejections.length} rows had to be rejected: there is no difference.`)
  else console.log(`${differing.length} rows differ from alterations.csv.`)
  return differing.length === 0
}

export function printAwards(awards: readonly Award[]): void {
  const missed = awards.filter(({ winner, chosen }) => winner !== chosen)
  const right = awards.length - missed.length
  const share = ((100 * right) / awards.length).toFixed(1)
  printTitle('The choices of the job beside the known awards')
  console.log(
    `For ${right} of ${awards.length} known awards (${share} %) the choice is the real winner. In ${missed.length} the contract went to somebody else:`,
  )
  const rows = missed
    .slice(0, MOST_LISTED)
    .map(({ order, chosen, chosenPrice, winner, winningPrice }) => [
      order,
      chosen,
      chosenPrice,
      winner,
      winningPrice,
    ])
  console.log(formatTable(['order', 'chosen', 'price', 'real winner', 'price'], rows))
  if (missed.length > MOST_LISTED) console.log(`… and ${missed.length - MOST_LISTED} more.`)
}
