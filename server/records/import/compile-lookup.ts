import sql, { empty, join, type Sql } from 'sql-template-tag'
import { askerValues } from '../../access/asker.ts'
import { AtelierError } from '../../kernel/errors.ts'
import { suggest } from '../../metadata/nearest-word.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { columnRef } from '../../storage/sql/names.ts'
import type { MappedColumn } from './import-options.ts'
import { lookupTarget } from './lookup-target.ts'
import { readRecordType } from './read-record-type.ts'

/** How the parents that a column names are found. */
export interface Lookup {
  readonly target: ObjectModel
  /** Fields of the parent, tried in this order. */
  readonly by: readonly FieldModel[]
  /** What else a parent has to be, over alias `t`. */
  readonly where: Sql
  /** Ids by text that were found: parents do not go away during an import. */
  readonly known: Map<string, string>
}

/** Throws for a mapping that names what the parent does not have. */
export function compileLookup(session: Session, field: FieldModel, column?: MappedColumn): Lookup {
  const target = lookupTarget(session.org.model, field, column?.lookupObject)
  if (!target) {
    const message = `${field.name} looks up ${field.referenceTo?.join(' or ')}, not ${column?.lookupObject}.`
    throw new AtelierError('INVALID_INPUT', message)
  }
  const names = column?.lookup ?? [
    ...target.fieldList.filter(one => one.externalId).map(one => one.name),
    target.nameField.name,
  ]
  const by = names.map(name => parentField(session, target, name))
  return { target, by, where: criteria(session, target, column?.where ?? {}), known: new Map() }
}

function parentField({ access }: Session, target: ObjectModel, name: string): FieldModel {
  const field = target.fields.get(name.toLowerCase())
  if (field?.column && access.field(field, 'read')) return field
  const message = `${target.name} has no field "${name}" to look it up by.`
  const names = target.fieldList.map(one => one.name)
  const hint = suggest(name, names)
  throw new AtelierError('INVALID_INPUT', message, [
    { code: 'INVALID_INPUT', message, ...(hint && { hint }) },
  ])
}

function criteria(session: Session, target: ObjectModel, where: Readonly<Record<string, string>>): Sql {
  const parts = Object.entries(where).map(([name, text]) => {
    const field = parentField(session, target, name)
    const isType = field.name === 'RecordTypeId'
    const parsed = isType
      ? readRecordType(target, text)
      : field.fieldType.parseCell(text, field, { timeZone: session.org.timeZone })
    if ('problem' in parsed) throw new AtelierError('INVALID_INPUT', parsed.problem.message, [parsed.problem])
    if (parsed.value === null) return sql` AND ${columnRef('t', field.column as string)} IS NULL`
    const { comparable, toDatabase } = field.fieldType
    return sql` AND ${comparable(columnRef('t', field.column as string), field)} = ${comparable(sql`${toDatabase(parsed.value)}`, field)}`
  })
  const rows = session.access.rows(target, 't', askerValues(session.org.model, session.principal), 'read')
  if (rows) parts.push(sql` AND (${rows})`)
  return parts.length > 0 ? join(parts, ' ') : empty
}
