import type { FieldSpec } from './field-spec.ts'

/** A field that every object has: who may set it is decided here, not by its type. */
export interface SystemField {
  readonly spec: FieldSpec
  readonly createable: boolean
  readonly updateable: boolean
}

const PLAIN = {
  required: false,
  unique: false,
  externalId: false,
  caseSensitive: false,
  trackHistory: false,
} as const

type Keys = Pick<FieldSpec, 'name' | 'label' | 'type'> & Partial<FieldSpec>

function byEngine(keys: Keys): SystemField {
  return Object.freeze({ spec: Object.freeze({ ...PLAIN, ...keys }), createable: false, updateable: false })
}

function byPeople(keys: Keys): SystemField {
  return Object.freeze({ ...byEngine(keys), createable: true, updateable: true })
}

/**
 * The fields of all objects, besides the name field, which each object declares. Queries reach the parents as
 * Owner, RecordType, CreatedBy and LastModifiedBy: the names without `Id`.
 */
export const systemFields: readonly SystemField[] = Object.freeze([
  byEngine({ name: 'Id', label: 'Record ID', type: 'Id', required: true, unique: true, caseSensitive: true }),
  byPeople({ name: 'OwnerId', label: 'Owner ID', type: 'Lookup', referenceTo: ['Group', 'User'] }),
  byPeople({ name: 'RecordTypeId', label: 'Record Type ID', type: 'Lookup', referenceTo: ['RecordType'] }),
  byEngine({ name: 'CreatedDate', label: 'Created Date', type: 'DateTime' }),
  byEngine({ name: 'CreatedById', label: 'Created By ID', type: 'Lookup', referenceTo: ['User'] }),
  byEngine({ name: 'LastModifiedDate', label: 'Last Modified Date', type: 'DateTime' }),
  byEngine({ name: 'LastModifiedById', label: 'Last Modified By ID', type: 'Lookup', referenceTo: ['User'] }),
  byEngine({ name: 'SystemModstamp', label: 'System Modstamp', type: 'DateTime' }),
  byEngine({ name: 'IsDeleted', label: 'Deleted', type: 'Checkbox' }),
])
