import sql, { raw, type Sql } from 'sql-template-tag'
import { type Decimal, ExactDecimal } from '../decimal.ts'
import type { Operation } from '../operation.ts'
import { inC, MAX_TEXT, textResult, wholeSql } from '../sql-pieces.ts'
import { countCharacters, sliceCharacters, toTextResult } from '../text-units.ts'
import { toWhole } from '../whole.ts'

/** Two texts, yes or no; no when either is blank. Case counts. */
function search(
  name: string,
  test: (text: string, part: string) => boolean,
  toSql: (text: Sql, part: Sql) => Sql,
): Operation {
  return {
    name,
    arity: [2, 2],
    signatures: [{ parameters: ['text', 'text'], result: 'boolean' }],
    neverBlank: true,
    evaluate: (text: string | null, part: string | null) =>
      text !== null && part !== null && test(text, part),
    sql: call => call.decided(call.once([0, 1], (text, part) => toSql(inC(text as Sql), inC(part as Sql)))),
  }
}

export const contains = search(
  'contains',
  (text, part) => text.includes(part),
  (text, part) => sql`(strpos(${text}, ${part}) > 0)`,
)

const startsWith = search(
  'startsWith',
  (text, part) => text.startsWith(part),
  (text, part) => sql`starts_with(${text}, ${part})`,
)

const endsWith = search(
  'endsWith',
  (text, part) => text.endsWith(part),
  (text, part) => sql`(right(${text}, length(${part})) = ${part})`,
)

/** Where the first text begins in the second, counted from 1; 0 when it is not there or something is blank. */
const find: Operation = {
  name: 'find',
  arity: [2, 3],
  signatures: [
    { parameters: ['text', 'text'], result: 'number' },
    { parameters: ['text', 'text', 'number'], result: 'number' },
  ],
  neverBlank: true,
  bounds: () => ({ digits: 7, scale: 0 }),
  evaluate: (part: string | null, text: string | null, start?: Decimal | null) =>
    new ExactDecimal(part === null || text === null || start === null ? 0 : findFrom(part, text, start)),
  sql: call => {
    if (call.node.args.length === 2) {
      return sql`COALESCE(strpos(${inC(call.argument(1))}, ${inC(call.argument(0))}), 0)::numeric`
    }
    return call.once([0, 1, 2], (part, text, start) => {
      const from = wholeSql(start as Sql, MAX_TEXT)
      const found = sql`NULLIF(strpos(substr(${inC(text as Sql)}, ${from}), ${inC(part as Sql)}), 0)`
      return sql`COALESCE((CASE WHEN ${start} >= 1 THEN ${found} + ${from} - 1 END), 0)::numeric`
    })
  },
}

function findFrom(part: string, text: string, start: Decimal | undefined): number {
  const from = start === undefined ? 1 : toWhole(start, MAX_TEXT)
  if (from < 1) return 0
  const skipped = sliceCharacters(text, 0, from - 1)
  const found = text.indexOf(part, skipped.length)
  return found < 0 || countCharacters(skipped) < from - 1 ? 0 : countCharacters(text.slice(0, found)) + 1
}

const LONGEST_NEW = 255

/** No further than the result is kept: a character's text may be 255 times as long. */
function replaceAll(text: string, old: string, by: string): string {
  let result = ''
  let from = 0
  for (let at = text.indexOf(old); at >= 0 && result.length <= 2 * MAX_TEXT; at = text.indexOf(old, from)) {
    result += text.slice(from, at) + by
    from = at + old.length
  }
  return result + text.slice(from)
}

/** Every occurrence of a text by another one, of which the first 255 characters count. */
const substitute: Operation = {
  name: 'substitute',
  arity: [3, 3],
  signatures: [{ parameters: ['text', 'text', 'text'], result: 'text' }],
  evaluate: (text: string | null, old: string | null, by: string | null) => {
    if (text === null || old === null) return text
    return toTextResult(replaceAll(text, old, sliceCharacters(by ?? '', 0, LONGEST_NEW)))
  },
  sql: call => {
    const [text, old, by] = call.arguments().map(inC) as [Sql, Sql, Sql]
    const short = sql`left(COALESCE(${by}, ''), ${raw(String(LONGEST_NEW))})`
    return textResult(sql`left(replace(${text}, COALESCE(${old}, ''), ${short}), ${raw(String(MAX_TEXT))})`)
  },
}

export const textSearchOperations: readonly Operation[] = [contains, startsWith, endsWith, find, substitute]
