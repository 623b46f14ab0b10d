import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { FieldModel } from '../../metadata/org-model.ts'
import { columnRef, identifier, quoteIdentifier, quoteLiteral } from './names.ts'

/** Words are between these, as between blanks, whatever PostgreSQL's parser would make of them. */
const SIGNS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
const FROM_SIGNS = raw(quoteLiteral(SIGNS).trim())
const TO_BLANKS = raw(quoteLiteral(' '.repeat(SIGNS.length)))

/** Characters of a long text whose words are found: a row's words have to fit into PostgreSQL's largest list of them. */
const LONGEST = 20_000
/** Fields of a longer text are long texts. */
const SHORT = 1_300

/** Letters that are no letter with a mark, each with what is typed for it where keyboards do not have it. */
const LETTERS: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', đ: 'd', ı: 'i' }
/** Those for which two are: `Straße` and `STRASSE` are the same word. */
const DOUBLE: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe' }
const TYPED: Readonly<Record<string, string>> = { ...LETTERS, ...DOUBLE }
const LETTER = new RegExp(`[${Object.keys(TYPED).join('')}]`, 'g')
const FROM_LETTERS = raw(quoteLiteral(Object.keys(LETTERS).join('')).trim())
const TO_LETTERS = raw(quoteLiteral(Object.values(LETTERS).join('')).trim())

/** Latin, Greek and Cyrillic letters that may have a mark, and the marks themselves. */
const MARKED = '[\\u00c0-\\u024f\\u0300-\\u052f\\u1e00-\\u1fff]'
const MARKS = '[\\u0300-\\u036f]'

/**
 * Text as it is compared: in lower case, without accents. What has none takes no longer for them. Put together again, since
 * letters of other scripts are taken to pieces with the accents.
 */
export function foldSql(text: Sql): Sql {
  const bare = sql`regexp_replace(normalize(lower(${text}), NFD), ${raw(`'${MARKS}'`)}, '', 'g')`
  const single = sql`translate(normalize(${bare}, NFC), ${FROM_LETTERS}, ${TO_LETTERS})`
  const folded = Object.entries(DOUBLE).reduce(
    (before, [letter, typed]) => sql`replace(${before}, ${raw(`'${letter}'`)}, ${raw(`'${typed}'`)})`,
    single,
  )
  return sql`CASE WHEN ${text} ~ ${raw(`'${MARKED}'`)} THEN ${folded} ELSE lower(${text}) END`
}

/** As `foldSql`. */
export function foldText(text: string): string {
  const lower = text.toLowerCase()
  if (!new RegExp(MARKED).test(text)) return lower
  return lower
    .normalize('NFD')
    .replace(new RegExp(MARKS, 'g'), '')
    .normalize('NFC')
    .replace(LETTER, letter => TYPED[letter] ?? letter)
}

/** Text as its words are compared: with blanks for signs. */
export function plainSql(text: Sql): Sql {
  return sql`translate(${foldSql(text)}, ${FROM_SIGNS}, ${TO_BLANKS})`
}

/**
 * The words of fields of one row, as an index keeps them. Reads and the index must hold the same expression, so it has
 * no bind values. Without an alias: in the table itself.
 */
export function wordsSql(fields: readonly FieldModel[], alias?: string): Sql {
  const texts = fields.map(field => textSql(field, alias))
  // One text alone has no words where it is null: an index over the rows with a value is then enough.
  const whole = texts.length === 1 ? (texts[0] as Sql) : joinTexts(texts)
  return sql`to_tsvector('simple'::regconfig, ${plainSql(whole)})`
}

/** Rows in which one of the fields has a value: only these are in the index over their words. */
export function hasWordsSql(fields: readonly FieldModel[], alias?: string): Sql {
  const columns = fields.map(field => columnOf(field, alias))
  return columns.length === 1
    ? sql`${columns[0] as Sql} IS NOT NULL`
    : sql`coalesce(${join(columns)}) IS NOT NULL`
}

/** The text of fields of one row, compared by its likeness to another. */
export function likenessSql(fields: readonly FieldModel[], alias?: string): Sql {
  const texts = fields.map(field => textSql(field, alias))
  return foldSql(texts.length === 1 ? (texts[0] as Sql) : joinTexts(texts))
}

/** The text of one field: what it begins with. */
export function beginningSql(field: FieldModel, alias?: string): Sql {
  return foldSql(columnOf(field, alias))
}

/** What PostgreSQL makes of typed text: its words in their order; null when there are none. */
export function phraseSql(text: Sql, isPrefix: boolean): Sql {
  const phrase = sql`phraseto_tsquery('simple'::regconfig, ${plainSql(sql`${text}::text`)})`
  return isPrefix ? sql`(NULLIF(${phrase}::text, '') || ':*')::tsquery` : phrase
}

export function isLongText({ fieldType, ...spec }: FieldModel): boolean {
  return (fieldType.describe(spec).length ?? 0) > SHORT
}

function textSql(field: FieldModel, alias: string | undefined): Sql {
  const column = columnOf(field, alias)
  const text = field.fieldType.searchText?.(column) ?? column
  return isLongText(field) ? sql`left(${text}, ${raw(String(LONGEST))})` : text
}

function columnOf({ column }: FieldModel, alias: string | undefined): Sql {
  const name = column as string
  return alias === undefined ? identifier(name) : columnRef(alias, name)
}

function joinTexts(texts: readonly Sql[]): Sql {
  return join(
    texts.map(text => sql`coalesce(${text}, '')`),
    ` || ' ' || `,
  )
}

/** `"schema".name`: what an extension has brought. */
export function ofExtension(schema: string, name: string): Sql {
  return raw(`${quoteIdentifier(schema)}.${name}`)
}
