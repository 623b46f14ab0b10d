import type { Regex } from './parse-regex.ts'

/** The whole-text match as a PostgreSQL regular expression: explicit code points, so that no locale has a say. */
export function toPostgresRegex(regex: Regex): string {
  return `^(?:${write(regex)})$`
}

function write(regex: Regex): string {
  if (regex.kind === 'set') return `[${regex.ranges.map(writeRange).join('')}]`
  if (regex.kind === 'sequence') return regex.parts.map(write).join('')
  if (regex.kind === 'choice') return `(?:${regex.options.map(write).join('|')})`
  if (regex.most === 0) return ''
  const bounds = regex.most === regex.least ? `${regex.least}` : `${regex.least},${regex.most ?? ''}`
  return `(?:${write(regex.part)}){${bounds}}`
}

function writeRange([from, to]: readonly [number, number]): string {
  return from === to ? writeCharacter(from) : `${writeCharacter(from)}-${writeCharacter(to)}`
}

function writeCharacter(code: number): string {
  return `\\U${code.toString(16).padStart(8, '0')}`
}
