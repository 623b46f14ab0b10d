import sql, { type Sql } from 'sql-template-tag'
import type { FieldSpec } from './field-spec.ts'
import type { FieldType } from './field-type.ts'
import { type Change, type Changes, changesFrom, forEach, isTooLong, keeping } from './type-changes.ts'

type Length = (spec: FieldSpec) => number

/** The text that a value of each stored kind becomes: what the API shows of it. */
const dateText = (column: Sql): Sql => sql`to_char(${column}, 'YYYY-MM-DD')`
const timeText = (column: Sql): Sql => sql`to_char(${column}, 'HH24:MI:SS.MS')`
const instantText = (column: Sql): Sql =>
  sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const castText = (column: Sql): Sql => sql`${column}::text`
const listText = (column: Sql): Sql => sql`array_to_string(${column}, ';')`

/** Types whose values are one line of text. */
const LINES = ['Text', 'Email', 'Phone', 'Url', 'Picklist', 'AutoNumber', 'Lookup', 'MasterDetail']
const PARAGRAPHS = ['TextArea', 'LongTextArea']

/** Longest value of the types that have no length of their own. */
const LONGEST: Readonly<Record<string, number>> = {
  Email: 80,
  Phone: 40,
  Url: 255,
  Picklist: 255,
  AutoNumber: 40,
  Lookup: 18,
  MasterDetail: 18,
  TextArea: 255,
}

/** What may become text: every kind that has a text of its own, as long as it fits. */
export function changesToText(length: Length, takesLines: boolean, extra: Changes = {}): TextChanges {
  const kept = keeping(
    (from, to) => longest(from) <= length(to) && (takesLines || !PARAGRAPHS.includes(from.type)),
    (column, to) => offences(column, length(to), takesLines),
  )
  const becoming = (text: (column: Sql) => Sql): Change => ({
    safety: () => 'convert',
    convert: (column, _from, to) => ({ using: text(column), bad: isTooLong(text(column), length(to)) }),
  })
  const markup: Change = {
    safety: () => 'convert',
    convert: (column, _from, to) => ({ using: column, bad: offences(column, length(to), takesLines) }),
  }
  return changesFrom({
    ...forEach([...LINES, ...PARAGRAPHS], kept),
    Html: markup,
    ...forEach(['Number', 'Currency', 'Percent', 'Checkbox'], becoming(castText)),
    Date: becoming(dateText),
    DateTime: becoming(instantText),
    Time: becoming(timeText),
    MultiselectPicklist: becoming(listText),
    ...extra,
  })
}

type TextChanges = Pick<FieldType, 'changeFrom' | 'convert'>

function longest({ type, length }: FieldSpec): number {
  return LONGEST[type] ?? length ?? Number.POSITIVE_INFINITY
}

function offences(column: Sql, length: number, takesLines: boolean): Sql {
  const long = isTooLong(column, length)
  return takesLines ? long : sql`(${long} OR ${column} ~ ${BREAKS})`
}

const BREAKS = sql`'[\\n\\r]'`
