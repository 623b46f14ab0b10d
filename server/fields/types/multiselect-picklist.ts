import sql from 'sql-template-tag'
import { say } from '../../kernel/message.ts'
import { isBlankMark } from '../cell-amounts.ts'
import type { FieldSpec } from '../field-spec.ts'
import type { FieldType, Parsed, Value } from '../field-type.ts'
import {
  allowedHint,
  badValueMessage,
  findActiveValue,
  findStoredValue,
  findTypedValue,
  valueSetSchema,
  valuesType,
} from '../picklist-values.ts'
import { accept, refuse, refuseJson } from '../problems.ts'
import { quoteJson } from '../quote-json.ts'
import { defaultValueSchema, NOT_COMPARED, visibleLinesSchema } from '../schema-parts.ts'
import { acceptText, cellText, collapseBlanks, describeText, sameExpression } from '../text-values.ts'
import { changesFrom, literals, NEVER, rewriting } from '../type-changes.ts'
import { mergedValues, namesOf, renamedValues, valueRenames } from '../value-renames.ts'

const LENGTH = 4099

/** The chosen values, each once, in the order of the value set; others stand behind. Null when none is left. */
function inOrder(values: readonly string[], spec: FieldSpec): Value {
  const order = new Map(spec.values?.map(({ fullName }, index) => [fullName, index]))
  const rank = (value: string): number => order.get(value) ?? order.size
  const unique = [...new Set(values)].sort((a, b) => rank(a) - rank(b))
  return unique.length ? unique : null
}

type Find = (text: string, spec: FieldSpec) => string | undefined

function readList(texts: readonly string[], spec: FieldSpec, find: Find): Parsed {
  const whole = acceptText(texts.join(';'), spec, LENGTH)
  if ('problem' in whole) return whole
  const wanted = texts.map(text => text.trim()).filter(text => text !== '')
  const found = wanted.map(text => find(text, spec) ?? (spec.restricted ? undefined : text))
  const missing = found.indexOf(undefined)
  if (missing < 0) return accept(inOrder(found as readonly string[], spec))
  const message = badValueMessage(wanted[missing] as string)
  return refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', spec, message, allowedHint(spec))
}

const isList = (input: unknown): input is readonly string[] =>
  Array.isArray(input) && input.every(item => typeof item === 'string')

const listOf = (value: Value): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : value === null ? [] : [String(value)]

/** `A;B` in the API, `text[]` in PostgreSQL, always in the order of the value set. */
const multiselectPicklist: FieldType = {
  name: 'MultiselectPicklist',
  look: 'choices',
  schema: {
    properties: {
      valueSet: valueSetSchema,
      visibleLines: visibleLinesSchema,
      defaultValue: defaultValueSchema,
    },
    required: ['valueSet'],
    never: NOT_COMPARED,
  },
  ruleType: () => 'list',
  column: () => ({ sqlType: 'text[]' }),
  writable: true,
  filterable: true,
  sortable: false,
  groupable: false,
  parse: (input, spec) => {
    if (input === null || input === undefined) return accept(null)
    if (typeof input === 'string') return readList(input.split(';'), spec, findActiveValue)
    // Hooks give lists.
    if (isList(input))
      return readList(
        input.flatMap(item => item.split(';')),
        spec,
        findActiveValue,
      )
    return refuseJson('multipicklist', input, say('Give the values with semicolons between: A;B.'))
  },
  parseCell: (input, spec) => {
    const text = collapseBlanks(cellText(input))
    if (isBlankMark(text) && findTypedValue(text, spec) === undefined) return accept(null)
    const semicolons = readList(text.split(';'), spec, findTypedValue)
    if ('value' in semicolons || !text.includes(',')) return semicolons
    const commas = readList(text.split(/[,;]/), spec, findTypedValue)
    return 'value' in commas ? commas : semicolons
  },
  select: column => sql`array_to_string(${column}, ';')`,
  fromDatabase: raw => raw.split(';'),
  toJson: quoteJson,
  toDatabase: value =>
    `{${listOf(value)
      .map(item => `"${item.replace(/["\\]/g, '\\$&')}"`)
      .join(',')}}`,
  toRule: value => (value === null ? null : listOf(value)),
  fromRule: (value, spec) => {
    if (Array.isArray(value)) return inOrder(value as readonly string[], spec)
    return value === null || value === '' ? null : inOrder(String(value).split(';'), spec)
  },
  parseCriterion: (literal, spec) => {
    const items = literal.split(';').map(item => item.trim())
    const wanted = items.filter(item => item !== '')
    return accept(
      inOrder(
        wanted.map(item => findStoredValue(item, spec) ?? item),
        spec,
      ),
    )
  },
  comparable: sameExpression,
  toCell: value => listOf(value).join(';'),
  tsType: spec => `readonly (${valuesType(spec)})[]`,
  describe: () => describeText('multipicklist', LENGTH),
  ...changesFrom({
    MultiselectPicklist: {
      safety: (from, to) => (!to.restricted && valueRenames(from, to).size === 0 ? 'safe' : 'convert'),
      convert: (column, from, to) => {
        const renames = valueRenames(from, to)
        const names = literals([...namesOf(to), ...renames.keys()])
        return {
          using: renamedValues(column, renames, to),
          bad: to.restricted ? sql`NOT ${column} <@ ARRAY[${names}]::text[]` : NEVER,
          loses: mergedValues(renames, from),
        }
      },
    },
    Picklist: rewriting(
      column => sql`CASE WHEN ${column} IS NOT NULL THEN ARRAY[${column}] END`,
      (column, _from, to) => {
        const names = (to.values ?? []).map(value => value.fullName)
        return to.restricted && names.length
          ? sql`${column} NOT IN (${literals(names)})`
          : sql`${column} ~ ';'`
      },
    ),
  }),
}

export default multiselectPicklist
