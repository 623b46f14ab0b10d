import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { showPercentages } from './show-percentages.ts'

/** A string holds no more, and neither does the process that reads the workbook. */
const MOST_BYTES = 512 * 1024 * 1024
const MOST_ROWS = 1_048_576

export interface WorkbookSheet {
  /** 1 for the first one. */
  readonly number: number
  readonly name: string
  readonly isHidden: boolean
}

export interface Workbook {
  readonly sheets: readonly WorkbookSheet[]
  /** A ZIP archive of no more than the texts of the workbook. */
  readonly archive: Buffer
}

/**
 * The sheets of a workbook, packed so that they unpack to what was counted here: what an archive says of itself may be
 * wrong. Throws an Error for what is no workbook.
 */
export function unpackWorkbook(file: Uint8Array): Workbook {
  let bytes = 0
  const files = unzipSync(file, {
    filter: ({ name, originalSize }) => {
      if (!/\.xml(\.rels)?$/.test(name)) return false
      bytes += originalSize
      if (bytes > MOST_BYTES) throw new Error('it unpacks to more than 512 MB')
      return true
    },
  })
  const workbook = files['xl/workbook.xml']
  if (!workbook) throw new Error('the archive holds no workbook')
  const styles = strFromU8(files['xl/styles.xml'] ?? new Uint8Array())
  for (const [name, content] of Object.entries(files)) {
    if (!name.startsWith('xl/worksheets/')) continue
    const sheet = strFromU8(content)
    checkLastRow(sheet)
    files[name] = strToU8(showPercentages(sheet, styles))
  }
  const sheets = readSheets(strFromU8(workbook))
  if (sheets.length === 0) throw new Error('it has no sheets')
  return { sheets, archive: Buffer.from(zipSync(files, { level: 0 })) }
}

/** The library makes every row up to the last one. */
function checkLastRow(sheet: string): void {
  const number = Number(/\sr="(\d+)"/.exec(sheet.slice(sheet.lastIndexOf('<row ')))?.[1] ?? 0)
  if (number > MOST_ROWS) throw new Error(`it has a row ${number}, and a sheet ends with row ${MOST_ROWS}`)
}

function readSheets(workbook: string): readonly WorkbookSheet[] {
  return [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].map(([tag], index) => ({
    number: index + 1,
    name: decode(/\sname="([^"]*)"/.exec(tag)?.[1] ?? ''),
    isHidden: /\sstate="(?:hidden|veryHidden)"/.test(tag),
  }))
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) =>
    name
      ? (ENTITIES[name] ?? whole)
      : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
  )
}
