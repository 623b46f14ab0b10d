import type { Value } from '../../fields/field-type.ts'
import { AtelierError } from '../../kernel/errors.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { Query, SelectItem } from '../query/query.ts'
import type { ReadRecord } from '../read/output-records.ts'
import type { ExportCell } from './export-cells.ts'
import type { ExportOptions } from './export-options.ts'

export interface ExportColumn {
  readonly header: string
  /** Undefined for a blank. */
  readonly read: (record: ReadRecord) => ExportCell | undefined
}

/** One column for each item of the select list. Throws for child records, which no cell can hold. */
export function exportColumns(
  session: Session,
  query: Query,
  options: ExportOptions,
): readonly ExportColumn[] {
  const object = session.org.model.objects.get(query.from.toLowerCase())
  if (!object) throw new AtelierError('INVALID_TYPE', `sObject type '${query.from}' is not supported.`)
  let unnamed = 0
  return query.select.flatMap(item => {
    if (item.kind === 'field') return [fieldColumn(session, object, item, options)]
    if (item.kind === 'function') return [computedColumn(item.alias ?? `expr${unnamed++}`)]
    if (item.kind === 'fields')
      return setOf(session, object, item.set).map(path =>
        fieldColumn(session, object, { kind: 'field', path }, options),
      )
    throw new AtelierError(
      'INVALID_INPUT',
      'A file has no place for child records or TYPEOF: select fields alone.',
    )
  })
}

function fieldColumn(
  session: Session,
  object: ObjectModel,
  { path, alias }: Extract<SelectItem, { kind: 'field' }>,
  { header }: ExportOptions,
): ExportColumn {
  const found = findField(session, object, path)
  const keys = found ? [...found.parents, found.field.name] : path.split('.')
  const name = alias ?? (header === 'label' && found ? found.labels.join(' ') : keys.join('.'))
  const field = found?.field
  const isNumber = field?.fieldType.ruleType(field) === 'number'
  const context = { timeZone: session.org.timeZone }
  return {
    header: name,
    read: record => {
      const value = valueAt(record, alias ? [alias] : keys)
      if (value === null || value === undefined) return undefined
      return { text: field ? field.fieldType.toCell(value, context) : String(value), isNumber }
    },
  }
}

function computedColumn(key: string): ExportColumn {
  return {
    header: key,
    read: record => {
      const value = valueAt(record, [key])
      if (value === null || value === undefined) return undefined
      const text = String(value)
      return { text, isNumber: /^-?\d+(\.\d+)?$/.test(text) }
    },
  }
}

function valueAt(record: ReadRecord, keys: readonly string[]): Value | undefined {
  let value: ReadRecord[string] | undefined = record
  for (const key of keys) {
    if (value === null || typeof value !== 'object') return undefined
    const inner: ReadRecord = value as ReadRecord
    value =
      inner[key] ?? inner[Object.keys(inner).find(name => name.toLowerCase() === key.toLowerCase()) ?? key]
  }
  return value as Value | undefined
}

interface FoundField {
  readonly field: FieldModel
  readonly parents: readonly string[]
  readonly labels: readonly string[]
}

/** The field of a path; undefined when the plan has to say what is wrong with it. */
function findField(session: Session, from: ObjectModel, path: string): FoundField | undefined {
  const parts = path.split('.')
  const isPrefixed = parts.length > 1 && parts[0]?.toLowerCase() === from.name.toLowerCase()
  let object: ObjectModel | undefined = from
  const parents: string[] = []
  const labels: string[] = []
  for (const part of parts.slice(isPrefixed ? 1 : 0, -1)) {
    const lookup: FieldModel | undefined = object?.parents.get(part.toLowerCase())
    object = session.org.model.objects.get(lookup?.referenceTo?.[0]?.toLowerCase() ?? '')
    parents.push(part)
    labels.push(lookup?.label.replace(/ ID$/, '') ?? part)
  }
  const field = object?.fields.get((parts.at(-1) as string).toLowerCase())
  return field && { field, parents, labels: [...labels, field.label] }
}

/** All fields of an object that may be read, in the order of the model. */
export function readableFields({ access }: Session, object: ObjectModel): readonly string[] {
  return object.fieldList.filter(field => access.field(field, 'read')).map(field => field.name)
}

function setOf(session: Session, object: ObjectModel, set: 'ALL' | 'STANDARD' | 'CUSTOM'): readonly string[] {
  const isIn = (name: string): boolean =>
    set === 'ALL' || (object.fields.get(name.toLowerCase())?.custom ?? false) === (set === 'CUSTOM')
  return readableFields(session, object).filter(isIn)
}
