import sql, { raw, type Sql } from 'sql-template-tag'

/**
 * The forms of dates, times and numbers in text: one regular expression each, in a dialect that JavaScript and
 * PostgreSQL read alike, so that both take and refuse the same texts. Every calendar date is checked by its form.
 */
const YEAR = '(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})'
const LEAP = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)'
const DAY_OF_MONTH =
  '(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))'
const DATE = `(?:${YEAR}-${DAY_OF_MONTH}|${LEAP}-02-29)`
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,3})?)?'

export const DATE_FORM = `^${DATE}$`
export const TIME_FORM = `^${TIME}$`
/** In UTC, with or without saying so. */
export const DATETIME_FORM = `^${DATE}[T ]${TIME}Z?$`
export const OFFSET_DATETIME_FORM = `^${DATE}[T ]${TIME}(?:Z|[+-][01][0-9]:?[0-5][0-9])$`
export const NUMBER_FORM = '^[+-]?(?:[0-9]{1,18}(?:[.][0-9]{0,18})?|[.][0-9]{1,18})$'

const formatters = new Map(
  [DATE_FORM, TIME_FORM, DATETIME_FORM, NUMBER_FORM, OFFSET_DATETIME_FORM].map(form => [
    form,
    new RegExp(form),
  ]),
)

/** Longest text that any of the forms takes; longer ones are refused unread. */
const LONGEST = 40

export function hasForm(text: string, form: string): boolean {
  return text.length <= LONGEST && formatters.get(form)?.test(text) === true
}

/** SQL of the value in another type when its text has the form, else null. */
export function castWithForm(text: Sql, form: string, cast: (text: Sql) => Sql): Sql {
  return sql`(CASE WHEN ${text} ~ ${raw(`'${form}'`)} THEN ${cast(text)} END)`
}

/** `HH:mm`, `HH:mm:ss` or with decimals → `HH:mm:ss.SSS`. */
export function toFullTime(time: string): string {
  const seconds = time.length === 5 ? `${time}:00` : time
  const [whole, fraction = ''] = seconds.split('.') as [string, string?]
  return `${whole}.${fraction.padEnd(3, '0')}`
}

/** A text of form `DATETIME_FORM` → the instant in UTC. */
export function toFullDatetime(text: string): string {
  return `${text.slice(0, 10)}T${toFullTime(text.slice(11).replace('Z', ''))}Z`
}
