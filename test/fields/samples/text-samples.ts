import { BLANK_INPUTS, LONG, NBSP, same, specOf, type TypeSamples } from './type-samples.ts'

const BAD_TEXT: TypeSamples['bad'] = [
  [{ a: 1 }, 'JSON_PARSER_ERROR'],
  [['a'], 'JSON_PARSER_ERROR'],
  [true, 'JSON_PARSER_ERROR'],
  ['a\u0000b', 'INVALID_INPUT'],
  ['half \ud83d a pair', 'INVALID_INPUT'],
]
export const TEXT_CHANGES: TypeSamples['changes'] = [
  [{ type: 'Number' }, 'convert'],
  [{ type: 'Date' }, 'convert'],
  [{ type: 'DateTime' }, 'convert'],
  [{ type: 'Checkbox' }, 'convert'],
  [{ type: 'Text', formula: 'Name' }, 'refuse'],
  [{ type: 'Summary' }, 'refuse'],
]

export const TEXT: TypeSamples = {
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
    [`  one  two \r\n\n  three${NBSP}four `, `one  two \r\n\n  three${NBSP}four`],
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

export const TEXT_SAMPLES: Readonly<Record<string, TypeSamples>> = {
  Text: TEXT,
  TextArea: PARAGRAPHS,
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
}
