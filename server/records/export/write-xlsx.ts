import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { AtelierError } from '../../kernel/errors.ts'
import { type Message, say } from '../../kernel/message.ts'
import { makeTemporaryFolder } from '../../kernel/temporary-folder.ts'
import { startWorkbookProcess } from '../xlsx/workbook-process.ts'
import type { ExportRow, ExportTable } from './export-table.ts'
import { pacedWriter } from './paced-writer.ts'
import { type ToXlsxCell, toXlsxCellOf, type XlsxCell } from './xlsx-cells.ts'

/** What the format holds. */
const MOST_ROWS = 1_048_576
const MOST_CHARACTERS = 32_767
const LONGEST_SHEET_NAME = 31
/** Filled ones: what the process has room for. */
const MOST_CELLS = 4_000_000
/** Megabytes. */
const HEAP = 2_048

const WRITER = new URL('./xlsx-writer.ts', import.meta.url)

let turn: Promise<unknown> = Promise.resolve()

/**
 * A workbook with one sheet. It is complete before its first byte is given: throws AtelierError when it would hold
 * more than a workbook can. One is written at a time, because each takes its memory.
 */
export function writeXlsx(table: ExportTable, timeZone: string, signal: AbortSignal): Promise<Readable> {
  const mine = turn.then(() => {
    signal.throwIfAborted()
    return writeFile(table, timeZone, signal)
  })
  turn = mine.catch(() => undefined)
  return mine
}

async function writeFile(table: ExportTable, timeZone: string, signal: AbortSignal): Promise<Readable> {
  const { path: folder, remove } = await makeTemporaryFolder('export')
  const path = join(folder, 'file.xlsx')
  try {
    await runWriter(table, timeZone, path, signal)
  } catch (error) {
    await remove()
    throw error
  }
  return createReadStream(path).once('close', () => void remove())
}

async function runWriter(
  table: ExportTable,
  timeZone: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const child = startWorkbookProcess(WRITER, HEAP, [path, table.object.slice(0, LONGEST_SHEET_NAME)])
  const closed = new Promise<number | null>(resolve => child.once('close', resolve))
  const kill = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', kill)
  const write = pacedWriter(child.stdin)
  const send = async (rows: readonly XlsxRow[]): Promise<void> => {
    await write(`${JSON.stringify(rows)}\n`).catch(() => {
      throw outOfMemory()
    })
  }
  const toRows = rowMaker(table, timeZone)
  try {
    await send([table.columns.map(({ header }) => header)])
    await table.batches(rows => send(toRows(rows)))
    child.stdin.end()
    if ((await closed) !== 0) throw outOfMemory()
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
  }
}

type XlsxRow = readonly XlsxCell[]

/** Makes cells of texts, and counts them. */
function rowMaker(
  { columns }: ExportTable,
  timeZone: string,
): (rows: readonly ExportRow[]) => readonly XlsxRow[] {
  const makers = columns.map(({ family }) => toXlsxCellOf(family))
  let row = 1
  let filled = 0
  const toCell = (text: string | null, index: number): XlsxCell => {
    if (text === null) return null
    if (++filled > MOST_CELLS) throw tooLarge(say('has more than {most} filled cells', { most: MOST_CELLS }))
    if (text.length > MOST_CHARACTERS) {
      const place = { row, column: columns[index]?.header ?? '' }
      throw tooLarge(
        say('has a text of {length} characters (row {row}, column {column}), where a cell holds {most}', {
          ...place,
          length: text.length,
          most: MOST_CHARACTERS,
        }),
      )
    }
    return (makers[index] as ToXlsxCell)(text, timeZone)
  }
  return rows =>
    rows.map(texts => {
      if (++row > MOST_ROWS) throw tooLarge(say('has more than {most} records', { most: MOST_ROWS - 1 }))
      return texts.map(toCell)
    })
}

function outOfMemory(): AtelierError {
  return tooLarge(say('needs more memory or disk than there is for it'))
}

function tooLarge(why: Message): AtelierError {
  return new AtelierError(
    'REQUEST_TOO_LARGE',
    say('The export {why}: it does not fit into one XLSX workbook. Export CSV, or fewer records or fields.', {
      why,
    }),
  )
}
