import {
  anyCase,
  type Cursor,
  invert,
  parseClass,
  type Range,
  RegexRefusal,
  readEscape,
} from './character-set.ts'

/** A regular expression without look-around, back-references or captures: what a finite automaton can decide. */
export type Regex =
  | { readonly kind: 'set'; readonly ranges: readonly Range[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Regex[] }
  | { readonly kind: 'choice'; readonly options: readonly Regex[] }
  /** Without `most` as often as one likes. */
  | {
      readonly kind: 'repeat'
      readonly part: Regex
      readonly least: number
      readonly most: number | undefined
    }

const MAX_PATTERN = 1000
const MAX_REPEAT = 100
const MAX_NESTING = 20

/** The pattern as a tree, or what is wrong with it. Matches are of whole texts, so outer ^ and $ say nothing. */
export function parseRegex(pattern: string): { readonly regex: Regex } | { readonly reason: string } {
  if (pattern.length > MAX_PATTERN) return { reason: `The pattern is longer than ${MAX_PATTERN} characters.` }
  const escapes = /(\\*)\$$/.exec(pattern)?.[1]?.length ?? 0
  const whole = escapes % 2 === 0 ? pattern.replace(/\$$/, '') : pattern
  const cursor: Cursor = { text: Array.from(whole.replace(/^\^/, '')), at: 0, depth: 0, ignoresCase: false }
  try {
    const regex = parseChoice(cursor)
    if (cursor.at < cursor.text.length) throw new RegexRefusal('The pattern has a ) without its (.')
    return { regex }
  } catch (error) {
    if (error instanceof RegexRefusal) return { reason: error.message }
    throw error
  }
}

function parseChoice(cursor: Cursor): Regex {
  if (++cursor.depth > MAX_NESTING)
    throw new RegexRefusal(`The pattern nests deeper than ${MAX_NESTING} groups.`)
  const options = [parseSequence(cursor)]
  while (cursor.text[cursor.at] === '|') {
    cursor.at++
    options.push(parseSequence(cursor))
  }
  cursor.depth--
  return options.length === 1 ? (options[0] as Regex) : { kind: 'choice', options }
}

function parseSequence(cursor: Cursor): Regex {
  const parts: Regex[] = []
  while (cursor.at < cursor.text.length && !'|)'.includes(cursor.text[cursor.at] as string)) {
    parts.push(parseQuantified(cursor))
  }
  return { kind: 'sequence', parts }
}

const QUANTIFIERS: Readonly<Record<string, readonly [number, number | undefined]>> = {
  '*': [0, undefined],
  '+': [1, undefined],
  '?': [0, 1],
}

function parseQuantified(cursor: Cursor): Regex {
  const part = parseAtom(cursor)
  const bounds = parseBounds(cursor)
  if (!bounds) return part
  if (cursor.text[cursor.at] === '?') cursor.at++
  const next = cursor.text[cursor.at] ?? ''
  if (next !== '' && '*+?'.includes(next)) throw new RegexRefusal(`"${next}" follows another quantifier.`)
  return { kind: 'repeat', part, least: bounds[0], most: bounds[1] }
}

function parseBounds(cursor: Cursor): readonly [number, number | undefined] | undefined {
  const first = cursor.text[cursor.at] ?? ''
  if (Object.hasOwn(QUANTIFIERS, first)) {
    cursor.at++
    return QUANTIFIERS[first]
  }
  if (first !== '{') return undefined
  const found = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(cursor.text.slice(cursor.at, cursor.at + 12).join(''))
  if (!found) throw new RegexRefusal('"{" starts a count such as {2} or {1,3}; write \\{ for the character.')
  cursor.at += found[0].length
  const least = Number(found[1])
  const most = found[2] === '' ? least : found[3] === '' ? undefined : Number(found[3])
  if (Math.max(least, most ?? 0) > MAX_REPEAT) throw new RegexRefusal(`A count is over ${MAX_REPEAT}.`)
  if (most !== undefined && most < least) throw new RegexRefusal('A count ends before it begins.')
  return [least, most]
}

function parseAtom(cursor: Cursor): Regex {
  const character = cursor.text[cursor.at++] as string
  if (character === '(') return parseGroup(cursor)
  if (character === '[') return { kind: 'set', ranges: parseClass(cursor) }
  if (character === '.') return { kind: 'set', ranges: invert([[10, 10]]) }
  if (character === '\\') return { kind: 'set', ranges: readEscape(cursor) }
  if ('*+?{'.includes(character)) throw new RegexRefusal(`"${character}" has nothing to repeat.`)
  if (character === '^' || character === '$') {
    throw new RegexRefusal(`"${character}" is supported only at the ends of the pattern.`)
  }
  const code = character.codePointAt(0) as number
  return { kind: 'set', ranges: anyCase([[code, code]], cursor) }
}

function parseGroup(cursor: Cursor): Regex {
  if (cursor.text.slice(cursor.at, cursor.at + 3).join('') === '?i)') {
    cursor.at += 3
    cursor.ignoresCase = true
    return { kind: 'sequence', parts: [] }
  }
  if (cursor.text[cursor.at] === '?') {
    if (cursor.text[cursor.at + 1] !== ':') {
      throw new RegexRefusal('Look-around, named groups and other flags than (?i) are not supported.')
    }
    cursor.at += 2
  }
  const { ignoresCase } = cursor
  const inner = parseChoice(cursor)
  cursor.ignoresCase = ignoresCase
  if (cursor.text[cursor.at] !== ')') throw new RegexRefusal('A ( has no ).')
  cursor.at++
  return inner
}
