import sql, { type Sql } from 'sql-template-tag'
import type { FieldType, ParseContext, Parsed, Value } from '../../fields/field-type.ts'
import { quoteJson } from '../../fields/quote-json.ts'
import type { FieldModel } from '../../metadata/org-model.ts'
import type { RuleType } from '../../rules/rule.ts'

/** How the values of an expression are selected, compared and answered. */
export interface ValueType {
  readonly family: RuleType
  /** Makes the driver's raw text what `toJson` and `fromDatabase` take. */
  readonly select: (expression: Sql) => Sql
  readonly toJson: (raw: string, base: string) => string
  readonly fromDatabase: (raw: string) => Value
  /** Value → text of a cell. */
  readonly toCell: FieldType['toCell']
  /** What equality and order compare. */
  readonly comparable: (expression: Sql) => Sql
  /** The text of a literal → what is bound. */
  readonly parse: (text: string, context: ParseContext) => Parsed
  readonly toDatabase: (value: Exclude<Value, null>) => string
}

export function typeOfField(field: FieldModel): ValueType {
  const { fieldType } = field
  return {
    family: fieldType.ruleType(field),
    select: expression => fieldType.select(expression, field),
    ...(fieldType.toBody
      ? addressOf(field)
      : { toJson: fieldType.toJson, fromDatabase: fieldType.fromDatabase }),
    toCell: fieldType.toCell,
    comparable: expression => fieldType.comparable(expression, field),
    parse: (text, context) => fieldType.parseCriterion(text, field, context),
    toDatabase: fieldType.toDatabase,
  }
}

/** Where the bytes of a record's file are read, made of the record's id. */
function addressOf({ object, name }: FieldModel): Pick<ValueType, 'toJson' | 'fromDatabase'> {
  return {
    toJson: (id, base) => `"${base}${object}/${id}/${name}"`,
    fromDatabase: id => `sobjects/${object}/${id}/${name}`,
  }
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const asIs = (expression: Sql): Sql => expression

/** COUNT, SUM, AVG, CALENDAR_YEAR …: numbers that no field stores. */
export const computedNumber: ValueType = {
  family: 'number',
  select: asIs,
  toJson: raw => raw,
  fromDatabase: raw => raw,
  toCell: String,
  comparable: asIs,
  parse: text => (DECIMAL.test(text) ? { value: text } : refuse('a number')),
  toDatabase: String,
}

/** DAY_ONLY. */
export const computedDate: ValueType = {
  family: 'date',
  select: asIs,
  toJson: raw => `"${raw}"`,
  fromDatabase: raw => raw,
  toCell: String,
  comparable: asIs,
  parse: text => (DATE.test(text) && !Number.isNaN(Date.parse(text)) ? { value: text } : refuse('a date')),
  toDatabase: String,
}

/** The name of an object. */
export const computedText: ValueType = {
  family: 'text',
  select: asIs,
  toJson: quoteJson,
  fromDatabase: raw => raw,
  toCell: String,
  comparable: expression => sql`lower(${expression})`,
  parse: text => ({ value: text }),
  toDatabase: String,
}

function refuse(expected: string): Parsed {
  return { problem: { code: 'INVALID_FIELD', message: `${expected} is expected` } }
}

/** The selected expression as text that equals the driver's: a boolean is `t` or `f` there, `true` in a cast. */
export function selectAsText(type: ValueType, expression: Sql): Sql {
  const selected = type.select(expression)
  return type.family === 'boolean' ? sql`left((${selected})::text, 1)` : sql`(${selected})::text`
}
