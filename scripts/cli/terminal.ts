import { styleText } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** Colours only where a person looks: not into files and pipes, and not with NO_COLOR set. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text
}

/** Text of others without what would steer the terminal; line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, '')
}

/** Columns of the terminal; into files and pipes lines are as long as they are. */
export function lineWidth(stream: NodeJS.WriteStream = process.stdout): number {
  return stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY
}

/** Tells something beside the command's own output, which stays clean for the next program. */
export function note(text: string): void {
  console.error(paint('dim', text, process.stderr))
}

/** Ends quietly when the reader of a pipe has seen enough (`atelier diff | head`). */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}
