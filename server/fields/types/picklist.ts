import sql from 'sql-template-tag'
import { isBlankMark } from '../cell-amounts.ts'
import type { FieldSpec } from '../field-spec.ts'
import type { FieldType, Parsed } from '../field-type.ts'
import {
  allowedHint,
  badValueMessage,
  findActiveValue,
  findStoredValue,
  findTypedValue,
  valueSetSchema,
  valuesType,
} from '../picklist-values.ts'
import { accept, refuse } from '../problems.ts'
import { defaultValueSchema } from '../schema-parts.ts'
import { changesToText } from '../text-changes.ts'
import {
  acceptText,
  cellText,
  collapseBlanks,
  describeText,
  lowerUnlessCaseSensitive,
  parseJsonText,
  textFunctions,
} from '../text-values.ts'
import { type Changes, forEach, isTooLong, keeping, literals, rewriting } from '../type-changes.ts'

const LENGTH = 255

function refuseValue(text: string, spec: FieldSpec): Parsed {
  return refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', spec, badValueMessage(text), allowedHint(spec))
}

function checked(parsed: Parsed, spec: FieldSpec): Parsed {
  if ('problem' in parsed || parsed.value === null) return parsed
  const text = String(parsed.value)
  const value = findActiveValue(text, spec)
  if (value !== undefined) return accept(value)
  return spec.restricted ? refuseValue(text, spec) : parsed
}

/** Values that a restricted picklist would not take; active or not, as it is not new input. */
const keepsValues = keeping(
  (from, to) => from.type === 'Picklist' && (!to.restricted || hasAllOf(from, to)),
  (column, to) => {
    const long = isTooLong(column, LENGTH)
    const names = (to.values ?? []).map(value => value.fullName)
    if (!to.restricted) return long
    return names.length ? sql`${column} NOT IN (${literals(names)})` : sql`${column} IS NOT NULL`
  },
)

function hasAllOf(from: FieldSpec, to: FieldSpec): boolean {
  const names = new Set(to.values?.map(value => value.fullName))
  return from.restricted === true && (from.values ?? []).every(value => names.has(value.fullName))
}

const changes: Changes = {
  ...forEach(['Picklist', 'Text', 'TextArea', 'LongTextArea', 'Email', 'Phone', 'Url'], keepsValues),
  MultiselectPicklist: rewriting(
    column => sql`${column}[1]`,
    column => sql`cardinality(${column}) > 1`,
  ),
}

const picklist: FieldType = {
  ...textFunctions,
  name: 'Picklist',
  schema: {
    properties: { valueSet: valueSetSchema, defaultValue: defaultValueSchema },
    required: ['valueSet'],
  },
  parse: (input, spec) => checked(parseJsonText(input, spec, 'picklist', LENGTH), spec),
  parseCell: (input, spec) => {
    const text = collapseBlanks(cellText(input))
    const value = findTypedValue(text, spec)
    if (value !== undefined) return accept(value)
    if (isBlankMark(text)) return accept(null)
    return checked(acceptText(text, spec, LENGTH), spec)
  },
  parseCriterion: (literal, spec) =>
    accept(literal === '' ? null : (findStoredValue(literal, spec) ?? literal)),
  // Stored values of a restricted one have one case only, and so have its literals.
  comparable: (expression, spec) =>
    spec.restricted ? expression : lowerUnlessCaseSensitive(expression, spec),
  tsType: valuesType,
  describe: () => describeText('picklist', LENGTH),
  ...changesToText(() => LENGTH, false, changes),
}

export default picklist
