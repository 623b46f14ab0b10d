import sql, { raw, type Sql } from 'sql-template-tag'
import { precisionOf, scaleOf } from './decimal-values.ts'
import type { FieldSpec } from './field-spec.ts'
import type { FieldType } from './field-type.ts'
import { changesFrom, DECIMAL_PATTERN, forEach, keeping, mismatches, rewriting } from './type-changes.ts'

/** Numbers of any kind, as long as no digit gets lost, and text that is a number. */
export const decimalChanges: Pick<FieldType, 'changeFrom' | 'convert'> = changesFrom({
  ...forEach(['Number', 'Currency', 'Percent', 'Summary'], keeping(hasRoom, losesDigits)),
  ...forEach(
    ['Text', 'TextArea', 'LongTextArea', 'Picklist'],
    rewriting(
      column => sql`${column}::numeric`,
      (column, _from, to) => {
        const fits = losesDigits(sql`${column}::numeric`, to)
        return sql`CASE WHEN ${mismatches(column, DECIMAL_PATTERN)} THEN true ELSE ${fits} END`
      },
    ),
  ),
})

function hasRoom(from: FieldSpec, to: FieldSpec): boolean {
  const isNumber = from.type !== 'Summary' || ['number', undefined].includes(summarized(from))
  return isNumber && scaleOf(to) >= scaleOf(from) && wholeDigits(to) >= wholeDigits(from)
}

/** A summary of days is no number. */
function summarized({ summarizedType }: FieldSpec): string | undefined {
  if (summarizedType === undefined) return undefined
  return ['Date', 'DateTime', 'Time'].includes(summarizedType) ? 'day' : 'number'
}

function wholeDigits(spec: FieldSpec): number {
  return precisionOf(spec) - scaleOf(spec)
}

function losesDigits(value: Sql, to: FieldSpec): Sql {
  const limit = raw(`1e${wholeDigits(to)}`)
  return sql`(round(${value}, ${raw(String(scaleOf(to)))}) <> ${value} OR abs(${value}) >= ${limit})`
}
