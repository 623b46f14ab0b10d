import type { Problem } from '../../kernel/errors.ts'
import type { Rule } from '../rule.ts'
import { explainMissing, findFunction } from './functions.ts'
import { readGlobal } from './globals.ts'
import { type FormulaError, type Token, tokenize } from './tokenize.ts'

export const MAX_FORMULA = 20_000
const MAX_NESTING = 60

/** Offsets in the text by the operation objects that were made of them. */
export type Offsets = ReadonlyMap<object, number>

export type ParsedFormula =
  | { readonly logic: Rule; readonly offsets: Offsets }
  | { readonly problems: readonly Problem[] }

/** Binding power and operation of the binary operators. All bind to the left. */
const BINARY: Readonly<Record<string, readonly [number, string]>> = {
  '||': [1, 'or'],
  '&&': [2, 'and'],
  '=': [3, '=='],
  '==': [3, '=='],
  '<>': [3, '!='],
  '!=': [3, '!='],
  '<': [4, '<'],
  '<=': [4, '<='],
  '>': [4, '>'],
  '>=': [4, '>='],
  '&': [5, 'cat'],
  '+': [6, '+'],
  '-': [6, '-'],
  '*': [7, '*'],
  '/': [7, '/'],
  '^': [8, 'power'],
}
const UNARY_POWER = 9

const CONSTANTS: Readonly<Record<string, Rule>> = { TRUE: true, FALSE: false, NULL: null }

interface Parser {
  readonly tokens: readonly Token[]
  readonly offsets: Map<object, number>
  at: number
  depth: number
}

/** Thrown inside this module only: the first thing that is no formula. */
class Refusal extends Error {
  readonly offset: number
  constructor({ message, offset }: FormulaError) {
    super(message)
    this.offset = offset
  }
}

/** Salesforce formula text → JsonLogic. Problems say line and column. */
export function parseFormula(text: string): ParsedFormula {
  if (text.length > MAX_FORMULA) {
    const message = `The formula has ${text.length} characters; at most ${MAX_FORMULA} are allowed.`
    return { problems: [{ code: 'rule.too-large', message, path: '' }] }
  }
  const tokens = tokenize(text)
  if ('message' in tokens) return { problems: [toProblem(text, tokens)] }
  const parser: Parser = { tokens, offsets: new Map(), at: 0, depth: 0 }
  try {
    const logic = parseExpression(parser, 0)
    const rest = peek(parser)
    if (rest.kind !== 'end') throw unexpected(rest, 'an operator or the end')
    return { logic, offsets: parser.offsets }
  } catch (error) {
    if (error instanceof Refusal) return { problems: [toProblem(text, error)] }
    throw error
  }
}

function toProblem(text: string, { message, offset }: FormulaError): Problem {
  return { code: 'rule.invalid-formula', message: `${message} (${lineAndColumn(text, offset)})`, path: '' }
}

export function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n')
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`
}

function peek(parser: Parser): Token {
  return parser.tokens[Math.min(parser.at, parser.tokens.length - 1)] as Token
}

function take(parser: Parser): Token {
  const token = peek(parser)
  parser.at++
  return token
}

function unexpected(token: Token, wanted: string): Refusal {
  const found = token.kind === 'end' ? 'the formula ends' : `there is "${token.value.slice(0, 40)}"`
  return new Refusal({ message: `Expected ${wanted}, but ${found}.`, offset: token.offset })
}

function operation(parser: Parser, offset: number, logic: Rule): Rule {
  if (typeof logic === 'object' && logic !== null) parser.offsets.set(logic, offset)
  return logic
}

function parseExpression(parser: Parser, power: number): Rule {
  if (++parser.depth > MAX_NESTING) {
    throw new Refusal({
      message: `The formula nests deeper than ${MAX_NESTING} levels.`,
      offset: peek(parser).offset,
    })
  }
  let left = parsePrefix(parser)
  for (;;) {
    const token = peek(parser)
    const binary =
      token.kind === 'operator' && Object.hasOwn(BINARY, token.value) ? BINARY[token.value] : undefined
    if (!binary || binary[0] <= power) break
    take(parser)
    const right = parseExpression(parser, binary[0])
    left = operation(parser, token.offset, joinOperands(binary[1], left, right))
  }
  parser.depth--
  return left
}

const CHAINED = new Set(['and', 'or', 'cat'])

/** `a && b && c` becomes one `and`: long chains do not nest. */
function joinOperands(name: string, left: Rule, right: Rule): Rule {
  const before = CHAINED.has(name) && typeof left === 'object' && left !== null && !Array.isArray(left)
  const operands = before ? (left as { readonly [operator: string]: Rule })[name] : undefined
  return { [name]: Array.isArray(operands) ? [...operands, right] : [left, right] }
}

function parsePrefix(parser: Parser): Rule {
  const token = take(parser)
  if (token.kind === 'number') return numberLiteral(token)
  if (token.kind === 'text') return token.value
  if (token.kind === 'name') return parseName(parser, token)
  if (token.kind === 'operator') {
    if (token.value === '(') return parseGroup(parser)
    if (token.value === '-') return negate(parser, token, parseExpression(parser, UNARY_POWER))
    if (token.value === '+') return parseExpression(parser, UNARY_POWER)
    if (token.value === '!')
      return operation(parser, token.offset, { '!': [parseExpression(parser, UNARY_POWER)] })
  }
  throw unexpected(token, 'a value')
}

function negate(parser: Parser, token: Token, value: Rule): Rule {
  return typeof value === 'number' ? -value : operation(parser, token.offset, { '-': [value] })
}

/** A number that JavaScript cannot hold exactly stays text. */
function numberLiteral({ value }: Token): Rule {
  const digits = value.replace('.', '').replace(/^0+/, '')
  return digits.length <= 15 ? Number(value) : { value: [value] }
}

function parseGroup(parser: Parser): Rule {
  const inner = parseExpression(parser, 0)
  expectOperator(parser, ')')
  return inner
}

function expectOperator(parser: Parser, value: string): void {
  const token = take(parser)
  if (token.kind !== 'operator' || token.value !== value) throw unexpected(token, `"${value}"`)
}

function parseName(parser: Parser, token: Token): Rule {
  const next = peek(parser)
  if (next.kind === 'operator' && next.value === '(') return parseFunction(parser, token)
  const constant = token.value.toUpperCase()
  if (Object.hasOwn(CONSTANTS, constant)) return CONSTANTS[constant] as Rule
  return operation(parser, token.offset, readGlobal(token.value))
}

function parseFunction(parser: Parser, { value, offset }: Token): Rule {
  const build = findFunction(value)
  if (!build) throw new Refusal({ message: explainMissing(value), offset })
  take(parser)
  const args: Rule[] = []
  while (!isClose(peek(parser))) {
    if (args.length > 0) expectOperator(parser, ',')
    args.push(parseExpression(parser, 0))
  }
  take(parser)
  return operation(parser, offset, build(args))
}

function isClose(token: Token): boolean {
  return token.kind === 'operator' && token.value === ')'
}
