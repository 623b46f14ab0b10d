import { TEXT, TEXT_CHANGES } from './text-samples.ts'
import {
  BLANK_INPUTS,
  NBSP,
  pickValues,
  type Sample,
  same,
  specOf,
  type TypeSamples,
} from './type-samples.ts'

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

export const PICKLIST_SAMPLES: Readonly<Record<string, TypeSamples>> = {
  Picklist: PICKLIST,
  MultiselectPicklist: MULTISELECT,
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
}
