import type { ObjectModel } from '../../metadata/org-model.ts'
import type { CommonWords } from '../../org/common-words.ts'
import type { SearchState } from '../../org/search-state.ts'
import { searchShape } from '../../storage/ddl/search-indexes.ts'
import { foldText } from '../../storage/sql/search-words.ts'
import type { FindNode, Query } from '../query/query.ts'
import { literal } from './parse-find.ts'
import { type Meant, meantBy, shareOf } from './spellings.ts'

/** How a name may answer what was typed. */
export interface Way extends Pick<Query, 'amongNewest' | 'isRare'> {
  readonly find: FindNode
  /** Records to choose the likest from. */
  readonly most: number
  /** Found fewer: it was no way. */
  readonly least?: number
  /** Is it gone although something was found, as long as there is not enough? */
  readonly adds: boolean
  /** Does it find what is only spelled alike? */
  readonly forgives?: boolean
  /** Is it asked for together with those of other objects, needed or not? */
  readonly isFirst?: boolean
  /** Milliseconds after which nothing has been found; undefined: it is fast by itself. */
  readonly longest?: number
}

/** Bytes of a table above which what is common is found without its index, which knows too many of it. */
const BIG = 8_000_000
/** Of the newest records of a big table: what more than a few in a thousand have is found in these. */
const SAMPLE = { words: 1_500, likeness: 400 } as const
/** Share of the records up to which an index finds those with a word at once. */
const FEW = 0.005
/** Where as many of the sample are somewhat like what was typed, the index would find a great part of the table. */
const COMMON = 10
const SOMEWHAT = 0.4
const CANDIDATES = 100
/** Letters that an index over groups of three finds. */
const LETTERS = 3
/** Milliseconds for what is common after all. */
const LONGEST = { words: 5, likeness: 8 } as const
/** Words that an index is asked for in all their spellings. */
const MOST_SPELLED = 2

/**
 * The ways to names for what was typed, the best way first: those that begin with it, those with words that do, those that
 * are spelled alike. Each takes a bounded time, however many records there are and however common the words.
 */
export function suggestWays(
  { sizes, commonWords }: Pick<SearchState, 'sizes' | 'commonWords'>,
  object: ObjectModel,
  text: string,
  most: number,
): readonly Way[] {
  const { beginning, likeness } = searchShape(object)
  const find: FindNode = { op: 'beginning', beginning: literal(text) }
  const first: readonly Way[] = beginning ? [{ find, most, adds: true, isFirst: true }] : []
  // A number is one word.
  if (!likeness) return first
  const words = foldText(text).match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return first
  if (!isBigTable({ sizes }, object))
    return [...first, { ...wordsByIndex(words, most), isFirst: true }, ...likenessOfSmall(text, words)]
  const common = commonWords?.get(object.table)
  const alike = common ? correctedWays(words, common, most) : likenessWays(text, words)
  return [...first, ...wordWays(words, common, most), ...alike]
}

export function isBigTable({ sizes }: Pick<SearchState, 'sizes'>, { table }: ObjectModel): boolean {
  return (sizes.get(table) ?? 0) >= BIG
}

function wordsByIndex(words: readonly string[], most: number): Way {
  return { find: all(words.map(word => nameWord(word))), most, isRare: true, adds: true }
}

function wordWays(words: readonly string[], common: CommonWords | undefined, most: number): readonly Way[] {
  const byIndex = wordsByIndex(words, most)
  const bySample: Way = { find: byIndex.find, most, amongNewest: SAMPLE.words, adds: true }
  const isFew = (word: string): boolean => common !== undefined && isRare(word, common)
  if (!words.some(word => word.length >= LETTERS)) return [bySample]
  // Where few records have one of the words, the others are looked for in these.
  const find = words.some(isFew)
    ? all(words.map(word => nameWord(word, isFew(word) ? 'words' : 'nothing')))
    : byIndex.find
  return [bySample, { ...byIndex, find, longest: LONGEST.words }]
}

function likenessOfSmall(text: string, words: readonly string[]): readonly Way[] {
  if (!hasLetters(words)) return []
  return [likenessByIndex(text, true)]
}

function likenessByIndex(text: string, adds: boolean): Way {
  const find: FindNode = { op: 'likeness', word: literal(text) }
  return { find, most: CANDIDATES, isRare: true, adds, forgives: true }
}

/** Where it is not known which words are common. */
function likenessWays(text: string, words: readonly string[]): readonly Way[] {
  if (!hasLetters(words)) return []
  const find: FindNode = { op: 'likeness', word: literal(text), least: SOMEWHAT }
  const bySample: Way = {
    ...{ find, most: CANDIDATES, amongNewest: SAMPLE.likeness },
    ...{ least: COMMON, adds: false, forgives: true },
  }
  // Several words have so many groups of letters that an index takes long for them.
  if (words.length > 1) return [bySample]
  return [bySample, { ...likenessByIndex(text, false), longest: LONGEST.likeness }]
}

/** By what may have been meant: common words, or else any word that is one slip of the finger away. */
function correctedWays(words: readonly string[], common: CommonWords, most: number): readonly Way[] {
  const meant = words.map(word => meantBy(word, common))
  const spelled = meant.filter(({ kind }) => kind === 'spelled')
  if (meant.every(({ kind }) => kind === 'typed') || spelled.length > MOST_SPELLED) return []
  const isFew = (one: Meant): boolean =>
    one.kind === 'spelled' || one.words.every(word => isRare(word, common))
  const isIndexed = meant.some(isFew)
  const nodeOf = (one: Meant): FindNode => {
    if (one.kind === 'spelled') return spelledWord(one.words)
    const by = isFew(one) ? 'words' : 'nothing'
    return any(one.words.map(word => nameWord(word, isIndexed ? by : undefined)))
  }
  const find = all(meant.map(nodeOf))
  const way = { find, adds: false, forgives: true }
  return isIndexed
    ? [{ ...way, most: CANDIDATES, isRare: true, longest: LONGEST.likeness }]
    : [{ ...way, most, amongNewest: SAMPLE.words }]
}

function isRare(beginning: string, common: CommonWords): boolean {
  return beginning.length >= LETTERS && shareOf(beginning, common) < FEW
}

function hasLetters(words: readonly string[]): boolean {
  return (words.at(-1) ?? '').length >= LETTERS
}

function nameWord(word: string, by?: 'words' | 'nothing'): FindNode {
  return { op: 'nameWord', word: literal(word), ...(by && { by }) }
}

/** `words`: the one that was typed, and its spellings. */
function spelledWord(words: readonly string[]): FindNode {
  return { op: 'likeness', word: literal(words[0] as string), spellings: literal(words.join(' ')) }
}

function all(of: readonly FindNode[]): FindNode {
  return { op: 'and', of }
}

function any(of: readonly FindNode[]): FindNode {
  return { op: 'or', of }
}
