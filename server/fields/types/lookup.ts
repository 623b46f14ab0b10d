import type { FieldSpec } from '../field-spec.ts'
import type { FieldType } from '../field-type.ts'
import { deleteConstraintSchema, referenceFunctions, referenceSchema } from '../reference-values.ts'
import { defaultValueSchema, PLAIN } from '../schema-parts.ts'
import { type Change, changesFrom, forEach } from '../type-changes.ts'

/** Ids that are there already stay valid where every object looked up before may still be. */
function keepsTargets(from: FieldSpec, to: FieldSpec): boolean {
  const targets = to.referenceTo?.map(name => name.toLowerCase()) ?? []
  return (from.referenceTo ?? []).every(name => targets.includes(name.toLowerCase()))
}

const lookedUp: Change = { safety: (from, to) => (keepsTargets(from, to) ? 'safe' : 'refuse') }

const lookup: FieldType = {
  ...referenceFunctions,
  name: 'Lookup',
  look: 'reference',
  schema: {
    properties: {
      ...referenceSchema,
      deleteConstraint: deleteConstraintSchema,
      defaultValue: defaultValueSchema,
    },
    required: ['referenceTo'],
    never: PLAIN,
  },
  ...changesFrom(forEach(['Lookup', 'MasterDetail'], lookedUp)),
}

export default lookup
