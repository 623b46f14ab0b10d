import { createReadStream } from 'node:fs'
import { unescapeFormula } from '../escape-formula.ts'
import { createSplitter, findSeparator, type Splitter } from './csv-splitter.ts'
import type { Sheet, SheetRow } from './sheet.ts'
import type { Spooled } from './spool.ts'
import { createDecoder, recogniseEncoding } from './text-encoding.ts'

const CHUNK = 262_144
const SEPARATOR_LINE = /^sep=[,;\t|]\r?\n/i

/** The rows of a CSV file, whatever its separator and encoding. Read twice: a file that is torn is refused first. */
export async function readCsv(file: Spooled, encoding?: string): Promise<Sheet> {
  const name = recogniseEncoding(file.head, file.isUtf8, encoding)
  if (file.bytes > 0) for await (const _ of portions(file, name));
  return { strict: true, portions: portions(file, name), close: () => undefined }
}

async function* portions(file: Spooled, encoding: string): Sheet['portions'] {
  const decode = createDecoder(encoding)
  let splitter: Splitter | undefined
  let number = 0
  let bytes = 0
  const toRows = (records: readonly string[][]): SheetRow[] =>
    records.map(cells => ({ number: ++number, cells: cells.map(unescapeFormula) }))
  for await (const chunk of createReadStream(file.path, { highWaterMark: CHUNK })) {
    bytes += (chunk as Buffer).length
    let text = decode(chunk as Buffer)
    if (!splitter) {
      splitter = createSplitter(findSeparator(text.slice(0, CHUNK / 4)))
      text = text.replace(SEPARATOR_LINE, '')
    }
    yield { rows: toRows(splitter.take(text)), share: bytes / file.bytes }
  }
  const rest = decode()
  const last = splitter ? [...(rest === '' ? [] : splitter.take(rest)), ...splitter.end()] : []
  yield { rows: toRows(last), share: 1 }
}
