import { lineWidth, paint, printable } from './terminal.ts'

type Cell = string | number

const GAP = '  '
/** No column gets narrower to fit the terminal. */
const NARROWEST = 8

/** Columns as wide as their widest cell, numbers to the right; wrapped at words where the terminal is narrower. */
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
  const isNumber = header.map((_, column) => rows.every(row => typeof row[column] === 'number'))
  const [top = [], ...lines] = cells.map(row => formatRow(row, widths, isNumber))
  const rule = widths.map(size => '─'.repeat(size)).join(GAP)
  return [...top.map(line => paint('bold', line)), paint('dim', rule), ...lines.flat()].join('\n')
}

function flatten(cell: Cell): string {
  return printable(String(cell).replace(/\s+/g, ' ')).trim()
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

/** The lines of one row: as many as its tallest cell has. */
function formatRow(
  cells: readonly string[],
  widths: readonly number[],
  isNumber: readonly boolean[],
): readonly string[] {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column] as number))
  const height = Math.max(...wrapped.map(lines => lines.length))
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, column) => pad(wrapped[column]?.[line] ?? '', width, isNumber[column] === true))
      .join(GAP)
      .trimEnd(),
  )
}

/** Breaks at blanks; a word that is too long is broken where it must. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line: string[] = []
  for (const word of text.split(' ').map(part => [...part])) {
    if (line.length > 0 && line.length + 1 + word.length > width) {
      lines.push(line.join(''))
      line = []
    }
    if (line.length > 0) line.push(' ')
    line.push(...word)
    while (line.length > width) lines.push(line.splice(0, width).join(''))
  }
  return [...lines, line.join('')]
}

function pad(text: string, width: number, isNumber: boolean): string {
  const padding = ' '.repeat(Math.max(0, width - lengthOf(text)))
  return isNumber ? padding + text : text + padding
}

function lengthOf(text: string): number {
  return [...text].length
}
