import sql from 'sql-template-tag'
import type { FieldType, Value } from '../../../server/fields/field-type.ts'
import type { RuleType } from '../../../server/rules/rule.ts'

/** Field types with just what reads need, so that plans are tested by themselves. */
function sampleType(
  name: string,
  ruleType: RuleType,
  sqlType: string,
  more: Partial<FieldType> & { accepts?: RegExp } = {},
): FieldType {
  const { accepts = /^/ } = more
  const isNumeric = ruleType === 'number' || ruleType === 'boolean'
  return {
    name,
    schema: { properties: {} },
    ruleType: () => ruleType,
    column: () => ({ sqlType }),
    writable: true,
    filterable: true,
    sortable: true,
    groupable: true,
    parse: input => ({ value: input as Value }),
    parseCell: input => ({ value: String(input) }),
    select: column => column,
    fromDatabase: raw => raw,
    toJson: raw => (isNumeric ? raw : JSON.stringify(raw)),
    toDatabase: value => String(value),
    toRule: value => value as null,
    fromRule: value => value as Value,
    parseCriterion: literal =>
      accepts.test(literal)
        ? { value: literal }
        : { problem: { code: 'INVALID_FIELD', message: `'${literal}' is no ${name}` } },
    comparable: expression => expression,
    toCell: value => String(value),
    tsType: () => 'string',
    describe: () => ({ type: name, soapType: 'xsd:string' }),
    changeFrom: () => 'refuse',
    ...more,
  }
}

const lower: FieldType['comparable'] = (expression, spec) =>
  spec.caseSensitive ? expression : sql`lower(${expression})`

export const SAMPLE_TYPES: Readonly<Record<string, FieldType>> = {
  Id: sampleType('Id', 'id', 'text COLLATE "C"', { accepts: /^\w{15,18}$/ }),
  Lookup: sampleType('Lookup', 'id', 'text COLLATE "C"', { accepts: /^\w{15,18}$/ }),
  Text: sampleType('Text', 'text', 'text', { comparable: lower }),
  Picklist: sampleType('Picklist', 'text', 'text'),
  LongTextArea: sampleType('LongTextArea', 'text', 'text', {
    filterable: false,
    sortable: false,
    groupable: false,
  }),
  Currency: sampleType('Currency', 'number', 'numeric(18,2)', { accepts: /^[+-]?\d+(\.\d+)?$/ }),
  Date: sampleType('Date', 'date', 'date', { accepts: /^\d{4}-\d\d-\d\d$/ }),
  DateTime: sampleType('DateTime', 'datetime', 'timestamptz(3)', {
    accepts: /^\d{4}-\d\d-\d\d(T.*)?$/,
    groupable: false,
    select: column => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    toJson: raw => `"${raw.slice(0, -1)}+0000"`,
  }),
  Checkbox: sampleType('Checkbox', 'boolean', 'boolean', {
    fromDatabase: raw => raw === 't',
    toJson: raw => (raw === 't' ? 'true' : 'false'),
  }),
  Time: sampleType('Time', 'time', 'time(3)'),
  MultiselectPicklist: sampleType('MultiselectPicklist', 'list', 'text[]', {
    sortable: false,
    groupable: false,
    select: column => sql`array_to_string(${column}, ';')`,
    fromDatabase: raw => raw.split(';'),
    parseCriterion: literal => ({ value: literal.split(';') }),
    toDatabase: value => `{${(value as readonly string[]).map(item => JSON.stringify(item)).join()}}`,
  }),
}
