/**
 * Salesforce record ids: 3 characters of key prefix, 12 base-62 digits of a sequence number, 3 characters of
 * checksum that make the case-sensitive 15 safe in case-insensitive places.
 */
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const ID_PATTERN = /^[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?$/
const SEQUENCE_DIGITS = 12
/** 62^9 is more than the numbers of 999 orgs, and less than 2^63. */
const NUMBER_DIGITS = 9

export function encodeBase62(value: number, digits: number): string {
  let rest = value
  let text = ''
  for (let i = 0; i < digits; i++) {
    text = BASE62[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return text
}

function checksumOf(id15: string): string {
  let suffix = ''
  for (let block = 0; block < 3; block++) {
    let bits = 0
    for (let i = 0; i < 5; i++) {
      const code = id15.charCodeAt(block * 5 + i)
      if (code >= 65 && code <= 90) bits |= 1 << i
    }
    suffix += CHECKSUM[bits]
  }
  return suffix
}

/** The 18-character id of the n-th record under a three-character key prefix. */
export function makeId(keyPrefix: string, sequence: number): string {
  const id15 = keyPrefix + encodeBase62(sequence, SEQUENCE_DIGITS)
  return id15 + checksumOf(id15)
}

/** The sequence number of an id; `atelier.record_number` is the same in SQL. */
export function recordNumber(id: string): number {
  return [...id.slice(3, 3 + SEQUENCE_DIGITS)].reduce(
    (number, digit) => number * 62 + BASE62.indexOf(digit),
    0,
  )
}

/**
 * SQL text of a function that gives the sequence number of an id, `recordNumber` in the database. The nine digits that
 * it looks at hold the numbers of all orgs (see storage/org-tables.ts).
 */
export function recordNumberSql(): string {
  const digits = Array.from({ length: NUMBER_DIGITS }, (_, index) => {
    const weight = 62 ** (NUMBER_DIGITS - 1 - index)
    const place = 3 + SEQUENCE_DIGITS - NUMBER_DIGITS + index + 1
    return `(strpos('${BASE62}', substr(id, ${place}, 1)) - 1) * ${weight}::bigint`
  })
  return `CREATE FUNCTION atelier.record_number(id text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ${digits.join(' + ')} $$`
}

/**
 * The 18-character form of a 15- or 18-character id, or null when the text is no id. An 18-character id whose
 * case was lost is repaired from its checksum, as Salesforce does.
 */
export function normalizeId(text: string): string | null {
  if (!ID_PATTERN.test(text)) return null
  if (text.length === 15) return text + checksumOf(text)
  if (checksumOf(text.slice(0, 15)) === text.slice(15)) return text
  return repairCase(text)
}

function repairCase(text: string): string {
  let id15 = ''
  for (let i = 0; i < 15; i++) {
    const bits = CHECKSUM.indexOf(text[15 + Math.floor(i / 5)] as string)
    const character = text[i] as string
    id15 += bits & (1 << (i % 5)) ? character.toUpperCase() : character.toLowerCase()
  }
  return id15 + text.slice(15)
}

export function keyPrefixOf(id: string): string {
  return id.slice(0, 3)
}
