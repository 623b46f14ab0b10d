import type { FieldModel, ObjectModel, OrgModel } from '../../metadata/org-model.ts'
import { OWNER_COLUMN } from '../../metadata/owner-column.ts'
import { autoNumberSequence, boundedName } from '../sql/names.ts'
import { impliedIndexes } from './implied-indexes.ts'
import type { ColumnShape, ForeignKeyShape, SequenceShape, TableShape } from './shape.ts'

/** Kept by the engine on every record, so never null. */
const ALWAYS_SET = new Set([
  'id',
  'createddate',
  'createdbyid',
  'lastmodifieddate',
  'lastmodifiedbyid',
  'systemmodstamp',
  'isdeleted',
])

const ON_DELETE: Readonly<Record<string, ForeignKeyShape['onDelete']>> = {
  SetNull: 'SET NULL',
  Cascade: 'CASCADE',
  Restrict: 'NO ACTION',
}

/** The tables that a model asks for, in the model's order. */
export function shapeOf(model: OrgModel): readonly TableShape[] {
  return [...model.objects.values()].map(object => tableShape(object, model))
}

export function tableShape(object: ObjectModel, model: OrgModel): TableShape {
  const stored = object.fieldList.filter(field => columnShape(field) !== null)
  return {
    name: object.table,
    columns: [
      ...stored.map(field => columnShape(field) as ColumnShape),
      ...(stored.some(({ column }) => column === 'ownerid') ? [OWNER_COLUMN] : []),
    ],
    indexes: impliedIndexes(object),
    foreignKeys: stored.flatMap(field => foreignKey(object, field, model)),
    sequences: stored.flatMap(field => sequence(object, field)),
  }
}

/** Null for what is not stored. */
export function columnShape(field: FieldModel): ColumnShape | null {
  const stored = field.column === null ? null : field.fieldType.column(field)
  if (field.column === null || stored === null) return null
  const { sqlType, notNull, sqlDefault } = stored
  const isDeleted = field.column === 'isdeleted'
  return {
    name: field.column,
    type: field.column === 'id' ? 'text COLLATE "C"' : sqlType,
    notNull: notNull === true || ALWAYS_SET.has(field.column),
    ...(sqlDefault === undefined && !isDeleted ? {} : { default: sqlDefault ?? 'false' }),
  }
}

/**
 * Who created, changed and owns a record is kept by the engine and users are never removed: a foreign key would only
 * make all writers of an org lock the same few rows.
 */
function foreignKey(object: ObjectModel, field: FieldModel, model: OrgModel): ForeignKeyShape[] {
  const target = field.referenceTo?.length === 1 ? field.referenceTo[0] : undefined
  const table = target && model.objects.get(target.toLowerCase())?.table
  if (!table || field.system || field.column === null || field.column === 'ownerid') return []
  const isMaster = field.fieldType.name === 'MasterDetail'
  const onDelete = ON_DELETE[field.deleteConstraint ?? (isMaster ? 'Cascade' : 'SetNull')] ?? 'NO ACTION'
  const name = boundedName(object.table, field.column, 'fkey')
  return [
    {
      name,
      table: object.table,
      column: field.column,
      target: table,
      // A required lookup that would become null is held back by the engine's own check first.
      onDelete: field.required && onDelete === 'SET NULL' ? 'NO ACTION' : onDelete,
    },
  ]
}

function sequence(object: ObjectModel, field: FieldModel): SequenceShape[] {
  if (field.fieldType.name !== 'AutoNumber' || field.column === null) return []
  const { table } = object
  const name = autoNumberSequence(table, field.column)
  return [{ name, table, column: field.column, start: field.startingNumber ?? 1 }]
}
