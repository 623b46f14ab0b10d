import { AtelierError } from '../../kernel/errors.ts'

export type Separator = ',' | ';' | '\t' | '|'

const SEPARATORS: readonly Separator[] = [',', ';', '\t', '|']
/** No record is longer: a quote that is never closed would otherwise swallow the rest of the file. */
const LONGEST = 4_000_000
const LINES_LOOKED_AT = 20

/** The separator of a text by its first lines: the one that splits most of them into the same number of cells. */
export function findSeparator(head: string): Separator {
  const named = /^sep=([,;\t|])\r?\n/i.exec(head)?.[1]
  if (named) return named as Separator
  const bare = head.replace(/"(?:[^"]|"")*"/g, '')
  const lines = bare.split(/\r\n|\n|\r/).filter(line => line.trim() !== '')
  const scored = SEPARATORS.map(separator => ({
    separator,
    score: score(lines.slice(0, LINES_LOOKED_AT), separator),
  }))
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).separator
}

function score(lines: readonly string[], separator: string): number {
  const counts = lines.map(line => line.split(separator).length - 1)
  const frequency = new Map<number, number>()
  for (const count of counts) if (count > 0) frequency.set(count, (frequency.get(count) ?? 0) + 1)
  return Math.max(0, ...[...frequency].map(([count, lines]) => lines * 100 + Math.min(count, 99)))
}

export interface Splitter {
  /** The records that are complete with this text. */
  take(text: string): string[][]
  /** The rest. Throws when a quote is still open. */
  end(): string[][]
}

/**
 * Splits CSV text that comes in parts. A quote begins a quoted cell only as its first character and ends it only
 * before a separator or line end, so that `5" pipe` and `"LLC "Alpha" Group"` are read as meant.
 */
export function createSplitter(separator: Separator): Splitter {
  let rest = ''
  let count = 0
  let newline = ''
  const run = (text: string, final: boolean): string[][] => {
    // A line end may be cut in two: the carriage return waits for what comes.
    if (!final && newline !== '\n' && text.endsWith('\r')) return keep(text)
    newline ||= text.includes('\n') ? '\n' : text.includes('\r') ? '\r' : ''
    const { records, used } = split(text, separator, newline || '\n', final)
    count += records.length
    rest = text.slice(used)
    const isOpen = final ? rest !== '' : rest.length > LONGEST
    if (isOpen) throw unclosed(count + 1)
    return records
  }
  const keep = (text: string): string[][] => {
    rest = text
    return []
  }
  return { take: text => run(rest + text, false), end: () => run(rest, true) }
}

function unclosed(row: number): AtelierError {
  return new AtelierError(
    'INVALID_INPUT',
    `Row ${row}: a quote (") opens a cell and is never closed. Close it, or write "" for a quote inside a quoted cell.`,
  )
}

/** Complete records of the text, and how much of it they take. */
function split(
  text: string,
  separator: Separator,
  newline: string,
  final: boolean,
): { readonly records: string[][]; readonly used: number } {
  const records: string[][] = []
  let at = 0
  let quote = text.indexOf('"')
  while (at < text.length) {
    const end = text.indexOf(newline, at)
    if (end < 0 && !final) break
    const stop = end < 0 ? text.length : end
    if (quote < 0 || quote >= stop) {
      records.push(plainRecord(text, at, stop, separator))
      at = stop + 1
      continue
    }
    const found = quotedRecord(text, at, separator, newline, final)
    if (!found) break
    records.push(found.cells)
    at = found.next
    if (quote < at) quote = text.indexOf('"', at)
  }
  return { records, used: Math.min(at, text.length) }
}

function plainRecord(text: string, at: number, stop: number, separator: string): string[] {
  const end = text.charCodeAt(stop - 1) === 13 && stop > at ? stop - 1 : stop
  return text.slice(at, end).split(separator)
}

interface Cell {
  readonly text: string
  /** Where the cell ends: at a separator, a line end or the end of the text. */
  readonly end: number
}

/** A record with quotes somewhere; undefined when it is not complete. */
function quotedRecord(
  text: string,
  from: number,
  separator: string,
  newline: string,
  final: boolean,
): { readonly cells: string[]; readonly next: number } | undefined {
  const cells: string[] = []
  for (let at = from; ; ) {
    const isQuoted = text[at] === '"'
    const cell = isQuoted ? quotedCell(text, at, separator, final) : plainCell(text, at, separator, newline)
    if (!cell) return undefined
    const { end } = cell
    cells.push(cell.text)
    if (text[end] === separator) {
      at = end + 1
      continue
    }
    const isReturn = text[end] === '\r'
    // The record or its line end may be cut in two.
    if (!final && end + (isReturn ? 1 : 0) >= text.length) return undefined
    return { cells, next: isReturn && text[end + 1] === '\n' ? end + 2 : end + 1 }
  }
}

function quotedCell(text: string, at: number, separator: string, final: boolean): Cell | undefined {
  const close = closingQuote(text, at, separator, final)
  if (close < 0) return undefined
  return { text: text.slice(at + 1, close).replaceAll('""', '"'), end: close + 1 }
}

function plainCell(text: string, at: number, separator: string, newline: string): Cell {
  const end = nearestEnd(text, at, separator, newline)
  const isLast = text[end] !== separator
  const stop = isLast && end > at && text[end - 1] === '\r' ? end - 1 : end
  return { text: text.slice(at, stop), end }
}

function nearestEnd(text: string, at: number, separator: string, newline: string): number {
  const cell = text.indexOf(separator, at)
  const line = text.indexOf(newline, at)
  return Math.min(cell < 0 ? text.length : cell, line < 0 ? text.length : line)
}

/** Where the quote is that ends the cell; -1 when it is not in the text. */
function closingQuote(text: string, open: number, separator: string, final: boolean): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    const next = text[at + 1]
    if (next === '"') at++
    else if (next === undefined) return final ? at : -1
    else if (next === separator || next === '\n' || next === '\r') return at
  }
  return -1
}
