import { normalizeId } from '../kernel/ids.ts'
import { say } from '../kernel/message.ts'
import { isBlankMark } from './cell-amounts.ts'
import type { FieldSpec } from './field-spec.ts'
import type { CellInput, FieldType, Parsed } from './field-type.ts'
import { accept, echo, refuse, refuseJson } from './problems.ts'
import { filterItemsSchema, ruleSchema } from './schema-parts.ts'
import { cellText, collapseBlanks, sameExpression, textFunctions } from './text-values.ts'

function readId(text: string, spec: FieldSpec): Parsed {
  const trimmed = text.trim()
  if (trimmed === '') return accept(null)
  const id = normalizeId(trimmed)
  return id === null
    ? refuse(
        'MALFORMED_ID',
        spec,
        say('id value of incorrect type: {value}', { value: echo(trimmed) }),
        say('Ids have 15 or 18 letters and digits.'),
      )
    : accept(id)
}

function parseReference(input: unknown, spec: FieldSpec): Parsed {
  if (input === null || input === undefined) return accept(null)
  return typeof input === 'string'
    ? readId(input, spec)
    : refuseJson('reference', input, say('Give the id of a record.'))
}

/** Names and external ids are looked up by whoever imports; what arrives here is an id. */
function parseCellReference(input: CellInput, spec: FieldSpec): Parsed {
  const text = collapseBlanks(cellText(input))
  return isBlankMark(text) ? accept(null) : readId(text, spec)
}

/** What Id, Lookup and MasterDetail share: 18 characters, compared exactly. */
export const referenceFunctions = {
  ...textFunctions,
  ruleType: () => 'id',
  // Ids ascend by their bytes, whatever the database's collation is.
  column: () => ({ sqlType: 'text COLLATE "C"' }),
  parse: parseReference,
  parseCell: parseCellReference,
  parseCriterion: readId,
  comparable: sameExpression,
  toJson: (raw: string) => `"${raw}"`,
  describe: () => ({ type: 'reference', soapType: 'tns:ID', length: 18, byteLength: 18 }),
} as const satisfies Partial<FieldType>

const nameSchema = { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]*$', maxLength: 80 }

/** Metadata keys of lookups and details. */
export const referenceSchema = {
  referenceTo: {
    type: ['string', 'array'],
    minLength: 1,
    items: { type: 'string' },
    minItems: 1,
    uniqueItems: true,
    description: 'Object looked up, or a list of them.',
  },
  relationshipName: { ...nameSchema, description: 'How queries name the list of records that look up.' },
  relationshipLabel: { type: 'string', maxLength: 80 },
  lookupFilter: {
    type: 'object',
    additionalProperties: false,
    properties: {
      active: { type: 'boolean', default: true },
      isOptional: { type: 'boolean', default: false, description: 'The filter helps, it does not refuse.' },
      errorMessage: { type: 'string', maxLength: 255 },
      infoMessage: { type: 'string', maxLength: 255 },
      filter: ruleSchema('Over the record looked up; $Source is the record that looks.'),
      filterItems: filterItemsSchema,
      booleanFilter: { type: 'string', description: 'How the filter items combine: 1 AND (2 OR 3).' },
    },
    if: { not: { required: ['filter'] } },
    then: { required: ['filterItems'] },
  },
}

export const deleteConstraintSchema = {
  enum: ['SetNull', 'Restrict', 'Cascade'],
  description: 'What happens here when the record looked up is deleted.',
}
