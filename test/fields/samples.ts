import type { FieldSpec, PicklistValue } from '../../server/fields/field-spec.ts'
import type { CellInput, ChangeSafety, TypeDescribe, Value } from '../../server/fields/field-type.ts'

export interface Sample {
  /** As the REST API takes it. */
  readonly input: unknown
  readonly value: Exclude<Value, null>
  /** As the REST API gives it, as JSON text. */
  readonly json: string
}

/** What the conformance suites hold a field type to. */
export interface TypeSamples {
  readonly spec: FieldSpec
  /** In ascending order where the type sorts; all different. */
  readonly values: readonly [Sample, Sample, Sample]
  /** A literal of a query for each of the values, in another form where there is one. */
  readonly criteria: readonly [string, string, string]
  /** Further inputs and what they become. */
  readonly inputs: readonly (readonly [unknown, Value])[]
  readonly cells: readonly (readonly [CellInput, Value])[]
  readonly bad: readonly (readonly [unknown, string])[]
  readonly badCells: readonly (readonly [CellInput, RegExp])[]
  readonly badCriteria?: readonly string[]
  readonly describe: TypeDescribe
  readonly tsType: string
  /** Fields that may become one of this type. */
  readonly changes: readonly (readonly [Partial<FieldSpec>, ChangeSafety])[]
}

export function specOf(type: string, keys: Partial<FieldSpec> = {}): FieldSpec {
  return {
    name: 'x__c',
    label: 'Sample',
    type,
    required: false,
    unique: false,
    externalId: false,
    caseSensitive: false,
    trackHistory: false,
    ...keys,
  }
}

export function pickValues(...names: readonly (string | Partial<PicklistValue>)[]): readonly PicklistValue[] {
  return names.map(name => {
    const keys = typeof name === 'string' ? { fullName: name } : name
    const { fullName = '' } = keys
    return { fullName, label: fullName, default: false, isActive: true, ...keys }
  })
}

const same = (text: string): Sample => ({ input: text, value: text, json: JSON.stringify(text) })
const number = (input: unknown, value: string): Sample => ({ input, value, json: value })

const LONG = 'x'.repeat(300)
const NBSP = '\u00a0'
const DECIMAL_TYPES = ['Number', 'Currency', 'Percent']
const BAD_TEXT: TypeSamples['bad'] = [
  [{ a: 1 }, 'JSON_PARSER_ERROR'],
  [['a'], 'JSON_PARSER_ERROR'],
  [true, 'JSON_PARSER_ERROR'],
  ['a\u0000b', 'INVALID_INPUT'],
  ['half \ud83d a pair', 'INVALID_INPUT'],
]
const BLANK_INPUTS: TypeSamples['inputs'] = [
  [null, null],
  [undefined, null],
  ['', null],
  ['   ', null],
]
const TEXT_CHANGES: TypeSamples['changes'] = [
  [{ type: 'Number' }, 'convert'],
  [{ type: 'Date' }, 'convert'],
  [{ type: 'DateTime' }, 'convert'],
  [{ type: 'Checkbox' }, 'convert'],
  [{ type: 'Text', formula: 'Name' }, 'refuse'],
  [{ type: 'Summary' }, 'refuse'],
]

const TEXT: TypeSamples = {
  spec: specOf('Text', { length: 50 }),
  values: [same('"quoted" \\ </script>'), same('aPPLE'), same('Žluťoučký 🐎')],
  criteria: ['"QUOTED" \\ </SCRIPT>', 'Apple', 'ŽLUŤOUČKÝ 🐎'],
  inputs: [...BLANK_INPUTS, ['  both sides\t', 'both sides'], [12.5, '12.5'], ['a\n\u2028b', 'a\n\u2028b']],
  cells: [
    [`  a  b${NBSP}c \n d `, 'a b c d'],
    ['', null],
    [null, null],
    ['-', '-'],
    [244688600, '244688600'],
    [0.1 + 0.2, '0.3'],
    [true, 'TRUE'],
    [new Date(Date.UTC(2011, 10, 8)), '2011-11-08'],
    [new Date(Date.UTC(2011, 10, 8, 13)), '2011-11-08 13:00:00'],
  ],
  bad: [...BAD_TEXT, ['x'.repeat(51), 'STRING_TOO_LONG']],
  badCells: [[LONG, /data value too large: x+…? \(max length=50\)/]],
  describe: { type: 'string', soapType: 'xsd:string', length: 50, byteLength: 150 },
  tsType: 'string',
  changes: [
    ...TEXT_CHANGES,
    [{ type: 'Text', length: 50 }, 'safe'],
    [{ type: 'Text', length: 51 }, 'convert'],
    [{ type: 'LongTextArea', length: 1000 }, 'convert'],
    [{ type: 'Phone' }, 'safe'],
    [{ type: 'Picklist' }, 'convert'],
    [{ type: 'MultiselectPicklist' }, 'convert'],
    [{ type: 'AutoNumber' }, 'safe'],
  ],
}

