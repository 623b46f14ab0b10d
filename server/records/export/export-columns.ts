import { AtelierError } from '../../kernel/errors.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { Query, SelectItem } from '../query/query.ts'
import type { Row, ValueOutput } from '../read/output.ts'
import type { ReadPlan } from '../read/plan-compiled.ts'
import type { ExportOptions } from './export-options.ts'
import type { ExportColumn } from './export-table.ts'

/** A column of the file, and what a row of the plan gives for it. */
export interface ReadColumn extends ExportColumn {
  readonly read: (row: Row) => string | null
}

interface PlannedValue {
  /** `Status`, `Account.Name`, `expr0`. */
  readonly path: string
  readonly output: ValueOutput
}

/** One column for each value that is selected. Throws for child records, which no cell can hold. */
export function exportColumns(
  session: Session,
  plan: ReadPlan,
  { select }: Query,
  { header }: ExportOptions,
): readonly ReadColumn[] {
  const values = inSelectOrder(plan, select)
  const context = { timeZone: session.org.timeZone }
  return values.map(({ path, output: { column, family, fromDatabase, toCell } }) => ({
    header: header === 'label' ? labelOf(session, plan, path) : path,
    family,
    read: row => {
      const raw = row[column]
      const value = raw === null || raw === undefined ? null : fromDatabase(raw)
      return value === null ? null : toCell(value, context)
    },
  }))
}

function plannedValues({ output }: ReadPlan): readonly PlannedValue[] {
  const collect = (entries: typeof output.entries, before: string): readonly PlannedValue[] =>
    entries.flatMap(entry => {
      if (entry.kind === 'value') return [{ path: before + entry.key, output: entry }]
      if (entry.kind === 'children' || entry.record.entriesByPrefix) throw noPlace()
      return collect(entry.record.entries, `${before}${entry.key}.`)
    })
  return collect(output.entries, '')
}

function noPlace(): AtelierError {
  return new AtelierError(
    'INVALID_INPUT',
    'A file has no place for child records or TYPEOF: select fields alone.',
  )
}

/** A plan keeps the values of one parent together; people want their columns as they have written them. */
function inSelectOrder(plan: ReadPlan, select: readonly SelectItem[]): readonly PlannedValue[] {
  const values = plannedValues(plan)
  if (plan.kind === 'groups') return values
  const written = select.map(item => (item.kind === 'field' ? item.path.toLowerCase() : ''))
  const own = `${plan.object.name.toLowerCase()}.`
  let rank = 0
  const ranked = values.map(value => {
    const path = value.path.toLowerCase()
    const found = written.findIndex(name => name === path || name === own + path)
    // FIELDS() and functions stand where they are in the plan.
    if (found >= 0) rank = found
    return { value, rank }
  })
  return ranked.sort((one, other) => one.rank - other.rank).map(({ value }) => value)
}

/** `Buyer Name` of `buyer__r.Name`; the path itself for what is no field. */
function labelOf({ org }: Session, plan: ReadPlan, path: string): string {
  const parts = path.split('.')
  const name = parts.pop() as string
  let object: ObjectModel | undefined = plan.object
  const labels: string[] = []
  for (const part of parts) {
    const lookup: FieldModel | undefined = object?.parents.get(part.toLowerCase())
    object = org.model.objects.get(lookup?.referenceTo?.[0]?.toLowerCase() ?? '')
    labels.push(lookup?.label.replace(/ ID$/, '') ?? part)
  }
  const field = object?.fields.get(name.toLowerCase())
  if (!field || plan.kind !== 'records') return path
  // A name is labelled with its object: the parent's label says that already.
  const label = parts.length > 0 && field === object?.nameField ? 'Name' : field.label
  return [...labels, label].join(' ')
}

/** All fields of an object that may be read, in the order of the model. */
export function readableFields({ access }: Session, object: ObjectModel): readonly string[] {
  return object.fieldList.filter(field => access.field(field, 'read')).map(field => field.name)
}
