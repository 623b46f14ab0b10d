import { Decimal } from 'decimal.js'
import sql, { join, raw, type Sql } from 'sql-template-tag'
import type {
  CompiledRule,
  RuleEnvironment,
  RuleScope,
  RuleType,
  RuleValue,
  ScopeField,
} from '../../server/rules/rule.ts'
import { compileToSql } from '../../server/rules/rule-to-sql.ts'
import type { Database } from '../../server/storage/database.ts'

/** The fields that the tests' rules read: each type at least once. */
export const FIELDS: Readonly<Record<string, Omit<ScopeField, 'path'>>> = {
  Name: { type: 'text' },
  Description: { type: 'text' },
  Status: {
    type: 'text',
    values: ['Draft', 'AWAITING PROPOSALS', 'MANUFACTURER SELECTED'],
    pickVals: new Map([
      ['Draft', { category: 'Draft', probability: 10 }],
      ['AWAITING PROPOSALS', { category: 'Open', probability: 50 }],
      ['MANUFACTURER SELECTED', { category: 'Activated', closed: true }],
    ]),
  },
  OwnerId: { type: 'id' },
  AccountId: { type: 'id' },
  Amount: { type: 'number' },
  Quantity: { type: 'number' },
  Active: { type: 'boolean' },
  EffectiveDate: { type: 'date' },
  EndDate: { type: 'date' },
  CreatedDate: { type: 'datetime' },
  ClosedDate: { type: 'datetime' },
  StartTime: { type: 'time' },
  Channels: { type: 'list', values: ['Web', 'Phone', 'E-mail', 'Ünïcode'] },
}

const SQL_TYPES: Readonly<Record<RuleType, string>> = {
  text: 'text',
  id: 'text COLLATE "C"',
  number: 'numeric(30,12)',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz(3)',
  time: 'time(3)',
  list: 'text[]',
  null: 'text',
}

const byLowerName = new Map(Object.keys(FIELDS).map(name => [name.toLowerCase(), name]))

export const scope: RuleScope = {
  resolve: path => {
    const declared = byLowerName.get(path.toLowerCase())
    const field = declared === undefined ? undefined : FIELDS[declared]
    return field && declared ? { path: declared, ...field } : undefined
  },
  names: () => Object.keys(FIELDS),
}

export type TestRecord = Readonly<Record<string, RuleValue>>

export interface Moment {
  readonly now: Date
  readonly timeZone: string
}

export function environmentOf(record: TestRecord, moment: Moment, prior?: TestRecord): RuleEnvironment {
  return {
    value: path => record[path] ?? null,
    prior: path => prior?.[path] ?? null,
    isNew: prior === undefined,
    ...moment,
  }
}

/** A table of the records in the real database, one column a field. */
export async function createTable(database: Database, records: readonly TestRecord[]): Promise<void> {
  const names = Object.keys(FIELDS)
  const columns = names.map(name => `"${name.toLowerCase()}" ${SQL_TYPES[FIELDS[name]?.type ?? 'text']}`)
  await database.run({ text: 'DROP TABLE IF EXISTS public.rule_record', values: [] })
  await database.run({ text: `CREATE TABLE public.rule_record (n int, ${columns.join(', ')})`, values: [] })
  const rows = records.map((record, n) => {
    const values = names.map(name => sql`${toDriver(record[name] ?? null)}`)
    return sql`(${join([sql`${n}::int`, ...values])})`
  })
  const insert = sql`INSERT INTO public.rule_record VALUES ${join(rows)}`
  await database.run({ text: insert.text, values: insert.values })
}

function toDriver(value: RuleValue): unknown {
  return value instanceof Decimal ? value.toFixed() : value
}

/** What PostgreSQL answers to each rule for each record, as text: `answers[record][rule]`. */
export async function answersInSql(
  database: Database,
  rules: readonly CompiledRule[],
  { now, timeZone }: Moment,
): Promise<readonly (readonly (string | null)[])[]> {
  const environment = {
    column: (path: string) => raw(`"r"."${path.toLowerCase()}"`),
    now: sql`${now.toISOString()}::timestamptz`,
    timeZone: sql`${timeZone}::text`,
  }
  const columns = rules.map(rule => inText(rule.type, compileToSql(rule, environment)))
  const select = sql`SELECT ${join(columns)} FROM public.rule_record AS "r" ORDER BY "r".n`
  return (await database.run({ text: select.text, values: select.values })).rows
}

function inText(type: RuleType, value: Sql): Sql {
  if (type === 'number') return sql`trim_scale(${value})::text`
  if (type === 'date') return sql`to_char(${value}, 'YYYY-MM-DD')`
  if (type === 'time') return sql`to_char(${value}, 'HH24:MI:SS.MS')`
  if (type === 'datetime') return sql`to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  if (type === 'list') return sql`NULLIF(array_to_string(${value}, ';'), '')`
  return sql`(${value})::text`
}

/** A rule's value in the form of `answersInSql`. */
export function valueInText(value: RuleValue): string | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Decimal) return value.toFixed()
  return value.length === 0 ? null : value.join(';')
}
