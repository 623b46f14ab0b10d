/** Code points from the first to the second, both within. */
export type Range = readonly [number, number]

/** The pattern being read, one character an element. */
export interface Cursor {
  readonly text: readonly string[]
  at: number
  depth: number
  /** After `(?i)`, to the end of its group: letters from a to z in either case, as in Java. */
  ignoresCase: boolean
}

/** Thrown inside this folder only: why the pattern is not supported. */
export class RegexRefusal extends Error {}

const LAST = 0x10ffff

const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: [[48, 57]],
  s: [
    [9, 13],
    [32, 32],
  ],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
}

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12 }

/** All other code points. Zero is left out: PostgreSQL stores no such text. */
export function invert(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = []
  let next = 1
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from > next) result.push([next, from - 1])
    next = Math.max(next, to + 1)
  }
  if (next <= LAST) result.push([next, LAST])
  return result
}

const [SMALL, CAPITAL] = [
  [97, 122],
  [65, 90],
] as const

/** The ranges with the other case of their letters, where case does not matter. */
export function anyCase(ranges: readonly Range[], { ignoresCase }: Cursor): readonly Range[] {
  if (!ignoresCase) return ranges
  const shifted = (from: Range, by: number): Range[] =>
    ranges.flatMap(([first, last]) => {
      const [least, most] = [Math.max(first, from[0]), Math.min(last, from[1])]
      return least <= most ? [[least + by, most + by] as const] : []
    })
  return [...ranges, ...shifted(SMALL, -32), ...shifted(CAPITAL, 32)]
}

/** What stands after a backslash. */
export function readEscape(cursor: Cursor): readonly Range[] {
  const character = cursor.text[cursor.at++]
  if (character === undefined) throw new RegexRefusal('The pattern ends with a backslash.')
  const set = CLASSES[character.toLowerCase()]
  if (set) return character === character.toLowerCase() ? set : invert(set)
  const control = CONTROLS[character]
  if (control !== undefined) return [[control, control]]
  if (/[A-Za-z0-9]/.test(character)) throw new RegexRefusal(`"\\${character}" is not supported.`)
  const code = character.codePointAt(0) as number
  return [[code, code]]
}

/** A class such as `[A-Za-z_]` or `[^0-9]`; the cursor is behind its bracket. */
export function parseClass(cursor: Cursor): readonly Range[] {
  const negated = cursor.text[cursor.at] === '^'
  if (negated) cursor.at++
  const ranges: Range[] = []
  const first = cursor.at
  for (;;) {
    const character = cursor.text[cursor.at]
    if (character === undefined) throw new RegexRefusal('A [ has no ].')
    if (character === ']' && cursor.at > first) break
    ranges.push(...readClassPart(cursor))
  }
  cursor.at++
  const all = anyCase(ranges, cursor)
  return negated ? invert(all) : all
}

function readClassPart(cursor: Cursor): readonly Range[] {
  const from = readClassCharacter(cursor)
  const isRange = cursor.text[cursor.at] === '-' && cursor.text[cursor.at + 1] !== ']'
  if (!isRange) return from
  cursor.at++
  const to = readClassCharacter(cursor)
  const [first, last] = [from[0]?.[0] ?? 0, to[0]?.[1] ?? 0]
  const single = from.length === 1 && to.length === 1 && from[0]?.[1] === first && to[0]?.[0] === last
  if (!single || last < first) throw new RegexRefusal('A range in [ ] goes from a character to a later one.')
  return [[first, last]]
}

function readClassCharacter(cursor: Cursor): readonly Range[] {
  const character = cursor.text[cursor.at++]
  if (character === undefined) throw new RegexRefusal('A [ has no ].')
  if (character === '\\') return readEscape(cursor)
  if (character === '[' || (character === '&' && cursor.text[cursor.at] === '&')) {
    throw new RegexRefusal('Classes inside classes are not supported; write \\[ for the character.')
  }
  const code = character.codePointAt(0) as number
  return [[code, code]]
}
