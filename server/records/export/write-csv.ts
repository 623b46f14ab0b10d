import { PassThrough, type Readable } from 'node:stream'
import type { RuleType } from '../../rules/rule.ts'
import { escapeFormula } from '../escape-formula.ts'
import type { ExportRow, ExportTable } from './export-table.ts'
import { pacedWriter } from './paced-writer.ts'

/** Excel takes a CSV file for UTF-8 only with this mark. */
const MARK = '\ufeff'
const MUST_QUOTE = /[",\r\n]|^\s|\s$/

/**
 * CSV as RFC 4180 has it, in UTF-8 with a byte order mark. Throws when not even the first rows can be read; a later
 * error ends the stream as one that broke off.
 */
export function writeCsv({ columns, batches }: ExportTable): Promise<Readable> {
  const output = new PassThrough()
  // Whoever reads the stream hears of the error too, but may not have begun yet.
  output.on('error', () => undefined)
  const write = pacedWriter(output)
  const writers = columns.map(({ family }) => writerOf(family))
  const line = (row: ExportRow): string =>
    `${row.map((text, index) => (text === null ? '' : (writers[index] as Writer)(text))).join()}\r\n`
  return new Promise((resolve, reject) => {
    let before = `${MARK}${columns.map(({ header }) => writeText(header)).join()}\r\n`
    const work = async (rows: readonly ExportRow[]): Promise<void> => {
      resolve(output)
      const text = before + rows.map(line).join('')
      before = ''
      await write(text)
    }
    batches(work).then(
      () => {
        output.end(before)
        resolve(output)
      },
      (error: Error) => {
        output.destroy(error)
        reject(error)
      },
    )
  })
}

type Writer = (text: string) => string

/** `-5` is a number, and no formula. */
function writerOf(family: RuleType): Writer {
  return family === 'number' ? text => text : writeText
}

function writeText(text: string): string {
  const safe = escapeFormula(text)
  return MUST_QUOTE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
