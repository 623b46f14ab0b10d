import { AtelierError } from '../../kernel/errors.ts'

/** How much of the query is shown on either side of the place. */
const CONTEXT = 60

/** MALFORMED_QUERY with the place as Salesforce shows it: an excerpt, a caret, row and column (1-based). */
export function malformedQuery(text: string, offset: number, reason: string): AtelierError {
  return new AtelierError('MALFORMED_QUERY', placeInQuery(text, offset) + reason)
}

/** The excerpt, caret, row and column that stand before the reason. */
export function placeInQuery(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const lineEnd = text.indexOf('\n', offset)
  const row = text.slice(0, lineStart).split('\n').length
  const column = offset - lineStart + 1
  const from = Math.max(lineStart, offset - CONTEXT)
  const excerpt = text.slice(from, Math.min(lineEnd < 0 ? text.length : lineEnd, offset + CONTEXT))
  const caret = `${' '.repeat(offset - from)}^`
  return `\n${excerpt}\n${caret}\nERROR at Row:${row}:Column:${column}\n`
}
