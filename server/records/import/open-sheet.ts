import { AtelierError } from '../../kernel/errors.ts'
import type { ImportOptions } from './import-options.ts'
import { readCsv } from './read-csv.ts'
import type { Sheet } from './sheet.ts'
import type { Spooled } from './spool.ts'

const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04])
/** Workbooks of Excel before 2007, and encrypted ones. */
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/** Opens the file as what it is, whatever its name says. */
export async function openSheet(file: Spooled, options: ImportOptions): Promise<Sheet> {
  if (file.bytes === 0) throw refused('The file is empty.')
  if (startsWith(file.head, OLE)) {
    throw refused(
      'The file is an old or password-protected Excel workbook. Open it and save it as .xlsx without a password.',
    )
  }
  const isZip = startsWith(file.head, ZIP)
  const wantsWorkbook = options.format === 'xlsx' || (!options.format && /\.xlsx$/i.test(options.fileName))
  if (wantsWorkbook && !isZip) {
    throw refused(
      'The file is no XLSX workbook: it may be broken or have the wrong ending. Save it as .xlsx or .csv.',
    )
  }
  if (!isZip) {
    if (options.sheet !== undefined) throw refused('The file is CSV text, which has no sheets: name none.')
    return readCsv(file, options.encoding)
  }
  // Loaded when it is needed: most runs of the server never see a workbook.
  const { readXlsx } = await import('./read-xlsx.ts')
  return readXlsx(file, options.sheet ?? options.mapping?.sheet)
}

function startsWith(head: Buffer, mark: Buffer): boolean {
  return head.subarray(0, mark.length).equals(mark)
}

function refused(message: string): AtelierError {
  return new AtelierError('INVALID_INPUT', message)
}
