import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import type { ExportBatches, ExportCell } from './export-cells.ts'

/** Excel takes a CSV file for UTF-8 only with this mark. */
const MARK = '\ufeff'
const MUST_QUOTE = /[",\r\n]|^\s|\s$/
/** What spreadsheets take for a formula when a text begins with it. */
const FORMULA = /^[=+\-@\t\r]/

/** CSV as RFC 4180 has it, in UTF-8 with a byte order mark. */
export function writeCsv(header: readonly string[], batches: ExportBatches): Readable {
  const output = new PassThrough()
  const write = async (text: string): Promise<void> => {
    if (!output.write(text)) await once(output, 'drain')
  }
  const run = async (): Promise<void> => {
    await write(`${MARK}${header.map(text => quote(escapeFormula(text))).join()}\r\n`)
    await batches(async rows => {
      await write(rows.map(cells => `${cells.map(cellText).join()}\r\n`).join(''))
    })
    output.end()
  }
  run().catch((error: unknown) => output.destroy(error as Error))
  return output
}

function cellText(cell: ExportCell | undefined): string {
  if (!cell) return ''
  return cell.isNumber ? cell.text : quote(escapeFormula(cell.text))
}

function quote(text: string): string {
  return MUST_QUOTE.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A text that a spreadsheet would run as a formula gets an apostrophe in front, which an import takes away again. */
export function escapeFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}
