import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import type { Rule, RuleType } from '../../server/rules/rule.ts'
import { FIELDS, type TestRecord } from './rule-table.ts'

type Rules = fc.Arbitrary<Rule>

const anyText = fc.oneof(
  fc.constantFrom(
    'a',
    'ab',
    'Abc',
    ' padded ',
    'Straße',
    'ΟΔΟΣ',
    'ﬃ',
    'İı',
    '😀x',
    '',
    'z',
    '\uffee',
    '12.50',
    '-3',
  ),
  fc.constantFrom(
    '2026-02-29',
    '2024-02-29',
    '2026-01-31',
    '08:30',
    '2026-01-31 10:00:00',
    '1,000',
    'a;b',
    '%_\\',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter(text => !text.includes('\0')),
)
const anyNumber = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '-1',
    '0.5',
    '-0.5',
    '2.5',
    '3',
    '100',
    '0.000000000001',
    '999999999999999.99',
    '-999999999999999999',
    '-7',
    '69',
  ),
  fc
    .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 6 }))
    .map(([n, scale]) => new Decimal(n).div(new Decimal(10).pow(scale)).toFixed()),
)
const anyDate = fc.oneof(
  fc.constantFrom(
    '2024-02-29',
    '2023-02-28',
    '2026-01-31',
    '2026-12-31',
    '0001-01-01',
    '9999-12-31',
    '2026-03-15',
  ),
  fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
    .map(date => date.toISOString().slice(0, 10)),
)
const anyDatetime = fc.oneof(
  fc.constantFrom(
    '2026-03-29T00:59:59.999Z',
    '2026-10-25T01:00:00.000Z',
    '2026-03-08T07:00:00.000Z',
    '2024-02-29T23:59:59.999Z',
    '0001-01-02T00:00:00.000Z',
    '9999-12-30T23:59:59.999Z',
  ),
  fc
    .date({ min: new Date('1971-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
    .map(date => date.toISOString()),
)
const anyTime = fc.integer({ min: 0, max: 86_399_999 }).map(ms => new Date(ms).toISOString().slice(11, 23))
const anyId = fc.constantFrom('001000000000001AAA', '001000000000002AAA', '005000000000001AAA')
const anyList = fc.subarray(['Web', 'Phone', 'E-mail', 'Ünïcode'], { minLength: 1 })

function field(type: RuleType): Rules {
  const names = Object.keys(FIELDS).filter(name => FIELDS[name]?.type === type && !FIELDS[name]?.values)
  return fc.constantFrom(...names).map(name => ({ var: name }))
}

/** Literals that fit the type wherever it is asked for by name. */
const literals: Readonly<Record<string, Rules>> = {
  text: anyText.filter(text => text !== '').map(text => ({ cat: [text] })),
  number: anyNumber.map(text => ({ value: [text] })),
  boolean: fc.boolean(),
  date: anyDate.map(text => ({ dateValue: [text] })),
  datetime: anyDatetime.map(text => ({ datetimeValue: [text] })),
  time: anyTime.map(text => ({ timeValue: [text] })),
  id: field('id'),
}

function call(name: string, ...args: readonly Rules[]): Rules {
  return fc.tuple(...args).map(values => ({ [name]: values }))
}

function named(names: readonly string[], ...args: readonly Rules[]): Rules {
  return fc.constantFrom(...names).chain(name => call(name, ...args))
}

const SCALARS = ['text', 'number', 'boolean', 'date', 'datetime', 'time', 'id'] as const
const ORDERED = ['text', 'number', 'date', 'datetime', 'time', 'id'] as const

const made = new Map<string, Rules>()

/** Rules of a type, of any operation that gives it. Each is built once: they contain one another. */
function ruleOf(type: RuleType, depth: number): Rules {
  const key = `${type} ${depth}`
  const rules = made.get(key) ?? makeRules(type, depth)
  made.set(key, rules)
  return rules
}

function makeRules(type: RuleType, depth: number): Rules {
  const leaf = fc.oneof(field(type), field(type), literals[type] ?? field(type))
  if (depth <= 0) return leaf
  const of = (inner: RuleType) => ruleOf(inner, depth - 1)
  const condition = () => of('boolean')
  const chosen = [
    call('if', condition(), of(type), of(type)),
    call('if', condition(), of(type)),
    call('blankValue', of(type), of(type)),
    call('nullValue', of(type), of(type)),
    call('case', of('number'), of('number'), of(type), of('number'), of(type), of(type)),
    call('case', fc.constant({ var: 'Status' }), fc.constant('Draft'), of(type), of(type)),
  ]
  return fc.oneof(
    { arbitrary: leaf, weight: 2 },
    ...(operationsOf(type, of) ?? []).map(arbitrary => ({ arbitrary, weight: 2 })),
    ...chosen,
  )
}

function operationsOf(type: RuleType, of: (type: RuleType) => Rules): readonly Rules[] | undefined {
  const table: Partial<Record<RuleType, () => readonly Rules[]>> = {
    boolean: () => booleans(of),
    number: () => numbers(of),
    text: () => texts(of),
    date: () => dates(of),
    datetime: () => [
      call('+', of('datetime'), of('number')),
      call('-', of('datetime'), of('number')),
      call('datetimeValue', of('text')),
      call('datetimeValue', of('date')),
      fc.constant({ now: [] }),
    ],
    time: () => [call('timeValue', of('text')), call('timeValue', of('datetime'))],
  }
  return table[type]?.()
}

function booleans(of: (type: RuleType) => Rules): readonly Rules[] {
  const compare = fc.constantFrom(...ORDERED).chain(type => named(['<', '<=', '>', '>='], of(type), of(type)))
  const equal = fc
    .constantFrom(...SCALARS)
    .chain(type => named(['==', '!=', '===', '!=='], of(type), of(type)))
  const between = fc.constantFrom(...ORDERED).chain(type => named(['<', '<='], of(type), of(type), of(type)))
  const anyOf = fc.constantFrom(...SCALARS).chain(of)
  const channels = fc.constant({ var: 'Channels' })
  const value = fc.constantFrom('Web', 'Phone', 'web')
  return [
    compare,
    compare,
    equal,
    equal,
    between,
    named(['and', 'or'], anyOf, anyOf, anyOf),
    named(['!', '!!', 'isBlank'], anyOf),
    named(['contains', 'startsWith', 'endsWith', 'in'], of('text'), of('text')),
    call('isNumber', of('text')),
    call('in', of('text'), fc.array(fc.oneof(anyText, of('text')), { maxLength: 3 })),
    call('in', of('number'), fc.array(fc.oneof(anyNumber, of('number')), { minLength: 1, maxLength: 3 })),
    call('isPickVal', fc.constant({ var: 'Status' }), fc.constantFrom('draft', 'AWAITING PROPOSALS')),
    call('includes', channels, value),
    call('in', value, channels),
    named(['some', 'all', 'none'], channels, fc.constant({ startsWith: [{ var: '' }, 'P'] })),
    call('isBlank', call('filter', channels, fc.constant({ in: [{ var: '' }, ['Web', 'Phone']] }))),
    call('missing', fc.constant('Amount'), fc.constant('Name')),
    call('missing_some', fc.constantFrom(1, 2), fc.constant(['Amount', 'Name', 'Channels'])),
    fc.constant({ regex: [{ var: 'Name' }, '[A-Za-z]+.?'] }),
    call(
      'regex',
      of('text'),
      fc.constantFrom(
        '\\s*[a-zß]*\\s*',
        '\\d{4}-\\d{2}-\\d{2}',
        '(a|ab)(c|bcd)?',
        '[^0-9]+',
        '-?\\d+(\\.\\d+)?',
        '.*x',
        '(?i)[^b-d]*(straSSe|z)?',
      ),
    ),
  ]
}

function numbers(of: (type: RuleType) => Rules): readonly Rules[] {
  const number = of('number')
  const small = fc.oneof(fc.integer({ min: -4, max: 6 }), number)
  return [
    named(['+', '-', '*', '/', '%', 'min', 'max', 'mod'], number, number),
    named(['+', '-', '*', '/', '%'], number, number),
    named(['+', '*', 'min', 'max'], number, number, number),
    named(['-', '+', 'abs', 'floor', 'ceiling', 'mfloor', 'mceiling', 'sqrt', 'round', 'trunc'], number),
    named(['ln', 'log10', 'exp'], number),
    call('count', fc.constant({ var: 'Channels' })),
    named(['round', 'trunc', 'power'], number, small),
    named(
      ['year', 'month', 'day', 'weekday', 'dayOfYear', 'isoWeek', 'isoYear'],
      fc.oneof(of('date'), of('datetime')),
    ),
    named(['hour', 'minute', 'second', 'millisecond'], fc.oneof(of('time'), of('datetime'))),
    named(['daysBetween', '-'], of('date'), of('date')),
    call('-', of('datetime'), of('datetime')),
    call('length', of('text')),
    call('value', of('text')),
    call('find', of('text'), of('text')),
    call('find', of('text'), of('text'), small),
  ]
}

function texts(of: (type: RuleType) => Rules): readonly Rules[] {
  const text = of('text')
  const small = fc.oneof(fc.integer({ min: -2, max: 7 }), of('number'))
  const anyOf = fc.constantFrom(...SCALARS).chain(of)
  return [
    named(['upper', 'lower', 'trim', 'reverse'], text),
    call('text', anyOf),
    call('cat', anyOf, anyOf),
    call('+', text, text),
    named(['left', 'right', 'substr', 'lpad', 'rpad'], text, small),
    named(['mid', 'substr'], text, small, small),
    named(['lpad', 'rpad'], text, small, text),
    call('substitute', text, text, text),
  ]
}

function dates(of: (type: RuleType) => Rules): readonly Rules[] {
  const small = fc.oneof(fc.integer({ min: -40, max: 40 }), of('number'))
  return [
    fc.constant({ today: [] }),
    named(['addDays', 'addMonths', 'addYears', '+', '-'], of('date'), small),
    call('date', fc.oneof(fc.integer({ min: 1999, max: 2030 }), of('number')), small, small),
    call('dateValue', fc.oneof(of('text'), of('datetime'))),
    named(['min', 'max'], of('date'), of('date')),
  ]
}

/** Records with blanks in a third of the fields. */
export const anyRecord: fc.Arbitrary<TestRecord> = fc.record({
  Name: blankable(anyText.map(text => text || null)),
  Description: blankable(anyText.map(text => text || null)),
  Status: blankable(fc.constantFrom('Draft', 'AWAITING PROPOSALS')),
  OwnerId: blankable(anyId),
  AccountId: blankable(anyId),
  Amount: blankable(anyNumber.map(text => new Decimal(text))),
  Quantity: blankable(anyNumber.map(text => new Decimal(text))),
  Active: blankable(fc.boolean()),
  EffectiveDate: blankable(anyDate),
  EndDate: blankable(anyDate),
  CreatedDate: blankable(anyDatetime),
  ClosedDate: blankable(anyDatetime),
  StartTime: blankable(anyTime),
  Channels: blankable(anyList),
})

function blankable<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ arbitrary, weight: 3 }, { arbitrary: fc.constant(null), weight: 1 })
}

export const anyRule: Rules = fc
  .constantFrom<RuleType>(
    'boolean',
    'boolean',
    'boolean',
    'number',
    'number',
    'text',
    'text',
    'date',
    'datetime',
    'time',
  )
  .chain(type => ruleOf(type, 3))

/** Any instant, and the last and first ones of days on which clocks change. */
export const anyMoment = fc.record({
  now: fc.oneof(
    fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
    fc
      .constantFrom('2026-03-08T06:59:59.999Z', '2026-03-29T01:00:00Z', '2026-10-25T00:59:59.999Z')
      .map(text => new Date(text)),
    fc.constantFrom('2024-02-29T12:00:00Z', '2026-12-31T23:59:59.999Z').map(text => new Date(text)),
  ),
  timeZone: fc.constantFrom(
    'UTC',
    'Asia/Tbilisi',
    'America/New_York',
    'Europe/Berlin',
    'Pacific/Auckland',
    'Asia/Kathmandu',
    'Pacific/Apia',
  ),
})
