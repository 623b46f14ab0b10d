import sql, { raw, type Sql } from 'sql-template-tag'
import type { Decimal } from '../decimal.ts'
import type { Operation } from '../operation.ts'
import { inC, MAX_TEXT, textResult, whenPresent, wholeSql } from '../sql-pieces.ts'
import { countCharacters, sliceCharacters, toTextResult } from '../text-units.ts'
import { toWhole } from '../whole.ts'

const LIMIT = MAX_TEXT * 4

function count(value: Decimal): number {
  return Math.max(0, toWhole(value, LIMIT))
}

function countSql(value: Sql | undefined): Sql {
  return sql`GREATEST(${wholeSql(value as Sql, LIMIT)}, 0)`
}

const left: Operation = {
  name: 'left',
  arity: [2, 2],
  signatures: [{ parameters: ['text', 'number'], result: 'text' }],
  evaluate: (text: string | null, many: Decimal | null) =>
    text === null || many === null ? null : toTextResult(sliceCharacters(text, 0, count(many))),
  sql: call => whenPresent(call, (text, many) => textResult(sql`left(${text}, ${countSql(many)})`)),
}

const right: Operation = {
  name: 'right',
  arity: [2, 2],
  signatures: [{ parameters: ['text', 'number'], result: 'text' }],
  evaluate: (text: string | null, many: Decimal | null) => {
    if (text === null || many === null) return null
    return toTextResult(sliceCharacters(text, countCharacters(text) - count(many), LIMIT))
  },
  sql: call => whenPresent(call, (text, many) => textResult(sql`right(${text}, ${countSql(many)})`)),
}

/** From the character at `start`, counted from 1; a start below 1 is 1. */
const mid: Operation = {
  name: 'mid',
  arity: [3, 3],
  signatures: [{ parameters: ['text', 'number', 'number'], result: 'text' }],
  evaluate: (text: string | null, start: Decimal | null, many: Decimal | null) => {
    if (text === null || start === null || many === null) return null
    const from = Math.max(0, toWhole(start, LIMIT) - 1)
    return toTextResult(sliceCharacters(text, from, from + count(many)))
  },
  sql: call =>
    whenPresent(call, (text, start, many) =>
      textResult(sql`substr(${text}, GREATEST(${wholeSql(start as Sql, LIMIT)}, 1), ${countSql(many)})`),
    ),
}

/** JsonLogic's: counted from 0, negative numbers count from the end. */
const substr: Operation = {
  name: 'substr',
  arity: [2, 3],
  signatures: [
    { parameters: ['text', 'number'], result: 'text' },
    { parameters: ['text', 'number', 'number'], result: 'text' },
  ],
  evaluate: (text: string | null, start: Decimal | null, many?: Decimal | null) => {
    if (text === null || start === null || many === null) return null
    const size = countCharacters(text)
    const begin = toWhole(start, LIMIT)
    const from = begin >= 0 ? begin : Math.max(0, size + begin)
    const wanted = many === undefined ? size : toWhole(many, LIMIT)
    return toTextResult(sliceCharacters(text, from, wanted < 0 ? size + wanted : from + wanted))
  },
  sql: call =>
    whenPresent(call, (text, start, many) => {
      const size = sql`length(${text})`
      const begin = wholeSql(start as Sql, LIMIT)
      const from = sql`(CASE WHEN ${begin} >= 0 THEN ${begin} ELSE GREATEST(0, ${size} + ${begin}) END)`
      if (!many) return textResult(sql`substr(${text}, ${from} + 1)`)
      const wanted = wholeSql(many, LIMIT)
      const size2 = sql`(CASE WHEN ${wanted} >= 0 THEN ${wanted} ELSE GREATEST(0, ${size} + ${wanted} - ${from}) END)`
      return textResult(sql`substr(${text}, ${from} + 1, ${size2})`)
    }),
}

const LONGEST_PADDING = 4000

function padding(text: string, size: number, fill: string): string {
  const missing = size - countCharacters(text)
  if (missing <= 0 || fill === '') return ''
  return sliceCharacters(fill.repeat(Math.ceil(missing / countCharacters(fill))), 0, missing)
}

/** To a length of at most 4,000 characters; a longer text is cut. */
function pad(name: 'lpad' | 'rpad', place: (text: string, padding: string) => string): Operation {
  return {
    name,
    arity: [2, 3],
    signatures: [
      { parameters: ['text', 'number'], result: 'text' },
      { parameters: ['text', 'number', 'text'], result: 'text' },
    ],
    evaluate: (text: string | null, size: Decimal | null, fill: string | null = ' ') => {
      if (text === null || size === null || fill === null) return null
      const characters = Math.max(0, toWhole(size, LONGEST_PADDING))
      const cut = sliceCharacters(text, 0, characters)
      return toTextResult(place(cut, padding(cut, characters, fill)))
    },
    sql: call =>
      whenPresent(call, (text, size, fill) => {
        const characters = sql`GREATEST(${wholeSql(size as Sql, LONGEST_PADDING)}, 0)`
        const filler = fill ? inC(fill) : sql`' '`
        return textResult(sql`${raw(name)}(${inC(text as Sql)}, ${characters}, ${filler})`)
      }),
  }
}

export const textPartOperations: readonly Operation[] = [
  left,
  right,
  mid,
  substr,
  pad('lpad', (text, fill) => fill + text),
  pad('rpad', (text, fill) => text + fill),
]
