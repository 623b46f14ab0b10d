import type { FieldType } from '../field-type.ts'
import { referenceFunctions } from '../reference-values.ts'
import { changesFrom, safely } from '../type-changes.ts'

/** The record's own id: every object has one, no field file makes another. */
const id: FieldType = {
  ...referenceFunctions,
  name: 'Id',
  look: 'text',
  internal: true,
  schema: { properties: {} },
  column: () => ({ sqlType: 'text COLLATE "C"', notNull: true }),
  writable: false,
  describe: () => ({ type: 'id', soapType: 'tns:ID', length: 18, byteLength: 18 }),
  ...changesFrom({ Id: safely }),
}

export default id
