import sql, { raw, type Sql } from 'sql-template-tag'
import { inC } from './sql-pieces.ts'

/**
 * Upper and lower case are those of Unicode 10. Letters that got another case later are left as they are: a
 * database may know a newer or an older Unicode than Node does, and both shall give the same answer.
 */
const YOUNGER: readonly (readonly [number, number])[] = [
  [0x19b, 0x19b],
  [0x264, 0x264],
  [0x282, 0x282],
  [0x10d0, 0x10ff],
  [0x1c89, 0x1cbf],
  [0x1d8e, 0x1d8e],
  [0x2c2f, 0x2c2f],
  [0x2c5f, 0x2c5f],
  [0xa794, 0xa794],
  [0xa7b8, 0xa7f6],
  [0x10570, 0x105bc],
  [0x10d50, 0x10d85],
  [0x16e40, 0x16e7f],
  [0x16ea0, 0x16ed3],
]

function classOf(write: (code: number) => string): string {
  return YOUNGER.map(([from, to]) => `${write(from)}-${write(to)}`).join('')
}

const scriptClass = classOf(code => `\\u{${code.toString(16)}}`)
const HAS_YOUNGER = new RegExp(`[${scriptClass}]`, 'u')
const OLDER = new RegExp(`[^${scriptClass}]+`, 'gu')
const sqlClass = classOf(code => `\\U${code.toString(16).padStart(8, '0')}`)

type Case = 'upper' | 'lower'

export function changeCase(text: string, to: Case): string {
  const change = (part: string) => (to === 'upper' ? part.toUpperCase() : part.toLowerCase())
  return HAS_YOUNGER.test(text) ? text.replace(OLDER, change) : change(text)
}

/** Only a text that has such letters is taken apart. The outer collation keeps explicit ones from meeting. */
export function changeCaseSql(text: Sql, to: Case): Sql {
  const change = (part: Sql) => sql`${raw(to)}(${part} COLLATE "und-x-icu")`
  const part = sql`"_part"."text"[1]`
  const parts = sql`regexp_matches(${inC(text)}, ${raw(`'[${sqlClass}]+|[^${sqlClass}]+'`)}, 'g') WITH ORDINALITY AS "_part"("text", "n")`
  const isYounger = (value: Sql) => sql`${inC(value)} ~ ${raw(`'[${sqlClass}]'`)}`
  const changed = sql`(CASE WHEN ${isYounger(part)} THEN ${part} ELSE ${inC(change(part))} END)`
  const inParts = sql`(SELECT string_agg(${changed}, '' ORDER BY "_part"."n") FROM ${parts})`
  return inC(sql`(CASE WHEN ${isYounger(text)} THEN ${inParts} ELSE ${inC(change(text))} END)`)
}
