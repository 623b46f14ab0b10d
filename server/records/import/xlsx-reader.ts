/**
 * A process of its own that reads a workbook: `xlsx-reader.ts FILE [SHEET]`. Writes one JSON value a line: the sheet's
 * name, then portions of rows; or what is wrong.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { readSheet, type SheetData } from 'read-excel-file/node'
import type { XlsxLine, XlsxRow } from './read-xlsx.ts'
import { unpackWorkbook, type Workbook, type WorkbookSheet } from './unpack-workbook.ts'

const PORTION = 500
const [file, wanted] = process.argv.slice(2) as [string, string | undefined]

async function send(line: XlsxLine): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain')
}

interface FoundSheet {
  readonly name: string
  readonly data: SheetData
}

/** The sheet that is named, whatever the case; else the first one that is seen and holds something. */
async function findSheet({ sheets, archive }: Workbook): Promise<FoundSheet | undefined> {
  const name = wanted?.trim().toLowerCase()
  const isCandidate = (sheet: WorkbookSheet): boolean =>
    name === undefined ? !sheet.isHidden : sheet.name.trim().toLowerCase() === name
  for (const sheet of sheets.filter(isCandidate)) {
    const data = await readSheet(archive, sheet.number)
    if (name !== undefined || isFilled(data)) return { name: sheet.name, data }
  }
  return undefined
}

function isFilled(data: SheetData): boolean {
  return data.some(row => row.some(cell => cell !== null && cell !== ''))
}

function toRow(cells: SheetData[number]): XlsxRow {
  return cells.map(cell => (cell instanceof Date ? toTime(cell) : (cell as string | number | boolean | null)))
}

/** JSON has no dates. The library cuts off what is below a millisecond: 12:59:59.999 is one o'clock. */
function toTime(cell: Date): XlsxRow[number] {
  const time = cell.getTime()
  if (Number.isNaN(time)) return '########'
  return [(time + 1) % 1000 === 0 ? time + 1 : time]
}

try {
  const workbook = unpackWorkbook(await readFile(file))
  const sheet = await findSheet(workbook)
  if (!sheet) await send({ missing: workbook.sheets.map(({ name }) => name) })
  else {
    await send({ sheet: sheet.name, rows: sheet.data.length })
    for (let at = 0; at < sheet.data.length; at += PORTION)
      await send(sheet.data.slice(at, at + PORTION).map(toRow))
  }
} catch (error) {
  await send({ broken: (error as Error).message })
}
