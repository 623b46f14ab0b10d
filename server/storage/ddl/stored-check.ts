import type { Problem } from '../../kernel/errors.ts'
import type { Connection } from '../database.ts'
import { quoteIdentifier, quoteTable } from '../sql/names.ts'

/** What must hold for stored values, or a change is refused. Tables and columns are named as before the steps. */
export type StoredCheck = ConversionCheck | UniquenessCheck

interface CheckedField {
  readonly object: string
  readonly field: string
  readonly table: string
  readonly column: string
  /** Where the file says so. */
  readonly place: Pick<Problem, 'position' | 'path'>
}

/** No value may meet the criterion. */
interface ConversionCheck extends CheckedField {
  /** SQL text over the column. */
  readonly bad: string
  /** What the field is to be, in words: `Text(40)`. */
  readonly to: string
}

/** No two records that are not deleted may have the same. */
interface UniquenessCheck extends CheckedField {
  /** SQL text over the column. */
  readonly key: string
}

/** One problem for each check that fails: how many values, and three of their records' ids. */
export async function checkStored(
  connection: Connection,
  schema: string,
  checks: readonly StoredCheck[],
): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const check of checks) {
    const { rows } = await connection.run({ text: countSql(check, schema), values: [] })
    const [count, ids] = rows[0] as readonly [string, string | null]
    if (count === '0') continue
    const samples = (ids ?? '').replace(/[{}]/g, '').replaceAll(',', ', ')
    problems.push({
      code: 'bad' in check ? 'field.values-do-not-convert' : 'field.values-not-unique',
      message: `${check.object}.${check.field} ${explain(check, count)}, for example in ${samples}.`,
      hint: 'Correct these records first.',
      fields: [check.field],
      ...check.place,
    })
  }
  return problems
}

function explain(check: StoredCheck, count: string): string {
  if ('key' in check) return `cannot be unique: ${count} records share their values`
  return `cannot become ${check.to}: ${count} ${count === '1' ? 'value does' : 'values do'} not convert`
}

function countSql(check: StoredCheck, schema: string): string {
  const select = 'SELECT count(*), (array_agg("id" ORDER BY "id"))[1:3]'
  const table = quoteTable(schema, check.table)
  if ('bad' in check) return `${select} FROM ${table} WHERE ${check.bad}`
  const column = quoteIdentifier(check.column)
  const counted = `SELECT "id", count(*) OVER (PARTITION BY ${check.key}) AS n FROM ${table} WHERE ${column} IS NOT NULL AND NOT "isdeleted"`
  return `${select} FROM (${counted}) c WHERE n > 1`
}
