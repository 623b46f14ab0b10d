import { lineWidth, paint } from './terminal.ts'

type Cell = string | number

const GAP = '  '
/** No column gets narrower to fit the terminal. */
const NARROWEST = 10

/** Columns padded to their widest cell, numbers to the right; cut with … where the terminal ends. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  width: number = lineWidth(),
): string {
  const cells = [header, ...rows].map(row => row.map(flatten))
  const widths = fitWidths(
    header.map((_, column) => Math.max(...cells.map(row => lengthOf(row[column] ?? '')))),
    width,
  )
  const lines = cells.map((row, index) =>
    row
      .map((cell, column) => {
        const isNumber = index > 0 && typeof rows[index - 1]?.[column] === 'number'
        return fitCell(cell, widths[column] as number, isNumber)
      })
      .join(GAP)
      .trimEnd(),
  )
  lines[0] = paint('bold', lines[0] as string)
  lines.splice(1, 0, paint('dim', widths.map(size => '─'.repeat(size)).join(GAP)))
  return lines.join('\n')
}

function flatten(cell: Cell): string {
  return String(cell).replace(/\s+/g, ' ').trim()
}

/** Takes from the widest column until all fit. */
function fitWidths(widths: readonly number[], width: number): readonly number[] {
  const fitted = [...widths]
  const gaps = GAP.length * (widths.length - 1)
  const total = (): number => fitted.reduce((sum, one) => sum + one, gaps)
  while (total() > width) {
    const widest = Math.max(...fitted)
    if (widest <= NARROWEST) break
    fitted[fitted.indexOf(widest)] = widest - 1
  }
  return fitted
}

function fitCell(cell: string, width: number, isNumber: boolean): string {
  const letters = [...cell]
  if (letters.length > width) return `${letters.slice(0, width - 1).join('')}…`
  const padding = ' '.repeat(width - letters.length)
  return isNumber ? padding + cell : cell + padding
}

function lengthOf(text: string): number {
  return [...text].length
}
