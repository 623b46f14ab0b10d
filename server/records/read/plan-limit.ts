import { empty, raw, type Sql } from 'sql-template-tag'
import type { Query } from '../query/query.ts'
import { queryError } from './plan-errors.ts'

/** As in Salesforce. */
export const MAX_OFFSET = 2_000

/** Refuses what LIMIT and OFFSET do not take: queries of hooks have not been through the parser. */
export function checkLimits({ limit = 0, offset = 0, amongNewest = 0 }: Query): void {
  for (const number of [limit, offset, amongNewest]) {
    if (Number.isSafeInteger(number) && number >= 0) continue
    throw queryError('MALFORMED_QUERY', `LIMIT and OFFSET take whole numbers, not ${number}`)
  }
  if (offset <= MAX_OFFSET) return
  throw queryError('NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`, 'OFFSET')
}

/**
 * ` LIMIT n OFFSET m`, in the text: PostgreSQL plans by the numbers. They were checked by `checkLimits`. Rare rows are
 * better looked for in an index than by going through a table until enough are found: then the number is hidden.
 */
export function limitSql(limit: number | undefined, offset: number | undefined, isRare = false): Sql {
  const number = isRare ? `(SELECT ${limit})` : limit
  const text = `${limit === undefined ? '' : ` LIMIT ${number}`}${offset ? ` OFFSET ${offset}` : ''}`
  return text === '' ? empty : raw(text)
}
