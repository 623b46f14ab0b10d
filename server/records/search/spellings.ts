import { distance } from 'fastest-levenshtein'
import type { CommonWords } from '../../org/common-words.ts'

/** Shorter words have too few letters to tell a slip of the finger from another word; longer ones may have two slips. */
export const SHORTEST = 4
const LONG = 8
/** The spellings of longer ones are many, and long. */
const LONGEST = 32
const LATIN = 'abcdefghijklmnopqrstuvwxyz'
/** Letters that one may have meant: more than any alphabet has. */
const MOST_LETTERS = 80

/** What somebody may have meant by a word: it itself, common words, or the word in any spelling. */
export interface Meant {
  readonly kind: 'typed' | 'common' | 'spelled'
  readonly words: readonly string[]
}

/** Numbers, and what is longer than words are, stay as they were typed: nobody knows what else was meant. */
export function meantBy(typed: string, common: CommonWords): Meant {
  const isPlain = typed.length < SHORTEST || typed.length > LONGEST || !/^\p{L}+$/u.test(typed)
  if (isPlain || shareOf(typed, common) > 0) return { kind: 'typed', words: [typed] }
  const words = wordsLike(typed, common)
  return words.length > 0 ? { kind: 'common', words } : { kind: 'spelled', words: spellings(typed, common) }
}

/** Share of the records that have a word with this beginning: 0 where few have. */
export function shareOf(beginning: string, common: CommonWords): number {
  let share = 0
  for (const [word, part] of common) if (word.startsWith(beginning)) share += part
  return share
}

/** Common words that are, or begin, like what was typed. */
function wordsLike(typed: string, common: CommonWords): readonly string[] {
  return [...common.keys()].filter(word => isLikeBeginning(typed, word))
}

/** Is the word, or what it begins with, what was typed but for a slip of the finger? */
export function isLikeBeginning(typed: string, word: string): boolean {
  if (word.length < SHORTEST) return false
  const slips = typed.length < LONG ? 1 : 2
  return [-1, 0, 1].some(more => {
    const begun = word.slice(0, typed.length + more)
    return distance(typed, begun) <= slips || isSwapped(typed, begun)
  })
}

/** Two letters that follow each other, the other way round. */
function isSwapped(typed: string, word: string): boolean {
  if (typed.length !== word.length) return false
  const at = [...typed].findIndex((letter, index) => letter !== word[index])
  return (
    typed[at] === word[at + 1] && typed[at + 1] === word[at] && typed.slice(at + 2) === word.slice(at + 2)
  )
}

/** A word as it was typed, and as it is with one slip of the finger undone, in the letters of the common words. */
function spellings(typed: string, common: CommonWords): readonly string[] {
  const letters = lettersOf(common)
  const places = Array.from({ length: typed.length + 1 }, (_, at) => [typed.slice(0, at), typed.slice(at)])
  const undone = (places as [string, string][]).flatMap(([before, behind]) => [
    before + behind.slice(1),
    ...letters.flatMap(letter => [before + letter + behind, before + letter + behind.slice(1)]),
  ])
  return [...new Set([typed, ...swaps(typed), ...undone])]
}

/** Two letters that follow each other, the other way round. */
function swaps(word: string): readonly string[] {
  return [...word].flatMap((_, at) =>
    at === 0 ? [] : [`${word.slice(0, at - 1)}${word.charAt(at)}${word.charAt(at - 1)}${word.slice(at + 1)}`],
  )
}

const known = new WeakMap<CommonWords, readonly string[]>()

function lettersOf(common: CommonWords): readonly string[] {
  const before = known.get(common)
  if (before) return before
  const all = new Set(LATIN + [...common.keys()].join('').replace(/\P{L}/gu, ''))
  const letters = [...all].slice(0, MOST_LETTERS)
  known.set(common, letters)
  return letters
}
