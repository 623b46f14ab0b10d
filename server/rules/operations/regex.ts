import sql, { type Sql } from 'sql-template-tag'
import { makeCall } from '../make-call.ts'
import type { CheckCall, LiteralNode, Node, Operation } from '../operation.ts'
import { type Matcher, makeMatcher } from '../regex/match-regex.ts'
import { parseRegex } from '../regex/parse-regex.ts'
import { toPostgresRegex } from '../regex/regex-to-postgres.ts'
import { inC } from '../sql-pieces.ts'
import { countCharacters } from '../text-units.ts'

const LONGEST_TEXT = 4000
const MAX_MATCHERS = 500

const matchers = new Map<string, Matcher>()

/** The matcher of a pattern that was checked before. */
function matcherOf(pattern: string): Matcher {
  const known = matchers.get(pattern)
  if (known) return known
  const parsed = parseRegex(pattern)
  const matcher = ('regex' in parsed ? makeMatcher(parsed.regex) : undefined) ?? (() => false)
  if (matchers.size >= MAX_MATCHERS) matchers.clear()
  matchers.set(pattern, matcher)
  return matcher
}

function checkRegex(call: CheckCall): Node | undefined {
  const args = call.arguments()
  const text = args && call.coerce(args[0] as Node, 'text', 0)
  const pattern = text && call.coerce((args as readonly Node[])[1] as Node, 'text', 1)
  if (!pattern) return undefined
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') {
    const message = '`regex` takes its pattern as a literal text.'
    return call.report({ code: 'rule.invalid-regex', message }, 1)
  }
  const parsed = parseRegex(pattern.value)
  if ('reason' in parsed) return call.report({ code: 'rule.invalid-regex', message: parsed.reason }, 1)
  if (makeMatcher(parsed.regex)) return makeCall(regex, 'boolean', [text, pattern])
  const message = 'The pattern repeats too much: unrolled it is too large.'
  return call.report({ code: 'rule.invalid-regex', message }, 1)
}

/**
 * Does the whole text match? An automaton decides, in time linear in the text. No for blank and for texts over
 * 4,000 characters.
 */
const regex: Operation = {
  name: 'regex',
  arity: [2, 2],
  check: checkRegex,
  neverBlank: true,
  evaluate: (text: string | null, pattern: string) =>
    text !== null && countCharacters(text) <= LONGEST_TEXT && matcherOf(pattern)(text),
  sql: call => {
    const parsed = parseRegex((call.node.args[1] as LiteralNode).value as string)
    const pattern = 'regex' in parsed ? toPostgresRegex(parsed.regex) : ''
    return call.once([0], text => {
      const short = sql`length(${text}) <= 4000`
      return sql`COALESCE((CASE WHEN ${short} THEN ${inC(text as Sql)} ~ ${pattern}::text END), FALSE)`
    })
  },
}

export const regexOperations: readonly Operation[] = [regex]
