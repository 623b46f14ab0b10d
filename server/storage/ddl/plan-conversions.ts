import { raw } from 'sql-template-tag'
import type { Problem } from '../../kernel/errors.ts'
import type { FieldModel, OrgModel } from '../../metadata/org-model.ts'
import { quoteIdentifier } from '../sql/names.ts'
import { inlineSql } from './inline-sql.ts'
import { columnShape } from './model-shape.ts'
import type { Renames } from './rename-shape.ts'
import type { DdlStep } from './step.ts'

/** No stored value may meet the criterion, or the change is refused. */
export interface ConversionCheck {
  readonly object: string
  readonly field: string
  /** Table and column as they are before the steps. */
  readonly table: string
  readonly column: string
  /** SQL text over the column's old name. */
  readonly bad: string
  readonly to: string
}

interface Conversions {
  readonly steps: readonly DdlStep[]
  readonly checks: readonly ConversionCheck[]
  readonly problems: readonly Problem[]
}

/** What becomes of the values of fields that both models have. */
export function planConversions(
  before: OrgModel | undefined,
  after: OrgModel | undefined,
  renames: Renames,
): Conversions {
  const found = { steps: [] as DdlStep[], checks: [] as ConversionCheck[], problems: [] as Problem[] }
  const oldTables = new Map([...renames.tables].map(([old, name]) => [name, old]))
  for (const object of after?.objects.values() ?? []) {
    const oldTable = oldTables.get(object.table) ?? object.table
    const earlier = before?.objects.get(oldTable)
    if (!earlier || earlier === object) continue
    const oldColumns = new Map(
      [...(renames.columns.get(object.table) ?? [])].map(([old, name]) => [name, old]),
    )
    for (const to of object.fieldList) {
      const from = to.column === null ? undefined : earlier.fields.get(oldColumns.get(to.column) ?? to.column)
      if (from && from !== to && from.column !== null) planField(object.table, oldTable, from, to, found)
    }
  }
  return found
}

function planField(
  table: string,
  oldTable: string,
  from: FieldModel,
  to: FieldModel,
  found: { steps: DdlStep[]; checks: ConversionCheck[]; problems: Problem[] },
): void {
  const [oldShape, shape] = [columnShape(from), columnShape(to)]
  if (!oldShape || !shape || to.system) return
  const safety = to.fieldType.changeFrom(from, to)
  if (safety === 'refuse') {
    const message = `${to.object}.${to.name} cannot change from ${from.type} to ${to.type}: its values would be lost. Add a new field instead.`
    const place = to.position ? { position: to.position } : {}
    found.problems.push({ code: 'field.unsafe-type-change', message, ...place })
    return
  }
  const oldColumn = raw(quoteIdentifier(from.column as string))
  const conversion = safety === 'convert' ? to.fieldType.convert?.(oldColumn, from, to) : undefined
  if (conversion) {
    const bad = inlineSql(conversion.bad)
    const column = from.column as string
    found.checks.push({ object: to.object, field: to.name, table: oldTable, column, bad, to: to.type })
  }
  if (oldShape.type === shape.type) return
  const column = raw(quoteIdentifier(shape.name))
  const using = to.fieldType.convert?.(column, from, to).using
  found.steps.push({
    kind: 'convertColumn',
    table,
    column: shape.name,
    from: oldShape.type,
    to: shape.type,
    using: using ? inlineSql(using) : `${quoteIdentifier(shape.name)}::${shape.type}`,
  })
}
