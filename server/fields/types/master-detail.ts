import sql from 'sql-template-tag'
import type { FieldType } from '../field-type.ts'
import { deleteConstraintSchema, referenceFunctions, referenceSchema } from '../reference-values.ts'
import { PLAIN } from '../schema-parts.ts'
import { type Change, changesFrom, forEach } from '../type-changes.ts'

const owned: Change = {
  safety: (from, to) => {
    const isSame = from.referenceTo?.[0]?.toLowerCase() === to.referenceTo?.[0]?.toLowerCase()
    if (!isSame || from.referenceTo?.length !== 1) return 'refuse'
    return from.type === 'MasterDetail' ? 'safe' : 'convert'
  },
  // Every detail has a master.
  convert: column => ({ using: column, bad: sql`${column} IS NULL` }),
}

const masterDetail: FieldType = {
  ...referenceFunctions,
  name: 'MasterDetail',
  look: 'reference',
  schema: {
    properties: {
      ...referenceSchema,
      deleteConstraint: deleteConstraintSchema,
      reparentableMasterDetail: {
        type: 'boolean',
        default: false,
        description: 'The master may be changed after the record was created.',
      },
      relationshipOrder: { type: 'integer', minimum: 0, maximum: 1 },
      writeRequiresMasterRead: {
        type: 'boolean',
        default: false,
        description: 'Details are added and changed by who sees their master; left out: by who may edit it.',
      },
    },
    required: ['referenceTo'],
    never: PLAIN,
  },
  ...changesFrom(forEach(['Lookup', 'MasterDetail'], owned)),
}

export default masterDetail
