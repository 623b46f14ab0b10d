import { raw } from 'sql-template-tag'
import type { ParseContext } from '../../fields/field-type.ts'
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
  readonly steps: DdlStep[]
  readonly checks: ConversionCheck[]
  readonly problems: Problem[]
  /** What cannot be converted back, in words. */
  readonly lost: string[]
}

/** What becomes of the values of fields that both models have. */
export function planConversions(
  before: OrgModel | undefined,
  after: OrgModel | undefined,
  renames: Renames,
  context: ParseContext,
): Conversions {
  const found: Conversions = { steps: [], checks: [], problems: [], lost: [] }
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
      if (from && from !== to && from.column !== null) {
        planField({ table: object.table, oldTable, from, to, context }, found)
      }
    }
  }
  return found
}

interface FieldChange {
  readonly table: string
  readonly oldTable: string
  readonly from: FieldModel
  readonly to: FieldModel
  readonly context: ParseContext
}

function planField({ table, oldTable, from, to, context }: FieldChange, found: Conversions): void {
  const [oldShape, shape] = [columnShape(from), columnShape(to)]
  if (!oldShape || !shape || to.system) return
  const safety = to.fieldType.changeFrom(from, to)
  if (safety === 'refuse') {
    const message = `${to.object}.${to.name} cannot change from ${from.type} to ${to.type}: its values would be lost. Add a new field instead.`
    const place = to.position ? { position: to.position } : {}
    found.problems.push({ code: 'field.unsafe-type-change', message, ...place })
    return
  }
  const convert = (name: string) => to.fieldType.convert?.(raw(quoteIdentifier(name)), from, to, context)
  const before = convert(oldShape.name)
  if (safety === 'convert' && before) {
    const bad = inlineSql(before.bad)
    const column = oldShape.name
    found.checks.push({ object: to.object, field: to.name, table: oldTable, column, bad, to: to.type })
    found.lost.push(...(before.loses ?? []).map(words => `${to.object}.${to.name}: ${words}`))
  }
  const column = shape.name
  const using = convert(column)?.using
  const value = using ? inlineSql(using) : `${quoteIdentifier(column)}::${shape.type}`
  if (oldShape.type !== shape.type) {
    const { type } = oldShape
    found.steps.push({ kind: 'convertColumn', table, column, from: type, to: shape.type, using: value })
  } else if (using && value !== quoteIdentifier(column)) {
    found.steps.push({ kind: 'rewriteColumn', table, column, using: value })
  }
}
