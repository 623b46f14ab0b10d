import type { ObjectModel } from '../../metadata/org-model.ts'
import type { IndexState } from '../../org/index-state.ts'
import { searchShape } from '../../storage/ddl/search-indexes.ts'
import type { FindNode, Query } from '../query/query.ts'
import { literal } from './parse-find.ts'

/** How a name may answer what was typed. */
export interface Way extends Pick<Query, 'amongNewest' | 'isRare'> {
  readonly find: FindNode
  /** Records to choose the likest from. */
  readonly most: number
  /** Found fewer: it was no way. */
  readonly least?: number
  /** Is it gone although something was found, as long as there is not enough? */
  readonly adds: boolean
  /** Milliseconds after which nothing has been found; undefined: it is fast by itself. */
  readonly longest?: number
}

/** Bytes of a table above which what is common is found without its index, which knows too many of it. */
const BIG = 8_000_000
/** Of the newest records of a big table: what more than a few in a thousand have is found in these. */
const SAMPLE = { words: 1_500, likeness: 400 } as const
/** Where as many of the sample are somewhat like what was typed, the index would find a great part of the table. */
const COMMON = 10
const SOMEWHAT = 0.4
const CANDIDATES = 100
/** Letters that an index over groups of three finds. */
const LETTERS = 3
/** Milliseconds for groups of letters that are common in themselves. */
const LONGEST = { words: 5, likeness: 10 } as const

/**
 * The ways to names for what was typed, the best way first: those that begin with it, those with words that do, those that
 * are spelled alike. Each takes a bounded time, however many records there are and however common the words.
 */
export function suggestWays(
  { sizes }: IndexState,
  object: ObjectModel,
  text: string,
  most: number,
): readonly Way[] {
  const { beginning, likeness } = searchShape(object)
  const begins: Way = { find: { op: 'beginning', beginning: literal(text) }, most, adds: true }
  const first = beginning ? [begins] : []
  // A number is one word.
  if (!likeness) return first
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const isBig = (sizes.get(object.table) ?? 0) >= BIG
  return [...first, ...wordWays(words, most, isBig), ...likenessWays(text, words, isBig)]
}

function wordWays(words: readonly string[], most: number, isBig: boolean): readonly Way[] {
  if (words.length === 0) return []
  const find: FindNode = { op: 'and', of: words.map(word => ({ op: 'nameWord', word: literal(word) })) }
  const byIndex: Way = { find, most, isRare: true, adds: true }
  if (!isBig) return [byIndex]
  const bySample: Way = { find, most, amongNewest: SAMPLE.words, adds: true }
  return words.some(word => word.length >= LETTERS)
    ? [bySample, { ...byIndex, longest: LONGEST.words }]
    : [bySample]
}

function likenessWays(text: string, words: readonly string[], isBig: boolean): readonly Way[] {
  if ((words.at(-1) ?? '').length < LETTERS) return []
  const word = literal(text)
  const byIndex: Way = { find: { op: 'likeness', word }, most: CANDIDATES, isRare: true, adds: !isBig }
  if (!isBig) return [byIndex]
  const find: FindNode = { op: 'likeness', word, least: SOMEWHAT }
  const bySample: Way = {
    ...{ find, most: CANDIDATES, amongNewest: SAMPLE.likeness },
    ...{ least: COMMON, adds: false },
  }
  // Several words have so many groups of letters that an index takes long for them.
  return words.length > 1 ? [bySample] : [bySample, { ...byIndex, longest: LONGEST.likeness }]
}
