import type { Rule } from '../rules/rule.ts'

const TOKEN = /\s*(\(|\)|AND\b|OR\b|NOT\b|\d+)/iy
const MAX_NESTING = 20

interface Reading {
  readonly tokens: readonly string[]
  readonly rules: readonly Rule[]
  index: number
}

/** `1 AND (2 OR NOT 3)` over numbered rules → one rule. */
export function parseBooleanFilter(
  text: string,
  rules: readonly Rule[],
): { readonly rule: Rule } | { readonly message: string } {
  const tokens = tokenize(text)
  if (!tokens) return { message: `"${text}" is not a combination like 1 AND (2 OR 3).` }
  const reading: Reading = { tokens, rules, index: 0 }
  const rule = readAny(reading, 0)
  if (rule === undefined || reading.index < tokens.length) {
    const token = tokens[reading.index]
    const place = token === undefined ? 'at its end' : `at "${token}"`
    return { message: `"${text}" is not a combination of the filters 1 to ${rules.length}, ${place}.` }
  }
  return { rule }
}

function tokenize(text: string): readonly string[] | undefined {
  const tokens: string[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text)
    if (!match) return undefined
    tokens.push((match[1] as string).toUpperCase())
  }
  return tokens
}

function readAny(reading: Reading, depth: number): Rule | undefined {
  return readList(reading, 'OR', () => readList(reading, 'AND', () => readOne(reading, depth)))
}

function readList(reading: Reading, word: 'AND' | 'OR', read: () => Rule | undefined): Rule | undefined {
  const rules: Rule[] = []
  do {
    const rule = read()
    if (rule === undefined) return undefined
    rules.push(rule)
  } while (take(reading, word))
  return rules.length === 1 ? rules[0] : { [word.toLowerCase()]: rules }
}

function readOne(reading: Reading, depth: number): Rule | undefined {
  if (depth > MAX_NESTING) return undefined
  if (take(reading, 'NOT')) {
    const rule = readOne(reading, depth + 1)
    return rule === undefined ? undefined : { '!': rule }
  }
  if (take(reading, '(')) {
    const rule = readAny(reading, depth + 1)
    return take(reading, ')') ? rule : undefined
  }
  const rule = reading.rules[Number(reading.tokens[reading.index]) - 1]
  if (rule !== undefined) reading.index++
  return rule
}

function take(reading: Reading, token: string): boolean {
  if (reading.tokens[reading.index] !== token) return false
  reading.index++
  return true
}
