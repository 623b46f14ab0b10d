import { createInterface } from 'node:readline'
import type { CellInput } from '../../fields/field-type.ts'
import { AtelierError } from '../../kernel/errors.ts'
import { startWorkbookProcess } from '../xlsx/workbook-process.ts'
import type { Sheet, SheetRow } from './sheet.ts'
import type { Spooled } from './spool.ts'

/** Dates are `[milliseconds]`; their UTC fields are the clock that the cell shows. */
export type XlsxRow = readonly (string | number | boolean | null | readonly [number])[]

/** What the reading process writes. */
export type XlsxLine =
  | { readonly sheet: string; readonly rows: number }
  | { readonly missing: readonly string[] }
  | { readonly broken: string }
  | readonly XlsxRow[]

/** Megabytes: some million cells. */
const HEAP = 1_024
const READER = new URL('./xlsx-reader.ts', import.meta.url)

/** The rows of a sheet, read by a process of its own; throws for a workbook that cannot be read. */
export async function readXlsx(file: Spooled, sheet: string | undefined): Promise<Sheet> {
  const child = startWorkbookProcess(READER, HEAP, [file.path, ...(sheet === undefined ? [] : [sheet])])
  const close = (): void => void child.kill('SIGKILL')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = await nextLine(lines)
  if (first && 'sheet' in first) {
    return { name: first.sheet, strict: false, portions: portions(lines, first.rows), close }
  }
  close()
  throw refusal(first, sheet)
}

function refusal(line: XlsxLine | undefined, sheet: string | undefined): AtelierError {
  if (line && 'missing' in line) {
    return refused(
      sheet === undefined
        ? 'The workbook is empty.'
        : `The workbook has no sheet "${sheet}". It has: ${line.missing.join(', ')}.`,
    )
  }
  const why = line && 'broken' in line ? line.broken : 'it is broken, or unpacks to more than memory holds'
  return refused(
    `The workbook cannot be read: ${why}. Open it, save it again as .xlsx, or save the sheet as CSV.`,
  )
}

async function nextLine(lines: AsyncIterator<string>): Promise<XlsxLine | undefined> {
  const { value, done } = await lines.next()
  return done ? undefined : (JSON.parse(value) as XlsxLine)
}

async function* portions(lines: AsyncIterator<string>, total: number): Sheet['portions'] {
  let number = 0
  while (number < total) {
    const line = await nextLine(lines)
    if (!Array.isArray(line)) throw refused('The workbook could not be read to its end. Import it again.')
    const rows: SheetRow[] = (line as readonly XlsxRow[]).map(cells => ({
      number: ++number,
      cells: cells.map(toCell),
    }))
    yield { rows, share: number / total }
  }
}

function toCell(cell: XlsxRow[number]): CellInput {
  return typeof cell === 'object' && cell !== null ? new Date(cell[0]) : cell
}

function refused(message: string): AtelierError {
  return new AtelierError('INVALID_INPUT', message)
}