const PARAGRAPHS: TypeSamples = {
  ...TEXT,
  spec: specOf('TextArea'),
  values: [same('a\nb'), same('Ab'), same('b "c"')],
  criteria: ['A\nB', 'AB', 'B "C"'],
  cells: [
    [`  one  two \r\n three${NBSP}four \r five `, 'one two\n three four\n five'],
    [null, null],
  ],
  bad: [...BAD_TEXT, [LONG, 'STRING_TOO_LONG']],
  badCells: [[LONG, /max length=255/]],
  describe: {
    ...{ type: 'textarea', soapType: 'xsd:string', length: 255, byteLength: 765 },
    extraTypeInfo: 'plaintextarea',
  },
  changes: [...TEXT_CHANGES, [{ type: 'Text', length: 255 }, 'safe'], [{ type: 'LongTextArea' }, 'convert']],
}

const DECIMAL: TypeSamples = {
  spec: specOf('Number', { precision: 10, scale: 2 }),
  values: [number(-99999999.99, '-99999999.99'), number('0', '0.00'), number(1200.5, '1200.50')],
  criteria: ['-99999999.990', '0', '1.2005e3'],
  inputs: [
    ...BLANK_INPUTS,
    ['12.50', '12.50'],
    [' 7 ', '7.00'],
    ['1e3', '1000.00'],
    [1e-7, '0.00'],
    ['-0.001', '0.00'],
    ['.5', '0.50'],
    ['+5.', '5.00'],
    ['007', '7.00'],
    ['12.345', '12.35'],
    ['-12.345', '-12.35'],
    [1.005, '1.01'],
    ['99999999.994', '99999999.99'],
  ],
  cells: [
    ['1 200,50', '1200.50'],
    ['1,200.50', '1200.50'],
    ["1'200", '1200.00'],
    ['1’234’567', '1234567.00'],
    ['1.234.567', '1234567.00'],
    ['1,234', '1234.00'],
    ['0,125', '0.13'],
    ['1.234', '1.23'],
    ['1234,567', '1234.57'],
    ['−5', '-5.00'],
    ['(12.50)', '-12.50'],
    ['12.50-', '-12.50'],
    ['1e3', '1000.00'],
    [3690, '3690.00'],
    [0.1 + 0.2, '0.30'],
    ['-', null],
    ['–', null],
    ['n/a', null],
    ['N/A', null],
    ['', null],
    [null, null],
  ],
  bad: [
    [{}, 'JSON_PARSER_ERROR'],
    [[1], 'JSON_PARSER_ERROR'],
    [true, 'JSON_PARSER_ERROR'],
    ['abc', 'JSON_PARSER_ERROR'],
    ['1,200.50', 'JSON_PARSER_ERROR'],
    ['1 GEL', 'JSON_PARSER_ERROR'],
    ['0x10', 'JSON_PARSER_ERROR'],
    ['NaN', 'JSON_PARSER_ERROR'],
    [Number.NaN, 'JSON_PARSER_ERROR'],
    [Number.POSITIVE_INFINITY, 'JSON_PARSER_ERROR'],
    [100000000, 'NUMBER_OUTSIDE_VALID_RANGE'],
    ['99999999.995', 'NUMBER_OUTSIDE_VALID_RANGE'],
    ['1e999999999999', 'NUMBER_OUTSIDE_VALID_RANGE'],
    [1e300, 'NUMBER_OUTSIDE_VALID_RANGE'],
    ['9'.repeat(100_000), 'NUMBER_OUTSIDE_VALID_RANGE'],
  ],
  badCells: [
    ['twelve', /"twelve" is not a number/],
    ['12 34', /make no sense/],
    ['1,23,456.00', /make no sense/],
    ['12.50.3', /make no sense/],
    ['12 GEL', /is not a number/],
    [true, /is not a number/],
    [new Date(0), /is not a number/],
    ['1'.repeat(200), /is not a number/],
  ],
  badCriteria: ['abc', ''],
  describe: {
    ...{ type: 'double', soapType: 'xsd:double', length: 0, byteLength: 0 },
    ...{ precision: 10, scale: 2, digits: 0 },
  },
  tsType: 'Decimal',
  changes: [
    ...DECIMAL_TYPES.flatMap(
      type =>
        [
          [{ type, precision: 10, scale: 2 }, 'safe'],
          [{ type, precision: 9, scale: 2 }, 'safe'],
          [{ type, precision: 10, scale: 3 }, 'convert'],
          [{ type, precision: 11, scale: 2 }, 'convert'],
        ] as const,
    ),
    [{ type: 'Text', length: 20 }, 'convert'],
    [{ type: 'Date' }, 'refuse'],
    [{ type: 'Checkbox' }, 'refuse'],
    [{ type: 'Lookup' }, 'refuse'],
  ],
}

