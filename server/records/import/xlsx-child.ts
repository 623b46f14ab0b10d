/**
 * A process of its own that reads a workbook: `xlsx-child.ts FILE [SHEET]`. A workbook that is broken, or that
 * unpacks to more than memory holds, ends this process and not the server. Writes one JSON value a line: the sheet's
 * name, then portions of rows, or what is wrong.
 */
import { once } from 'node:events'
import readWorkbook, { readSheet, type SheetData } from 'read-excel-file/node'
import type { XlsxLine, XlsxRow } from './read-xlsx.ts'

const PORTION = 500
const [file, wanted] = process.argv.slice(2) as [string, string | undefined]

async function send(line: XlsxLine): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain')
}

/** The sheet that is named, whatever the case; else the first one that holds something. */
async function findSheet(): Promise<{ readonly name: string; readonly data: SheetData } | undefined> {
  const first = wanted === undefined ? await readSheet(file) : await readNamed(wanted)
  if (first && (wanted !== undefined || isFilled(first))) return { name: wanted ?? '', data: first }
  const sheets = await readWorkbook(file)
  const name = wanted?.trim().toLowerCase()
  const found = sheets.find(({ sheet, data }) =>
    name === undefined ? isFilled(data) : sheet.trim().toLowerCase() === name,
  )
  if (!found) await send({ missing: sheets.map(({ sheet }) => sheet) })
  return found && { name: found.sheet, data: found.data }
}

async function readNamed(name: string): Promise<SheetData | undefined> {
  try {
    return await readSheet(file, name)
  } catch (error) {
    if ((error as Error).name === 'SheetNotFoundError') return undefined
    throw error
  }
}

function isFilled(data: SheetData): boolean {
  return data.some(row => row.some(cell => cell !== null && cell !== ''))
}

/** JSON has no dates: they go as `[milliseconds]`. */
function toRow(cells: SheetData[number]): XlsxRow {
  return cells.map(cell =>
    cell instanceof Date ? [cell.getTime()] : (cell as string | number | boolean | null),
  )
}

try {
  const sheet = await findSheet()
  if (sheet) {
    await send({ sheet: sheet.name, rows: sheet.data.length })
    for (let at = 0; at < sheet.data.length; at += PORTION)
      await send(sheet.data.slice(at, at + PORTION).map(toRow))
  }
} catch (error) {
  await send({ broken: (error as Error).message })
}
