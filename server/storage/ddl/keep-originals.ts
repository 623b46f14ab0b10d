import { raw, type Sql } from 'sql-template-tag'
import type { ParseContext } from '../../fields/field-type.ts'
import type { FieldModel } from '../../metadata/org-model.ts'
import { quoteIdentifier } from '../sql/names.ts'
import { inlineSql } from './inline-sql.ts'
import { columnShape } from './model-shape.ts'
import { asideName } from './plan-table.ts'
import type { StepOf } from './step.ts'

interface Conversion {
  /** Table before and after the deploy. */
  readonly oldTable: string
  readonly table: string
  readonly from: FieldModel
  readonly to: FieldModel
  readonly context: ParseContext
  readonly version: number
}

/**
 * `007` is 7 as a number, and 7 is `7` as a text: what a conversion and the one back do not give again is kept beside
 * the column, and an undo takes it from there where nobody has changed it meanwhile. Undefined when nothing can get
 * lost, or nothing leads back.
 */
export function planOriginals(
  conversion: Conversion,
): { readonly keep: StepOf<'keepOriginals'>; readonly restore: StepOf<'restoreOriginals'> } | undefined {
  const { oldTable, table, from, to, context, version } = conversion
  const [before, after] = [columnShape(from), columnShape(to)]
  if (!before || !after || from.fieldType.changeFrom(to, from) === 'refuse') return undefined
  const roundTrip = (value: Sql): string => {
    const there = to.fieldType.convert?.(value, from, to, context).using ?? value
    const back = from.fieldType.convert?.(raw(`(${inlineSql(there)})`), to, from, context).using ?? there
    return `(${inlineSql(back)})::${before.type}`
  }
  const aside = asideName(version, after.name)
  const column = quoteIdentifier(after.name)
  const original = originalSql(quoteIdentifier(aside), before.type)
  return {
    keep: {
      kind: 'keepOriginals',
      table,
      column: after.name,
      aside,
      where: `${column} IS DISTINCT FROM ${roundTrip(raw(column))}`,
    },
    restore: {
      kind: 'restoreOriginals',
      table: oldTable,
      column: before.name,
      aside,
      value: original,
      where: `${quoteIdentifier(before.name)} IS NOT DISTINCT FROM ${roundTrip(raw(original))}`,
    },
  }
}

/** The kept value, which is JSON so that a blank can be told from none kept. */
function originalSql(aside: string, type: string): string {
  if (!type.endsWith('[]')) return `(${aside} #>> '{}')::${type}`
  const elements = `SELECT array_agg(e.value ORDER BY e.place) FROM jsonb_array_elements_text(NULLIF(${aside}, 'null')) WITH ORDINALITY e(value, place)`
  return `(${elements})::${type}`
}
