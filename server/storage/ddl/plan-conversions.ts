import { raw, type Sql } from 'sql-template-tag'
import type { ParseContext } from '../../fields/field-type.ts'
import type { Problem } from '../../kernel/errors.ts'
import type { FieldModel, OrgModel } from '../../metadata/org-model.ts'
import { quoteIdentifier } from '../sql/names.ts'
import { inlineSql } from './inline-sql.ts'
import { planOriginals } from './keep-originals.ts'
import { columnShape } from './model-shape.ts'
import type { Renames } from './rename-shape.ts'
import type { ColumnShape } from './shape.ts'
import type { DdlStep } from './step.ts'
import type { StoredCheck } from './stored-check.ts'

type Place = StoredCheck['place']

interface Conversions {
  readonly steps: DdlStep[]
  readonly checks: StoredCheck[]
  readonly problems: Problem[]
  /** For the way back: values that the conversion back does not give. */
  readonly restores: DdlStep[]
  /** What cannot be converted back, in words. */
  readonly lost: string[]
}

/** What becomes of the values of fields that both models have. */
export function planConversions(
  before: OrgModel | undefined,
  after: OrgModel | undefined,
  renames: Renames,
  context: ParseContext & { readonly version: number },
): Conversions {
  const found: Conversions = { steps: [], checks: [], problems: [], restores: [], lost: [] }
  const oldTables = new Map([...renames.tables].map(([old, name]) => [name, old]))
  for (const object of after?.objects.values() ?? []) {
    const oldTable = oldTables.get(object.table) ?? object.table
    const earlier = before?.objects.get(oldTable)
    if (!earlier || earlier === object) continue
    const oldColumns = new Map(
      [...(renames.columns.get(object.table) ?? [])].map(([old, name]) => [name, old]),
    )
    for (const to of object.fieldList) {
      const was = to.column === null ? undefined : earlier.fields.get(oldColumns.get(to.column) ?? to.column)
      if (was && was !== to && was.column !== null) {
        const from = withTargetsNow(was, renames, after)
        planField({ table: object.table, oldTable, from, to, context }, found)
      }
    }
  }
  return found
}

/**
 * The objects that the field looked up, by the names that they have now. Of several, those that are gone are left
 * out: ids of their records stay, and lead somewhere again when the object is brought back.
 */
function withTargetsNow(field: FieldModel, renames: Renames, after: OrgModel | undefined): FieldModel {
  if (!field.referenceTo) return field
  const names = field.referenceTo.map(name => renames.tables.get(name.toLowerCase()) ?? name)
  const isThere = (name: string): boolean => after?.objects.has(name.toLowerCase()) ?? false
  return { ...field, referenceTo: names.length > 1 ? names.filter(isThere) : names }
}

interface FieldChange {
  readonly table: string
  readonly oldTable: string
  readonly from: FieldModel
  readonly to: FieldModel
  readonly context: ParseContext & { readonly version: number }
}

function planField(change: FieldChange, found: Conversions): void {
  const { from, to } = change
  const [before, after] = [columnShape(from), columnShape(to)]
  if (!before || !after || to.system) return
  const safety = to.fieldType.changeFrom(from, to)
  const place = placeOf(from, to)
  if (safety === 'refuse') {
    const message = `${to.object}.${to.name} cannot ${describeChange(from, to)}: its values would be lost. Add a new field instead.`
    found.problems.push({ code: 'field.unsafe-type-change', message, ...place })
    return
  }
  planChecks(change, safety === 'convert', place, found)
  planValues(change, before, after, found)
}

/** What must hold for the values as they are, under the column's old name. */
function planChecks(
  { oldTable, from, to, context }: FieldChange,
  converts: boolean,
  place: Place,
  found: Conversions,
): void {
  const column = from.column as string
  const conversion = to.fieldType.convert?.(raw(quoteIdentifier(column)), from, to, context)
  const checked = { object: to.object, field: to.name, table: oldTable, column, place }
  if (converts && conversion) {
    found.checks.push({ ...checked, bad: inlineSql(conversion.bad), to: describeType(to) })
    found.lost.push(...(conversion.loses ?? []).map(words => `${to.object}.${to.name}: ${words}`))
  }
  if (!to.unique) return
  const keyOf = (value: Sql, field: FieldModel): string => inlineSql(field.fieldType.comparable(value, field))
  const value = raw(quoteIdentifier(column))
  const key = keyOf(conversion?.using ?? value, to)
  // Values that were unique by the same key still are: no row is read for them.
  if (from.unique && key === keyOf(value, from) && columnShape(from)?.type === columnShape(to)?.type) return
  found.checks.push({ ...checked, place: from.unique ? place : { ...place, path: '/unique' }, key })
}

/** What is done to the values, under the column's new name. */
function planValues(
  { table, oldTable, from, to, context }: FieldChange,
  before: ColumnShape,
  { name: column, type }: ColumnShape,
  found: Conversions,
): void {
  const own = quoteIdentifier(column)
  const using = to.fieldType.convert?.(raw(own), from, to, context)?.using
  const value = using ? inlineSql(using) : `${own}::${type}`
  const isRewritten = using !== undefined && value !== own
  if (before.type === type) {
    if (isRewritten) found.steps.push({ kind: 'rewriteColumn', table, column, using: value })
    return
  }
  // What is converted as it stands comes back as it stood.
  const { version } = context
  const originals = isRewritten ? planOriginals({ oldTable, table, from, to, context, version }) : undefined
  if (originals) {
    found.steps.push(originals.keep)
    found.restores.push(originals.restore)
  }
  found.steps.push({ kind: 'convertColumn', table, column, from: before.type, to: type, using: value })
}

function describeChange(from: FieldModel, to: FieldModel): string {
  if (from.type !== to.type || !from.referenceTo) return `change from ${from.type} to ${to.type}`
  return `look up ${to.referenceTo?.join(', ')} instead of ${from.referenceTo.join(', ')}`
}

/** As Salesforce's setup shows it: `Text(40)`, `Number(16, 2)`. */
function describeType({ type, length, precision, scale = 0 }: FieldModel): string {
  if (precision !== undefined) return `${type}(${precision - scale}, ${scale})`
  return length === undefined ? type : `${type}(${length})`
}

/** The key of the field's file that asks for the change. */
function placeOf(from: FieldModel, to: FieldModel): Place {
  const key = (['type', 'length', 'precision', 'scale'] as const).find(name => from[name] !== to[name])
  const other = to.referenceTo ? 'referenceTo' : 'valueSet'
  return { ...(to.position && { position: to.position }), path: `/${key ?? other}` }
}
