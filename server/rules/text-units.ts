import { MAX_TEXT } from './sql-pieces.ts'

/** Characters are code points, as in PostgreSQL; JavaScript counts UTF-16 units. */
const ASTRAL = /[\ud800-\udfff]/

export function countCharacters(text: string): number {
  if (!ASTRAL.test(text)) return text.length
  let count = 0
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00) count++
  return count
}

/** The characters from `from` up to but without `to`, both counted from 0. */
export function sliceCharacters(text: string, from: number, to: number): string {
  if (!ASTRAL.test(text)) return text.slice(Math.max(0, from), Math.max(0, to))
  return Array.from(text).slice(Math.max(0, from), Math.max(0, to)).join('')
}

/** A result of rules: blank for the empty text, cut where it is too long. */
export function toTextResult(text: string): string | null {
  if (text === '') return null
  return text.length > MAX_TEXT ? sliceCharacters(text, 0, MAX_TEXT) : text
}
