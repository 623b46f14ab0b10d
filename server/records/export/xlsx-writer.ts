/**
 * A process of its own that writes a workbook: `xlsx-writer.ts FILE SHEET`. It reads rows, a JSON array of them a
 * line; the first row is the header.
 */
import { createInterface } from 'node:readline'
import writeWorkbook, { type Cell, type Row } from 'write-excel-file/node'
import { escapeXlsxText } from './escape-xlsx-text.ts'
import type { XlsxCell } from './xlsx-cells.ts'

/** Characters. Columns are as wide as their first rows need. */
const WIDTH = { least: 8, most: 60, spare: 2 }
const ROWS_LOOKED_AT = 200

const [file, sheet] = process.argv.slice(2) as [string, string]
const rows: Row[] = []
const widths: number[] = []

function toCell(cell: XlsxCell): Cell {
  if (typeof cell === 'string') return escapeXlsxText(cell)
  return cell === null || typeof cell === 'boolean' ? cell : { value: cell[0], format: cell[1] }
}

function widen(cells: readonly XlsxCell[]): void {
  for (const [index, cell] of cells.entries()) {
    const shown = Array.isArray(cell) ? `${Math.trunc(cell[0])}${cell[1]}`.length : `${cell ?? ''}`.length
    widths[index] = Math.min(WIDTH.most, Math.max(widths[index] ?? WIDTH.least, shown + WIDTH.spare))
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  for (const cells of JSON.parse(line) as readonly (readonly XlsxCell[])[]) {
    if (rows.length < ROWS_LOOKED_AT) widen(cells)
    rows.push(cells.map(toCell))
  }
}
const header = (rows[0] ?? []).map((value): Cell => ({ value: value as string, fontWeight: 'bold' }))
await writeWorkbook([header, ...rows.slice(1)], {
  sheet,
  columns: widths.map(width => ({ width })),
  stickyRowsCount: 1,
}).toFile(file)
