import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { seenFields } from '../seen-names.ts'
import { looseForm } from './cell-text.ts'
import type { Header } from './find-header.ts'
import { fieldCalled, isOpen } from './guess-mapping.ts'
import type { ColumnMapping, ImportOptions, MappedColumn, UnmappedColumn } from './import-options.ts'
import { isRejectionColumn } from './rejection-columns.ts'

/** The columns of the header that fill no field of their own, each with the reason. */
export function describeUnmapped(
  session: Session,
  object: ObjectModel,
  header: Header,
  mapping: ColumnMapping,
  options: ImportOptions,
): readonly UnmappedColumn[] {
  const seen = new Set<string>()
  return header.columns.flatMap(column => {
    const form = looseForm(column)
    if (column === '' || isRejectionColumn(column)) return []
    if (seen.has(form)) return [{ column, why: 'A column before it has the same header, and is taken.' }]
    seen.add(form)
    const mapped = mapping.columns.find(one => looseForm(one.column) === form)
    if (mapped?.field) return []
    const field = userOf(mapping, form)
    if (field) return [{ column, why: `Its cells help to fill ${field}.` }]
    if (options.mapping) return [{ column, why: mapped ? 'The mapping leaves it out.' : NOT_NAMED }]
    return [{ column, why: whyNotGuessed(session, object, mapping, column, options.upsert) }]
  })
}

const NOT_NAMED = 'The mapping does not name it.'

/** The field that another column or a joined field makes of its cells. */
function userOf(mapping: ColumnMapping, form: string): string | undefined {
  const isIt = (name: string | undefined): boolean => name !== undefined && looseForm(name) === form
  const reads = ({ alternative, prefix }: MappedColumn): boolean =>
    isIt(alternative) || (typeof prefix === 'object' && isIt(prefix.column))
  const joined = mapping.joined?.find(({ columns }) => columns.some(isIt))
  return mapping.columns.find(one => one.field && reads(one))?.field ?? joined?.field
}

function whyNotGuessed(
  session: Session,
  object: ObjectModel,
  mapping: ColumnMapping,
  column: string,
  upsert: string | undefined,
): string {
  const field: FieldModel | undefined = fieldCalled(seenFields(session, object), column)
  if (!field) return `${object.name} has no field of this name or label.`
  if (field.name === 'Id') return 'Stored records are found by it with --upsert Id alone.'
  if (!isOpen(session, field, upsert)) return `${field.name} cannot be set by an import.`
  const other = mapping.columns.find(one => one.field === field.name)
  return `"${other?.column}" is taken for ${field.name}.`
}
