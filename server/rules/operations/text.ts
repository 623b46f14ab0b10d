import sql, { join, raw, type Sql } from 'sql-template-tag'
import { ExactDecimal } from '../decimal.ts'
import { changeCase, changeCaseSql } from '../letter-case.ts'
import { makeCall } from '../make-call.ts'
import type { Operation } from '../operation.ts'
import { inC, MAX_TEXT, textResult } from '../sql-pieces.ts'
import { countCharacters, toTextResult } from '../text-units.ts'
import { MANY } from './logic.ts'

/** One text in, one text out. */
function textual(name: string, change: (text: string) => string, toSql: (text: Sql) => Sql): Operation {
  return {
    name,
    arity: [1, 1],
    signatures: [{ parameters: ['text'], result: 'text' }],
    evaluate: (text: string | null) => text && toTextResult(change(text)),
    sql: call => call.once([0], text => textResult(toSql(text as Sql))),
  }
}

const BLANKS = ' \t\n\r\f\v'

function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && BLANKS.includes(text.charAt(start))) start++
  while (end > start && BLANKS.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

/** Blanks count as nothing; dates, numbers and booleans are written as `text` writes them. */
export const cat: Operation = {
  name: 'cat',
  arity: [1, MANY],
  signatures: [{ parameters: ['printable'], rest: true, result: 'text' }],
  evaluate: (...parts: (string | null)[]) => {
    let text = ''
    for (const part of parts) if (part !== null) text += part
    return toTextResult(text)
  },
  sql: call => {
    const parts = call.arguments().map(part => sql`COALESCE(${inC(part)}, '')`)
    return textResult(sql`left(${join(parts, ' || ')}, ${raw(String(MAX_TEXT))})`)
  },
}

/** In characters; 0 for blank. */
const length: Operation = {
  name: 'length',
  arity: [1, 1],
  signatures: [
    { parameters: ['text'], result: 'number' },
    { parameters: ['printable'], result: 'number', becomes: args => makeCall(length, 'number', args) },
  ],
  neverBlank: true,
  bounds: () => ({ digits: 7, scale: 0 }),
  evaluate: (text: string | null) => new ExactDecimal(text === null ? 0 : countCharacters(text)),
  sql: call => sql`COALESCE(length(${call.argument(0)}), 0)::numeric`,
}

export const textOperations: readonly Operation[] = [
  cat,
  length,
  textual(
    'upper',
    text => changeCase(text, 'upper'),
    text => changeCaseSql(text, 'upper'),
  ),
  textual(
    'lower',
    text => changeCase(text, 'lower'),
    text => changeCaseSql(text, 'lower'),
  ),
  textual(
    'reverse',
    text => Array.from(text).reverse().join(''),
    text => sql`reverse(${inC(text)})`,
  ),
  textual('trim', trim, text => sql`btrim(${inC(text)}, ${BLANKS}::text)`),
]
