import type { Problem } from '../../server/kernel/errors.ts'

/** What a command refuses with: lines for the person at the terminal. */
export class CommandError extends Error {
  readonly lines: readonly string[]

  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

/** `file:line:column  what is wrong (check id)`, then what to do. */
export function formatProblem({ position, message, code, hint }: Problem): string {
  const place = position ? `${position.file}:${position.line}:${position.column}  ` : ''
  return `${place}${message} (${code})${hint ? `\n    ${hint}` : ''}`
}

/** Columns padded to their widest cell; numbers to the right. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cells = [header, ...rows].map(row => row.map(String))
  const widths = header.map((_, column) => Math.max(...cells.map(row => [...(row[column] ?? '')].length)))
  const lines = cells.map((row, index) =>
    row
      .map((cell, column) => {
        const isNumber = index > 0 && typeof rows[index - 1]?.[column] === 'number'
        return isNumber ? cell.padStart(widths[column] as number) : cell.padEnd(widths[column] as number)
      })
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map(width => '─'.repeat(width)).join('  '))
  return lines.join('\n')
}
