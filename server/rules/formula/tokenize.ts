/** A piece of formula text. `offset` counts from the start of the text. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'operator' | 'end'
  /** The number, the text without its quotes, the name, the operator. */
  readonly value: string
  readonly offset: number
}

export interface FormulaError {
  readonly message: string
  readonly offset: number
}

const SPACE = /\s+|\/\*[\s\S]*?\*\//y
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)/y
/** `Owner:User.Name`: of what the lookup may lead to, the user. */
const NAME = /\$?[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)*/y
const OPERATOR = /<>|<=|>=|==|!=|&&|\|\||[-+*/^&=<>!(),]/y
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0]
}

/** The tokens with an `end` after them, or the first place that is no formula. */
export function tokenize(text: string): readonly Token[] | FormulaError {
  const tokens: Token[] = []
  let offset = 0
  for (;;) {
    offset += match(SPACE, text, offset)?.length ?? 0
    if (offset >= text.length) break
    if (match(SPACE, text, offset)) continue
    const next = readToken(text, offset)
    if ('message' in next) return next
    tokens.push(next.token)
    offset = next.end
  }
  tokens.push({ kind: 'end', value: '', offset: text.length })
  return tokens
}

function readToken(text: string, offset: number): { token: Token; end: number } | FormulaError {
  if (text.startsWith('/*', offset)) return { message: 'The comment has no end: */ is missing.', offset }
  const first = text.charAt(offset)
  if (first === '"' || first === "'") return readText(text, offset, first)
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['name', NAME],
    ['operator', OPERATOR],
  ] as const) {
    const value = match(pattern, text, offset)
    if (value) return { token: { kind, value, offset }, end: offset + value.length }
  }
  return { message: `"${first}" has no meaning here.`, offset }
}

function readText(text: string, offset: number, quote: string): { token: Token; end: number } | FormulaError {
  let value = ''
  for (let i = offset + 1; i < text.length; i++) {
    const character = text.charAt(i)
    if (character === quote) return { token: { kind: 'text', value, offset }, end: i + 1 }
    if (character !== '\\') value += character
    else {
      i++
      const escaped = text.charAt(i)
      value += ESCAPES[escaped] ?? escaped
    }
  }
  return { message: `The text has no end: ${quote} is missing.`, offset }
}
