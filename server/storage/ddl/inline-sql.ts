import type { Sql } from 'sql-template-tag'
import { quoteLiteral } from '../sql/names.ts'

/** SQL text with its values as literals: DDL takes no parameters. */
export function inlineSql(sql: Sql): string {
  let text = sql.strings[0] as string
  for (const [index, value] of sql.values.entries()) text += literal(value) + sql.strings[index + 1]
  return text
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(', ')}]`
  return quoteLiteral(String(value))
}
