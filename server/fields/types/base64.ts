import { say } from '../../kernel/message.ts'
import { bodyOfBytes, decodeBase64, isBody } from '../body.ts'
import type { FieldSpec } from '../field-spec.ts'
import type { FieldType, Parsed } from '../field-type.ts'
import { accept, refuse, refuseJson } from '../problems.ts'
import { NOT_COMPARED } from '../schema-parts.ts'
import { cellText, textFunctions } from '../text-values.ts'
import { changesFrom, safely } from '../type-changes.ts'

const HINT = say('Give the bytes as base64 text, or send them as a part of multipart/form-data.')

function parseBase64(input: unknown, spec: FieldSpec): Parsed {
  if (input === null || input === undefined) return accept(null)
  if (typeof input !== 'string') return refuseJson('base64Binary', input, HINT)
  const text = input.trim()
  if (text === '') return accept(null)
  return decodeBase64(text)
    ? accept(text)
    : refuse('INVALID_INPUT', spec, say('the text is not base64'), HINT)
}

/** A file. Its bytes have no column: they are saved beside the row, and records tell where they are read. */
const base64: FieldType = {
  ...textFunctions,
  name: 'Base64',
  look: 'file',
  schema: {
    properties: {},
    never: {
      ...NOT_COMPARED,
      required: 'A file can be left out.',
      trackHistory: 'Files are too large for the history.',
    },
  },
  column: () => null,
  filterable: false,
  sortable: false,
  groupable: false,
  parse: parseBase64,
  parseCell: (input, spec) => parseBase64(cellText(input), spec),
  toBody: (input, spec) => {
    if (isBody(input)) return { body: input }
    const parsed = parseBase64(input, spec)
    if ('problem' in parsed) return parsed
    const bytes = typeof parsed.value === 'string' ? decodeBase64(parsed.value) : undefined
    return { body: bytes ? bodyOfBytes(bytes) : null }
  },
  describe: () => ({ type: 'base64', soapType: 'xsd:base64Binary', length: 0, byteLength: 0 }),
  ...changesFrom({ Base64: safely }),
}

export default base64
