import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { SqlCall } from './operation.ts'

/** Longest text that an operation gives, in code points; longer ones are cut, alike in JavaScript and SQL. */
export const MAX_TEXT = 131_072

/** Text by code points, whatever the column's collation. */
export function inC(value: Sql): Sql {
  return sql`(${value} COLLATE "C")`
}

/** A text result: the empty text is blank. */
export function textResult(value: Sql): Sql {
  return sql`NULLIF(${value}, '')`
}

/** A whole number, cut towards zero and held within limits; the lower limit when it is null. */
export function wholeSql(value: Sql, limit: number): Sql {
  return sql`LEAST(GREATEST(trunc(${value}), ${raw(String(-limit))}), ${raw(String(limit))})::int`
}

/** The body when every argument has a value, else null; the arguments are computed once. */
export function whenPresent(call: SqlCall, body: (...values: readonly Sql[]) => Sql): Sql {
  const indexes = call.node.args.map((_, index) => index)
  return call.once(indexes, (...values) => {
    const mayBeNull = values.filter((_, index) => call.mayBeBlank(index))
    if (mayBeNull.length === 0) return body(...values)
    const tests = mayBeNull.map(value => sql`${value} IS NOT NULL`)
    return sql`(CASE WHEN ${join(tests, ' AND ')} THEN ${body(...values)} END)`
  })
}
