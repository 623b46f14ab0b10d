import { expect } from 'chai'
import { type Files, problemsOf } from './compile-files.ts'

const FIELD = 'base/objects/bid__c/fields/x__c.json'
const RULE = 'base/objects/bid__c/validation-rules/R.json'

interface Scenario {
  readonly given: string
  readonly files: Files
  readonly problems: readonly string[]
}

const field = (text: string): Files => ({ [FIELD]: text })

const SCENARIOS: readonly Scenario[] = [
  {
    given: 'a comma too many',
    files: field('{\n  "label": "X",\n  "type": "Checkbox",\n}'),
    problems: [
      `${FIELD}:4:1: A name in double quotes is expected here (is there a comma too many before it?). [json.syntax]`,
    ],
  },
  {
    given: 'a missing comma',
    files: field('{\n  "label": "X"\n  "type": "Checkbox"\n}'),
    problems: [`${FIELD}:3:3: A comma is expected here. [json.syntax]`],
  },
  {
    given: 'a text without its end',
    files: field('{\n  "label": "X,\n  "type": "Checkbox"\n}'),
    problems: [
      `${FIELD}:2:12: The text that starts here has no closing double quote on its line. [json.syntax]`,
    ],
  },
  {
    given: 'a file that ends too early',
    files: field('{\n  "label": "X"'),
    problems: [`${FIELD}:2:15: A closing } is expected here. [json.syntax]`],
  },
  {
    given: 'an empty file',
    files: field(''),
    problems: [`${FIELD}:1:1: A value is expected here. [json.syntax]`],
  },
  {
    given: 'an empty file that a translation names: it is told once, where it is',
    files: {
      ...field(''),
      'base/translations/pl.json': {
        label: 'Polski',
        objects: { bid__c: { fields: { x__c: { label: 'X' } } } },
      },
    },
    problems: [`${FIELD}:1:1: A value is expected here. [json.syntax]`],
  },
  {
    given: 'a comment',
    files: field('{\n  // why\n  "label": "X", "type": "Checkbox"\n}'),
    problems: [`${FIELD}:2:3: JSON has no comments; say it in "description". [json.syntax]`],
  },
  {
    given: 'brackets nested a million deep',
    files: field('['.repeat(900_000)),
    problems: [`${FIELD}:1:1: The JSON is nested too deeply. [json.syntax]`],
  },
  {
    given: 'two keys twice',
    files: field('{\n  "label": "X",\n  "type": "Checkbox",\n  "label": "Y",\n  "type": "Text"\n}'),
    problems: [
      `${FIELD}:4:3: "label" is here twice. [json.duplicate-key]`,
      `${FIELD}:5:3: "type" is here twice. [json.duplicate-key]`,
    ],
  },
  {
    given: 'a mistyped key',
    files: field('{\n  "label": "X",\n  "type": "Checkbox",\n  "requird": true\n}'),
    problems: [
      `${FIELD}:4:3: "requird" is not a key of a Checkbox field. Did you mean "required"? [schema.unknown-key]`,
    ],
  },
  {
    given: 'a mistyped key that must be there',
    files: field('{\n  "labl": "X",\n  "type": "Picklist",\n  "valuSet": {}\n}'),
    problems: [
      `${FIELD}:2:3: "labl" is not a key of a Picklist field. Did you mean "label"? [schema.unknown-key]`,
      `${FIELD}:4:3: "valuSet" is not a key of a Picklist field. Did you mean "valueSet"? [schema.unknown-key]`,
    ],
  },
  {
    given: 'a key of another type',
    files: field('{ "label": "X", "type": "Date",\n  "displayFormat": "{0}" }'),
    problems: [
      `${FIELD}:2:3: "displayFormat" is not a key of a Date field. Valid keys: label, type, description, inlineHelpText, required, unique, defaultFollows, trackHistory, trackTrending, trackFeedHistory, encryptionScheme, formerly, defaultValue. [schema.unknown-key]`,
    ],
  },
  {
    given: 'a mistyped type',
    files: field('{\n  "label": "X",\n  "type": "Curency"\n}'),
    problems: [
      `${FIELD}:3:11: "Curency" is not a valid value of "type". Did you mean "Currency"? [schema.unknown-value]`,
    ],
  },
  {
    given: 'keys that the type cannot have, as true',
    files: {
      [FIELD]: '{ "label": "X", "type": "Checkbox",\n"required": true,\n"unique": true }',
      'base/objects/bid__c/fields/y__c.json':
        '{ "label": "Y", "type": "LongTextArea",\n"externalId": true,\n"caseSensitive": true }',
      'base/objects/bid__c/fields/z__c.json':
        '{ "label": "Z", "type": "Text", "formula": "Name",\n"unique": true, "trackHistory": true }',
    },
    problems: [
      `${FIELD}:2:13: true is not a valid value of "required". A Checkbox always has a value: true or false. [schema.unknown-value]`,
      `${FIELD}:3:11: true is not a valid value of "unique". A Checkbox cannot be unique: it has two values only. [schema.unknown-value]`,
      'base/objects/bid__c/fields/y__c.json:2:15: true is not a valid value of "externalId". An external id is of type Text, Number, Email or AutoNumber. [schema.unknown-value]',
      'base/objects/bid__c/fields/y__c.json:3:18: true is not a valid value of "caseSensitive". Only texts are compared by case. [schema.unknown-value]',
      'base/objects/bid__c/fields/z__c.json:2:11: true is not a valid value of "unique". A value that is computed cannot be unique. [schema.unknown-value]',
      'base/objects/bid__c/fields/z__c.json:2:33: true is not a valid value of "trackHistory". A formula keeps no history: it is computed when it is read. [schema.unknown-value]',
    ],
  },
  {
    given: 'the same keys as false, as conversions from XML write them',
    files: {
      [FIELD]:
        '{ "label": "X", "type": "Checkbox", "required": false, "unique": false, "externalId": false, "caseSensitive": false }',
    },
    problems: [],
  },
  {
    given: 'filter items with an operation that is not there',
    files: {
      'base/objects/maker__c/fields/n__c.json': {
        label: 'N',
        type: 'Summary',
        summaryOperation: 'count',
        summaryForeignKey: 'bid__c.maker__c',
        summaryFilterItems: [{ field: 'bid__c.price__c', operation: 'greatrThan', value: '5' }],
      },
    },
    problems: [
      'base/objects/maker__c/fields/n__c.json:9:20: "greatrThan" is not a valid value of "operation". Did you mean "greaterThan"? [schema.unknown-value]',
    ],
  },
  {
    given: 'several things wrong at once',
    files: field('{\n  "type": "Text",\n  "length": "long",\n  "unique": "yes",\n  "lenght": 3\n}'),
    problems: [
      `${FIELD}:1:1: "label" is missing in a Text field. [schema.missing-key]`,
      `${FIELD}:3:13: "length" must be a whole number, not "long". [schema.type]`,
      `${FIELD}:4:13: "unique" must be true or false, not "yes". [schema.type]`,
      `${FIELD}:5:3: "lenght" is not a key of a Text field. Did you mean "length"? [schema.unknown-key]`,
    ],
  },
  {
    given: 'no type',
    files: field('{ "label": "X" }'),
    problems: [`${FIELD}:1:1: "type" is missing in a field. [schema.missing-key]`],
  },
  {
    given: 'an array instead of an object',
    files: field('[]'),
    problems: [`${FIELD}:1:1: A field must be an object { … }, not []. [schema.type]`],
  },
  {
    given: 'a file of 10 MB',
    files: field(`{ "label": "${'x'.repeat(10_000_000)}" }`),
    problems: [
      `${FIELD}:1:1: The file is 10.0 MB; a metadata file has at most 1 MB. Records belong in data/ and are imported. [source.too-large]`,
    ],
  },
  {
    given: 'a mistyped folder',
    files: { 'base/objects/bid__c/feilds/x__c.json': '{}' },
    problems: [
      'base/objects/bid__c/feilds/x__c.json:1:1: No metadata is expected in this place. Did you mean "fields"? [source.unknown-file]',
    ],
  },
  {
    given: 'problems in several files',
    files: { ...field('{'), [RULE]: '{ "errorMessage": "No" }' },
    problems: [
      `${FIELD}:1:2: A closing } is expected here. [json.syntax]`,
      `${RULE}:1:1: "errorCondition" or "errorConditionFormula" is missing in a validation rule. [schema.missing-key]`,
    ],
  },
  {
    given: 'a condition written twice',
    files: { [RULE]: '{\n"errorMessage": "No",\n"errorCondition": true,\n"errorConditionFormula": "TRUE" }' },
    problems: [
      `${RULE}:1:1: Only one of "errorCondition" and "errorConditionFormula" may be in a validation rule. [schema.excluding-keys]`,
    ],
  },
  {
    given: 'a broken file that others use',
    files: {
      ...field('{'),
      [RULE]: {
        errorCondition: { '==': [{ var: 'x__c' }, 1] },
        errorMessage: 'No',
        errorDisplayField: 'x__c',
      },
    },
    problems: [`${FIELD}:1:2: A closing } is expected here. [json.syntax]`],
  },
]

describe('Problems of single metadata files', () => {
  for (const { given, files, problems } of SCENARIOS) {
    it(`given ${given}, tells what is wrong and where`, async () => {
      expect(await problemsOf(files)).to.deep.equal(problems)
    })
  }

  it('takes $schema in every file', async () => {
    const files = field(
      '{ "$schema": "../../../../../.atelier/schemas/field.json", "label": "X", "type": "Date" }',
    )
    expect(await problemsOf(files)).to.deep.equal([])
  })
})
