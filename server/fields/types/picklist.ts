import sql, { raw, type Sql } from 'sql-template-tag'
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
import { defaultValueSchema, NO_KEY } from '../schema-parts.ts'
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
import { type Change, type Changes, forEach, isTooLong, literals, NEVER, rewriting } from '../type-changes.ts'
import { mergedValues, namesOf, renamedValue, valueRenames } from '../value-renames.ts'

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

/** Values follow their new names; none may be left that a restricted picklist lacks, active or not. */
const keepsValues: Change = {
  safety: (from, to) => (isKept(from, to) ? 'safe' : 'convert'),
  convert: (column, from, to) => {
    const renames = valueRenames(from, to)
    const bad = isKept(from, to) ? NEVER : missing(column, to, [...renames.keys()])
    return { using: renamedValue(column, renames), bad, loses: mergedValues(renames, from) }
  },
}

function isKept(from: FieldSpec, to: FieldSpec): boolean {
  return (
    from.type === 'Picklist' && valueRenames(from, to).size === 0 && (!to.restricted || hasAllOf(from, to))
  )
}

function hasAllOf(from: FieldSpec, to: FieldSpec): boolean {
  const names = namesOf(to)
  return from.restricted === true && [...namesOf(from)].every(name => names.has(name))
}

function missing(column: Sql, to: FieldSpec, renamed: readonly string[]): Sql {
  if (!to.restricted) return isTooLong(column, LENGTH)
  const names = [...namesOf(to), ...renamed]
  return names.length ? sql`${column} NOT IN (${literals(names)})` : sql`${column} IS NOT NULL`
}

const changes: Changes = {
  ...forEach(['Picklist', 'Text', 'TextArea', 'LongTextArea', 'Email', 'Phone', 'Url'], keepsValues),
  MultiselectPicklist: rewriting(
    column => sql`${column}[1]`,
    column => sql`cardinality(${column}) > 1`,
  ),
}

/** The place of a value in the value set; values that are not in it come behind. Holds no bind values. */
function orderOfValues(expression: Sql, { values = [] }: FieldSpec): Sql {
  if (values.length === 0) return expression
  const names = literals(values.map(({ fullName }) => fullName))
  const behind = raw(String(values.length + 1))
  return sql`coalesce(array_position(ARRAY[${names}]::text[], ${expression}), CASE WHEN ${expression} IS NOT NULL THEN ${behind} END)`
}

const picklist: FieldType = {
  ...textFunctions,
  name: 'Picklist',
  look: 'choice',
  schema: {
    properties: { valueSet: valueSetSchema, defaultValue: defaultValueSchema },
    required: ['valueSet'],
    never: NO_KEY,
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
  sortKey: orderOfValues,
  tsType: valuesType,
  describe: () => describeText('picklist', LENGTH),
  ...changesToText(() => LENGTH, false, changes),
}

export default picklist
