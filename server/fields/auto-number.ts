import { DateTime } from 'luxon'

const NUMBER = /\{0+\}/g
const PART = /\{(?:0{1,10}|YYYY|YY|MM|DD)\}/g
const TOKENS: Readonly<Record<string, string>> = { YYYY: 'yyyy', YY: 'yy', MM: 'MM', DD: 'dd' }
const LONGEST = 30

/** What is wrong with a display format such as `OP-{YYYY}-{0000}`, or null. */
export function checkDisplayFormat(format: string): string | null {
  const numbers = format.match(NUMBER)?.length ?? 0
  if (numbers !== 1) {
    return numbers
      ? `"${format}" has ${numbers} places for the number.`
      : `"${format}" has no place for the number.`
  }
  const rest = format.replace(PART, '')
  const strange = /\{[^}]*\}?|\}/.exec(rest)
  if (strange)
    return `"${strange[0]}" is none of {0}, {YYYY}, {YY}, {MM}, {DD}; the number has at most 10 digits.`
  return format.length > LONGEST ? `"${format}" is longer than ${LONGEST} characters.` : null
}

/** The text of the n-th record: more digits than the format has are written out. Dates are of the time zone. */
export function formatAutoNumber(
  format: string,
  number: number | bigint,
  now: Date,
  timeZone: string,
): string {
  const local = DateTime.fromJSDate(now, { zone: timeZone })
  return format.replace(PART, part => {
    const inside = part.slice(1, -1)
    const token = TOKENS[inside]
    return token ? local.toFormat(token) : String(number).padStart(inside.length, '0')
  })
}