const STATUS = pickValues(
  'Draft',
  { fullName: 'Hardware_Designer', label: 'Board maker' },
  { fullName: 'Old', isActive: false },
  'On-Hold',
  "It's",
)

const PICKLIST: TypeSamples = {
  ...TEXT,
  spec: specOf('Picklist', { values: STATUS, restricted: true }),
  values: [same('Draft'), same('Hardware_Designer'), same("It's")],
  criteria: ['DRAFT', 'hardware_designer', "IT'S"],
  inputs: [...BLANK_INPUTS, ['draft', 'Draft'], [' Draft ', 'Draft']],
  cells: [
    ['Hardware designer', 'Hardware_Designer'],
    ['HARDWARE_DESIGNER', 'Hardware_Designer'],
    [`hardware${NBSP}designer `, 'Hardware_Designer'],
    ['board  MAKER', 'Hardware_Designer'],
    ['on hold', 'On-Hold'],
    ['-', null],
    ['n/a', null],
    ['', null],
  ],
  bad: [
    [{ a: 1 }, 'JSON_PARSER_ERROR'],
    [['Draft'], 'JSON_PARSER_ERROR'],
    ['Nope', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['Old', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['Board maker', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['__proto__', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  ],
  badCells: [
    ['Drafty', /bad value for restricted picklist field: Drafty/],
    ['Old', /bad value for restricted picklist field: Old/],
  ],
  describe: { type: 'picklist', soapType: 'xsd:string', length: 255, byteLength: 765 },
  tsType: "'Draft' | 'Hardware_Designer' | 'Old' | 'On-Hold' | 'It\\'s'",
  changes: [
    ...TEXT_CHANGES,
    [{ type: 'Text', length: 20 }, 'convert'],
    [{ type: 'Picklist', values: STATUS, restricted: true }, 'safe'],
    [{ type: 'Picklist', values: STATUS.slice(1), restricted: true }, 'safe'],
    [{ type: 'Picklist', values: pickValues('Gone'), restricted: true }, 'convert'],
    [{ type: 'Picklist', values: STATUS, restricted: false }, 'convert'],
    [{ type: 'MultiselectPicklist' }, 'convert'],
  ],
}

const list = (input: unknown, ...value: readonly string[]): Sample => ({
  input,
  value,
  json: JSON.stringify(value.join(';')),
})

const MULTISELECT: TypeSamples = {
  ...PICKLIST,
  spec: specOf('MultiselectPicklist', { values: STATUS, restricted: true }),
  values: [list('Draft', 'Draft'), list("It's;draft", 'Draft', "It's"), list(['On-Hold'], 'On-Hold')],
  criteria: ['draft', "It's; DRAFT", 'on-hold'],
  inputs: [...BLANK_INPUTS, [';;', null], [[], null], ['Draft;Draft;', ['Draft']]],
  cells: [
    ["it's; draft", ['Draft', "It's"]],
    ['Board maker, Draft', ['Draft', 'Hardware_Designer']],
    ['-', null],
    [null, null],
  ],
  bad: [
    [{ a: 1 }, 'JSON_PARSER_ERROR'],
    [[1], 'JSON_PARSER_ERROR'],
    [true, 'JSON_PARSER_ERROR'],
    ['Draft;Nope', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['Draft;Old', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['x\u0000', 'INVALID_INPUT'],
    ['x'.repeat(5000), 'STRING_TOO_LONG'],
  ],
  badCells: [['Draft; Nope', /restricted picklist field: Nope/]],
  describe: { type: 'multipicklist', soapType: 'xsd:string', length: 4099, byteLength: 12_297 },
  tsType: "readonly ('Draft' | 'Hardware_Designer' | 'Old' | 'On-Hold' | 'It\\'s')[]",
  changes: [
    [{ type: 'Picklist' }, 'convert'],
    [{ type: 'MultiselectPicklist' }, 'convert'],
    [{ type: 'Text' }, 'refuse'],
  ],
}

const IDS = ['001000000000001AAA', '001000000000002AAA', '00100000000000aAAA'] as const

const REFERENCE: TypeSamples = {
  spec: specOf('Lookup', { referenceTo: ['Account', 'Contact'] }),
  values: [same(IDS[0]), { ...same(IDS[1]), input: IDS[1].slice(0, 15) }, same(IDS[2])],
  criteria: [IDS[0], IDS[1].slice(0, 15), IDS[2]],
  inputs: [...BLANK_INPUTS, [` ${IDS[0]} `, IDS[0]]],
  cells: [
    [IDS[0].slice(0, 15), IDS[0]],
    ['-', null],
    ['', null],
  ],
  bad: [
    ['abc', 'MALFORMED_ID'],
    ['00100000000000', 'MALFORMED_ID'],
    ["001'; DROP TABLE", 'MALFORMED_ID'],
    [1, 'JSON_PARSER_ERROR'],
    [{ Name: 'Acme' }, 'JSON_PARSER_ERROR'],
    [[], 'JSON_PARSER_ERROR'],
  ],
  badCells: [['Acme', /id value of incorrect type: Acme/]],
  badCriteria: ['Acme'],
  describe: { type: 'reference', soapType: 'tns:ID', length: 18, byteLength: 18 },
  tsType: 'string',
  changes: [
    [{ type: 'Lookup', referenceTo: ['account'] }, 'safe'],
    [{ type: 'Lookup', referenceTo: ['Account', 'Lead'] }, 'refuse'],
    [{ type: 'MasterDetail', referenceTo: ['Contact'] }, 'safe'],
    [{ type: 'Text', length: 18 }, 'refuse'],
  ],
}

const COMPUTED_INPUT: Pick<TypeSamples, 'inputs' | 'cells' | 'bad' | 'badCells'> = {
  inputs: [],
  cells: [],
  bad: [
    [1, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    [null, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
  ],
  badCells: [['1', /is computed/]],
}

/** One entry for each field type, by name. A type without one fails the suites. */
export const SAMPLES: Readonly<Record<string, TypeSamples>> = {
  AutoNumber: {
    ...TEXT,
    spec: specOf('AutoNumber', { displayFormat: 'OP-{0000}' }),
    values: [same('OP-0001'), same('OP-0002'), same('OP-9999')],
    criteria: ['op-0001', 'OP-0002', 'Op-9999'],
    inputs: BLANK_INPUTS,
    bad: BAD_TEXT,
    badCells: [[LONG, /max length=40/]],
    describe: { type: 'string', soapType: 'xsd:string', length: 30, byteLength: 90 },
    changes: [
      [{ type: 'Text', length: 30 }, 'safe'],
      [{ type: 'Text', length: 80 }, 'convert'],
      [{ type: 'Number' }, 'convert'],
    ],
  },
  Checkbox: {
    spec: specOf('Checkbox'),
    values: [
      { input: false, value: false, json: 'false' },
      { input: 'true', value: true, json: 'true' },
      { input: true, value: true, json: 'true' },
    ],
    criteria: ['FALSE', 'true', 'TRUE'],
    inputs: [
      [null, false],
      ['False', false],
    ],
    cells: [
      ['yes', true],
      ['No', false],
      [' X ', true],
      [1, true],
      [0, false],
      [true, true],
      ['TRUE', true],
      ['да', true],
      ['კი', true],
      ['არა', false],
      ['نعم', true],
      ['', false],
      [null, false],
      ['-', false],
    ],
    bad: [
      ['yes', 'JSON_PARSER_ERROR'],
      [1, 'JSON_PARSER_ERROR'],
      [{}, 'JSON_PARSER_ERROR'],
      [[], 'JSON_PARSER_ERROR'],
    ],
    badCells: [
      ['maybe', /neither yes nor no/],
      [2, /neither yes nor no/],
    ],
    badCriteria: ['1', ''],
    describe: { type: 'boolean', soapType: 'xsd:boolean', length: 0, byteLength: 0 },
    tsType: 'boolean',
    changes: [
      [{ type: 'Text', length: 5 }, 'convert'],
      [{ type: 'Number' }, 'convert'],
      [{ type: 'Date' }, 'refuse'],
    ],
  },
  Currency: {
    ...DECIMAL,
    spec: specOf('Currency', { precision: 10, scale: 2 }),
    cells: [
      ...DECIMAL.cells,
      ['1 200,50 GEL', '1200.50'],
      ['1`200 GEL', '1200.00'],
      [`19${NBSP}048,00${NBSP}ლარი`, '19048.00'],
      ['3,750.00 GEL', '3750.00'],
      ['€ 1.234,50', '1234.50'],
      ['-$5', '-5.00'],
      ['$-5', '-5.00'],
      ['USD 12.5', '12.50'],
      ['($1,000.00)', '-1000.00'],
      ['12,50 руб.', '12.50'],
      ['500₾', '500.00'],
    ],
    badCells: [
      ['3 million', /says "million"/],
      ['5k', /says "k"/],
      ['2,5 млн', /says "млн"/],
      ['12 or 13 GEL', /is not a number/],
      ['GEL', /is not a number/],
      ['12 34 GEL', /make no sense/],
      ['5 %', /is a percentage/],
    ],
    describe: { ...DECIMAL.describe, type: 'currency' },
  },
  Date: {
    spec: specOf('Date'),
    values: [same('1700-01-01'), same('2011-11-08'), same('4000-12-31')],
    criteria: ['1700-01-01', '2011-11-08', '4000-12-31'],
    inputs: [...BLANK_INPUTS, ['2012-02-29', '2012-02-29']],
    cells: [
      ['08.11.2011', '2011-11-08'],
      ['8.11.2011', '2011-11-08'],
      ['2011-11-08', '2011-11-08'],
      ['2011/11/8', '2011-11-08'],
      ['08/11/2011', '2011-11-08'],
      ['11/28/2011', '2011-11-28'],
      ['28-11-2011', '2011-11-28'],
      ['08.11.2011 13:00', '2011-11-08'],
      [new Date(Date.UTC(2011, 10, 8, 23, 59)), '2011-11-08'],
      [40855, '2011-11-08'],
      [40855.999, '2011-11-08'],
      [1, '1900-01-01'],
      ['-', null],
      ['', null],
      [null, null],
    ],
    bad: [
      ['2011-02-30', 'JSON_PARSER_ERROR'],
      ['2011-13-01', 'JSON_PARSER_ERROR'],
      ['2011-11-08T00:00:00Z', 'JSON_PARSER_ERROR'],
      ['08.11.2011', 'JSON_PARSER_ERROR'],
      ['1699-12-31', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
      ['4001-01-01', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
      [20111108, 'JSON_PARSER_ERROR'],
      [{}, 'JSON_PARSER_ERROR'],
    ],
    badCells: [
      ['31.02.2012', /impossible date: February 2012 has 29 days/],
      ['13/13/2012', /there is no month 13/],
      ['28.11.11', /is not a date/],
      ['soon', /is not a date/],
      [true, /is not a date/],
      [-5, /is not a date/],
      [new Date(Number.NaN), /is not a date/],
    ],
    badCriteria: ['yesterday', '2011-02-30'],
    describe: { type: 'date', soapType: 'xsd:date', length: 0, byteLength: 0 },
    tsType: 'string',
    changes: [
      [{ type: 'DateTime' }, 'convert'],
      [{ type: 'Text', length: 10 }, 'convert'],
      [{ type: 'Number' }, 'refuse'],
    ],
  },
  DateTime: {
    spec: specOf('DateTime'),
    values: [
      {
        input: '2011-11-08T13:00:00+04:00',
        value: '2011-11-08T09:00:00.000Z',
        json: '"2011-11-08T09:00:00.000+0000"',
      },
      {
        input: '2011-11-08T13:00:00.123+0400',
        value: '2011-11-08T09:00:00.123Z',
        json: '"2011-11-08T09:00:00.123+0000"',
      },
      {
        input: '2999-12-31T23:59Z',
        value: '2999-12-31T23:59:00.000Z',
        json: '"2999-12-31T23:59:00.000+0000"',
      },
    ],
    criteria: ['2011-11-08T09:00:00Z', '2011-11-08T12:30:00.123+03:30', '2999-12-31T23:59:00Z'],
    inputs: [
      ...BLANK_INPUTS,
      ['2011-11-08T13:00:00', '2011-11-08T09:00:00.000Z'],
      ['2011-11-08', '2011-11-07T20:00:00.000Z'],
      ['2011-11-08T13:00:00.1234567+04', '2011-11-08T09:00:00.123Z'],
    ],
    cells: [
      ['08.11.2011 13:00', '2011-11-08T09:00:00.000Z'],
      ['8.11.2011, 13:00:05', '2011-11-08T09:00:05.000Z'],
      ['2011-11-08 12:30', '2011-11-08T08:30:00.000Z'],
      ['2011-11-08T12:30:00Z', '2011-11-08T12:30:00.000Z'],
      ['2011-11-08T12:30:00.250+04:00', '2011-11-08T08:30:00.250Z'],
      ['11/8/2011 1:05 PM', '2011-08-11T09:05:00.000Z'],
      ['2011-11-08', '2011-11-07T20:00:00.000Z'],
      [new Date(Date.UTC(2011, 10, 8, 13)), '2011-11-08T09:00:00.000Z'],
      [new Date(Date.UTC(2011, 10, 8, 12, 59, 59, 997)), '2011-11-08T09:00:00.000Z'],
      [40855.5416666667, '2011-11-08T09:00:00.000Z'],
      ['n/a', null],
      [null, null],
    ],
    bad: [
      ['2011-11-08 13:00:00', 'JSON_PARSER_ERROR'],
      ['2011-11-08T25:00:00Z', 'JSON_PARSER_ERROR'],
      ['2011-02-30T00:00:00Z', 'JSON_PARSER_ERROR'],
      ['2011-11-08T13:00:00+99:00', 'JSON_PARSER_ERROR'],
      ['0001-01-01T00:00:00Z', 'INVALID_TYPE_ON_FIELD_IN_RECORD'],
      ['now', 'JSON_PARSER_ERROR'],
      [1320742800000, 'JSON_PARSER_ERROR'],
      [{}, 'JSON_PARSER_ERROR'],
    ],
    badCells: [
      ['31.02.2012 12:00', /impossible date: February 2012 has 29 days/],
      ['08.11.2011 24:30', /impossible time/],
      ['08.11.2011 13:00 PM', /impossible time/],
      ['tomorrow', /is not a date/],
    ],
    badCriteria: ['now'],
    describe: { type: 'datetime', soapType: 'xsd:dateTime', length: 0, byteLength: 0 },
    tsType: 'string',
    changes: [
      [{ type: 'Date' }, 'convert'],
      [{ type: 'Text', length: 40 }, 'convert'],
      [{ type: 'Checkbox' }, 'refuse'],
    ],
  },
  Email: {
    ...TEXT,
    spec: specOf('Email'),
    values: [same("a.b'c+d@example.co.uk"), same('Ж@пример.бг'), same('Zoe@x.io')].sort((a, b) =>
      a.json.localeCompare(b.json, 'und'),
    ) as unknown as TypeSamples['values'],
    criteria: ["A.B'C+D@EXAMPLE.CO.UK", 'zoe@X.IO', 'ж@ПРИМЕР.бг'],
    inputs: BLANK_INPUTS,
    cells: [
      ['mailto:a@b.ge', 'a@b.ge'],
      [' a@b.ge ', 'a@b.ge'],
    ],
    bad: [
      ...BAD_TEXT,
      ['a@b', 'INVALID_EMAIL_ADDRESS'],
      ['a b@c.de', 'INVALID_EMAIL_ADDRESS'],
      ['a..b@c.de', 'INVALID_EMAIL_ADDRESS'],
      ['.a@c.de', 'INVALID_EMAIL_ADDRESS'],
      ['@c.de', 'INVALID_EMAIL_ADDRESS'],
      ['a@-c.de', 'INVALID_EMAIL_ADDRESS'],
      [`${'a'.repeat(80)}@b.de`, 'STRING_TOO_LONG'],
    ],
    badCells: [['nobody', /invalid email address: nobody/]],
    describe: { type: 'email', soapType: 'xsd:string', length: 80, byteLength: 240 },
    changes: [
      [{ type: 'Text', length: 10 }, 'convert'],
      [{ type: 'Phone' }, 'refuse'],
    ],
  },
  Formula: {
    ...DECIMAL,
    ...COMPUTED_INPUT,
    spec: specOf('Currency', { precision: 10, scale: 2, formula: '1 + 1' }),
    describe: { ...DECIMAL.describe, type: 'currency' },
    changes: [
      [{ type: 'Currency' }, 'refuse'],
      [{ type: 'Text', formula: 'Name' }, 'safe'],
    ],
  },
  Html: {
    ...PARAGRAPHS,
    spec: specOf('Html', { length: 1000 }),
    values: [same('<b>a</b>'), same('<p style="color:red">b</p>'), same('plain &amp; simple')],
    inputs: [
      ...BLANK_INPUTS,
      ['<script>alert(1)</script><b>x</b>', '<b>x</b>'],
      ['<img src="x" onerror="alert(1)">', '<img src="x" />'],
      ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
      ['<iframe src="//evil"></iframe>', null],
      ['<p style="background:url(//evil);color:#fff">x</p>', '<p style="color:#fff">x</p>'],
      ['<svg onload=alert(1)>', null],
    ],
    cells: [
      ['1 < 2 & 3 > 2\nnext', '1 &lt; 2 &amp; 3 &gt; 2<br />next'],
      ['<b>x</b>', '<b>x</b>'],
      [null, null],
    ],
    bad: [
      [{ a: 1 }, 'JSON_PARSER_ERROR'],
      ['x'.repeat(1001), 'STRING_TOO_LONG'],
      ['x'.repeat(10_000), 'STRING_TOO_LONG'],
    ],
    badCells: [['x'.repeat(1001), /max length=1000/]],
    describe: {
      ...{ type: 'textarea', soapType: 'xsd:string', length: 1000, byteLength: 3000 },
      extraTypeInfo: 'richtextarea',
    },
    changes: [
      [{ type: 'Html' }, 'safe'],
      [{ type: 'LongTextArea' }, 'refuse'],
    ],
  },
  Id: {
    ...REFERENCE,
    spec: specOf('Id'),
    describe: { type: 'id', soapType: 'tns:ID', length: 18, byteLength: 18 },
    changes: [
      [{ type: 'Id' }, 'safe'],
      [{ type: 'Text' }, 'refuse'],
    ],
  },
  LongTextArea: {
    ...PARAGRAPHS,
    spec: specOf('LongTextArea', { length: 1000 }),
    bad: [...BAD_TEXT, ['x'.repeat(1001), 'STRING_TOO_LONG']],
    badCells: [['x'.repeat(1001), /max length=1000/]],
    describe: {
      ...{ type: 'textarea', soapType: 'xsd:string', length: 1000, byteLength: 3000 },
      extraTypeInfo: 'plaintextarea',
    },
    changes: [
      [{ type: 'Text', length: 255 }, 'safe'],
      [{ type: 'TextArea' }, 'safe'],
      [{ type: 'LongTextArea', length: 5000 }, 'convert'],
    ],
  },
  Lookup: REFERENCE,
  MasterDetail: {
    ...REFERENCE,
    spec: specOf('MasterDetail', { referenceTo: ['Account'] }),
    changes: [
      [{ type: 'Lookup', referenceTo: ['Account'] }, 'convert'],
      [{ type: 'MasterDetail', referenceTo: ['Account'] }, 'safe'],
      [{ type: 'Lookup', referenceTo: ['Contact'] }, 'refuse'],
      [{ type: 'Lookup', referenceTo: ['Account', 'Contact'] }, 'refuse'],
    ],
  },
  MultiselectPicklist: MULTISELECT,
  Number: DECIMAL,
  Percent: {
    ...DECIMAL,
    spec: specOf('Percent', { precision: 10, scale: 2 }),
    cells: [...DECIMAL.cells, ['12,5 %', '12.50'], ['12%', '12.00'], ['(5%)', '-5.00']],
    badCells: [['12 GEL', /is not a number/]],
    describe: { ...DECIMAL.describe, type: 'percent' },
  },
  Phone: {
    ...TEXT,
    spec: specOf('Phone'),
    values: [same('+995 32 2'), same('02'), same('ext. 5')],
    criteria: ['+995 32 2', '02', 'EXT. 5'],
    bad: [...BAD_TEXT, [LONG, 'STRING_TOO_LONG']],
    badCells: [[LONG, /max length=40/]],
    describe: { type: 'phone', soapType: 'xsd:string', length: 40, byteLength: 120 },
    changes: [
      [{ type: 'Text', length: 40 }, 'safe'],
      [{ type: 'Text', length: 41 }, 'convert'],
      [{ type: 'Lookup', referenceTo: ['Account'] }, 'safe'],
    ],
  },
  Picklist: PICKLIST,
  Summary: {
    ...DECIMAL,
    ...COMPUTED_INPUT,
    spec: specOf('Summary', {
      ...{ summaryOperation: 'sum', summarizedType: 'Currency', precision: 10, scale: 2 },
      ...{ summarizedField: 'y__c.z__c', summaryForeignKey: 'y__c.x__c' },
    }),
    describe: { ...DECIMAL.describe, type: 'currency', precision: 18 },
    changes: [
      [{ type: 'Currency', precision: 10, scale: 2 }, 'refuse'],
      [{ type: 'Summary', summaryOperation: 'count' }, 'safe'],
      [{ type: 'Summary', summaryOperation: 'max', summarizedType: 'Date' }, 'refuse'],
    ],
  },
  Text: TEXT,
  TextArea: PARAGRAPHS,
  Time: {
    spec: specOf('Time'),
    values: [
      { input: '00:00:00.000Z', value: '00:00:00.000', json: '"00:00:00.000Z"' },
      { input: '13:05', value: '13:05:00.000', json: '"13:05:00.000Z"' },
      { input: '23:59:59.999Z', value: '23:59:59.999', json: '"23:59:59.999Z"' },
    ],
    criteria: ['00:00:00', '13:05:00.000Z', '23:59:59.999Z'],
    inputs: BLANK_INPUTS,
    cells: [
      ['13:05', '13:05:00.000'],
      ['1:05 PM', '13:05:00.000'],
      ['12:00 am', '00:00:00.000'],
      [0.5, '12:00:00.000'],
      [new Date(Date.UTC(1899, 11, 30, 13, 5)), '13:05:00.000'],
      ['-', null],
      [null, null],
    ],
    bad: [
      ['24:00:00Z', 'JSON_PARSER_ERROR'],
      ['1:05', 'JSON_PARSER_ERROR'],
      ['13:60', 'JSON_PARSER_ERROR'],
      [1305, 'JSON_PARSER_ERROR'],
      [{}, 'JSON_PARSER_ERROR'],
    ],
    badCells: [
      ['25:00', /impossible time/],
      ['noon', /is not a time/],
      [2, /is not a time/],
    ],
    badCriteria: ['noon'],
    describe: { type: 'time', soapType: 'xsd:time', length: 0, byteLength: 0 },
    tsType: 'string',
    changes: [
      [{ type: 'DateTime' }, 'convert'],
      [{ type: 'Text', length: 10 }, 'convert'],
      [{ type: 'Date' }, 'refuse'],
    ],
  },
  Url: {
    ...TEXT,
    spec: specOf('Url'),
    values: [same('a.ge'), same('https://b.ge/?q=1&r="2"'), same('www.c.ge')],
    criteria: ['A.GE', 'HTTPS://b.ge/?q=1&r="2"', 'WWW.C.GE'],
    bad: [...BAD_TEXT, [LONG, 'STRING_TOO_LONG']],
    badCells: [[LONG, /max length=255/]],
    describe: { type: 'url', soapType: 'xsd:string', length: 255, byteLength: 765 },
    changes: [
      [{ type: 'Text', length: 255 }, 'safe'],
      [{ type: 'TextArea' }, 'convert'],
    ],
  },
}
