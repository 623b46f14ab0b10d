import type { CheckScenario } from './check-scenarios.ts'
import type { Files } from './compile-files.ts'

const BID = 'base/objects/bid__c'
const MAKER = 'base/objects/maker__c'

const field = (name: string, source: object, object = BID): Files => ({
  [`${object}/fields/${name}.json`]: { label: name, ...source },
})
const master = (name: string, to: string | readonly string[], object = BID, more: object = {}): Files =>
  field(name, { type: 'MasterDetail', referenceTo: to, ...more }, object)
const picklist = (valueSet: object, more: object = {}): object => ({ type: 'Picklist', valueSet, ...more })
const values = (...names: readonly string[]): object => ({ value: names.map(fullName => ({ fullName })) })

export const FIELD_SCENARIOS: readonly CheckScenario[] = [
  {
    given: 'auto-numbers with two numbers and with an unknown part',
    files: {
      ...field('a__c', { type: 'AutoNumber', displayFormat: 'A-{00}-{00}' }),
      ...field('b__c', { type: 'AutoNumber', displayFormat: 'B-{YEAR}-{0}' }),
      ...field('c__c', { type: 'AutoNumber', displayFormat: 'C-{YYYY}{MM}{DD}-{0000}' }),
      'base/objects/lot__c/object.json': {
        label: 'Lot',
        pluralLabel: 'Lots',
        nameField: { type: 'AutoNumber', displayFormat: 'L-{000}{HH}' },
      },
    },
    problems: [
      `${BID}/fields/a__c.json:4:20: "A-{00}-{00}" has 2 places for the number. Write it as OP-{0000}. [field.display-format]`,
      `${BID}/fields/b__c.json:4:20: "{YEAR}" is none of {0}, {YYYY}, {YY}, {MM}, {DD}; the number has at most 10 digits. Write it as OP-{0000}. [field.display-format]`,
      'base/objects/lot__c/object.json:6:22: "{HH}" is none of {0}, {YYYY}, {YY}, {MM}, {DD}; the number has at most 10 digits. Write it as OP-{0000}. [object.name-format]',
    ],
  },
  {
    given: 'lookups that could be emptied although they are required',
    files: {
      ...field('a__c', {
        type: 'Lookup',
        referenceTo: 'maker__c',
        required: true,
        deleteConstraint: 'SetNull',
      }),
      ...field('b__c', { type: 'Lookup', referenceTo: 'maker__c', required: true }),
      ...master('c__c', 'maker__c', BID, { deleteConstraint: 'SetNull' }),
    },
    problems: [
      `${BID}/fields/a__c.json:6:23: A required lookup cannot be emptied when the record looked up is deleted. Use "Restrict" or "Cascade". [lookup.set-null]`,
      `${BID}/fields/c__c.json:5:23: A detail has a master always, so it cannot be emptied when that is deleted. Use "Cascade" or "Restrict". [lookup.set-null]`,
    ],
  },
  {
    given: 'masters in a circle, of several objects, and too many of them',
    files: {
      ...master('a__c', ['maker__c', 'bid__c']),
      ...master('b__c', 'maker__c'),
      ...master('c__c', 'maker__c'),
      ...master('d__c', 'bid__c', MAKER),
    },
    problems: [
      `${BID}/fields/a__c.json:4:18: A detail has one master: name one object. [master-detail.one-object]`,
      `${BID}/fields/b__c.json:4:18: Masters and details form a circle: bid__c → maker__c → bid__c. [master-detail.cycle]`,
      `${BID}/fields/c__c.json:1:1: bid__c has 3 masters; an object has at most 2: a__c, b__c, c__c. Use a Lookup. [master-detail.too-many]`,
      `${BID}/fields/c__c.json:4:18: Masters and details form a circle: bid__c → maker__c → bid__c. [master-detail.cycle]`,
      `${MAKER}/fields/d__c.json:4:18: Masters and details form a circle: maker__c → bid__c → maker__c. [master-detail.cycle]`,
    ],
  },
  {
    given: 'history of fields whose object keeps none',
    files: {
      ...field('a__c', { type: 'Text', trackHistory: true }),
      'base/objects/lot__c/object.json': {
        label: 'Lot',
        pluralLabel: 'Lots',
        nameField: { type: 'Text', trackHistory: true },
      },
      'base/objects/lot__c/fields/a__c.json': { label: 'A', type: 'Text', trackHistory: false },
    },
    problems: [
      `${BID}/fields/a__c.json:4:19: bid__c keeps no history of its fields. Write "enableHistory": true in its object.json. [field.history-off]`,
      'base/objects/lot__c/object.json:6:21: lot__c keeps no history of its fields. Write "enableHistory": true in its object.json. [field.history-off]',
    ],
  },
  {
    given: 'default values that the field would refuse',
    files: {
      ...field('a__c', { type: 'Text', length: 3, defaultValue: { cat: ['abcd'] } }),
      ...field(
        'b__c',
        picklist({ restricted: true, valueSetDefinition: values('High') }, { defaultValue: { cat: 'Hgih' } }),
      ),
      ...field('c__c', { type: 'Number', precision: 3, scale: 0, defaultValue: 1000 }),
      ...field('d__c', { type: 'Email', defaultValue: '"nobody"' }),
      ...field('e__c', { type: 'Email', defaultValue: '"a@example.com"' }),
      ...field('f__c', { type: 'Text', length: 3, defaultValue: 'LEFT(Name, 9)' }),
    },
    problems: [
      `${BID}/fields/a__c.json:5:19: a__c: data value too large: abcd (max length=3) [field.default-value]`,
      `${BID}/fields/b__c.json:14:19: b__c: bad value for restricted picklist field: Hgih Allowed: High. [field.default-value]`,
      `${BID}/fields/c__c.json:6:19: c__c: value outside of valid range on numeric field: 1000 At most 3 digits may stand before the decimal point. [field.default-value]`,
      `${BID}/fields/d__c.json:4:19: d__c: invalid email address: nobody [field.default-value]`,
    ],
  },
  {
    given: 'two ways to say the default of a picklist, and an inactive one',
    files: {
      ...field(
        'a__c',
        picklist(
          { valueSetDefinition: { value: [{ fullName: 'A', default: true }, { fullName: 'B' }] } },
          { defaultValue: '"B"' },
        ),
      ),
      ...field(
        'b__c',
        picklist({ valueSetDefinition: { value: [{ fullName: 'A', default: true, isActive: false }] } }),
      ),
    },
    problems: [
      `${BID}/fields/a__c.json:17:19: The value "A" is the default already. Remove "defaultValue", or "default" of the value. [field.two-defaults]`,
      `${BID}/fields/b__c.json:9:22: The value "A" is the default, but not active. [value-set.inactive-default]`,
    ],
  },
  {
    given: 'a picklist that depends on what is not there',
    files: field(
      'a__c',
      picklist({
        controllingField: 'state__c',
        valueSetDefinition: values('A', 'B'),
        valueSettings: [
          { controllingFieldValue: ['Open', 'Los'], valueName: 'A' },
          { controllingFieldValue: ['Won'], valueName: 'C' },
        ],
      }),
    ),
    problems: [
      `${BID}/fields/a__c.json:20:11: "Los" is not a value of state__c. Did you mean "Lost"? [field.value-settings]`,
      `${BID}/fields/a__c.json:28:22: "C" is not a value of a__c. Values: A, B. [field.value-settings]`,
    ],
  },
  {
    given: 'values for a controlling field that is not named, and for a checkbox',
    files: {
      ...field('a__c', { type: 'Checkbox' }),
      ...field(
        'b__c',
        picklist({
          valueSetDefinition: values('A'),
          valueSettings: [{ controllingFieldValue: ['Open'], valueName: 'A' }],
        }),
      ),
      ...field(
        'c__c',
        picklist({
          controllingField: 'a__c',
          valueSetDefinition: values('A'),
          valueSettings: [{ controllingFieldValue: ['checked', 'maybe'], valueName: 'A' }],
        }),
      ),
      ...field('d__c', picklist({ controllingField: 'd__c', valueSetDefinition: values('A') })),
    },
    problems: [
      `${BID}/fields/b__c.json:12:22: "valueSettings" needs a "controllingField". [field.value-settings]`,
      `${BID}/fields/c__c.json:17:11: "maybe" is not a value of a__c. Values: unchecked, checked. [field.value-settings]`,
      `${BID}/fields/d__c.json:5:25: A picklist does not control itself. [field.controlling-field]`,
    ],
  },
  {
    given: 'picklists that control each other, and fields that control none',
    files: {
      ...field('a__c', picklist({ controllingField: 'c__c', valueSetDefinition: values('A') })),
      ...field('b__c', picklist({ controllingField: 'a__c', valueSetDefinition: values('A') })),
      ...field('c__c', picklist({ controllingField: 'b__c', valueSetDefinition: values('A') })),
      ...field('d__c', picklist({ controllingField: 'a__c', valueSetDefinition: values('A') })),
      ...field('e__c', {
        type: 'MultiselectPicklist',
        visibleLines: 3,
        valueSet: { controllingField: 'f__c', valueSetDefinition: values('A') },
      }),
      ...field('f__c', { type: 'Checkbox', formula: 'ISBLANK(TEXT(state__c))' }),
      ...field('g__c', picklist({ controllingField: 'e__c', valueSetDefinition: values('A') })),
    },
    problems: [
      `${BID}/fields/a__c.json:5:25: Picklists control each other in a circle: a__c → c__c → b__c → a__c. [field.controlling-cycle]`,
      `${BID}/fields/b__c.json:5:25: Picklists control each other in a circle: b__c → a__c → c__c → b__c. [field.controlling-cycle]`,
      `${BID}/fields/c__c.json:5:25: Picklists control each other in a circle: c__c → b__c → a__c → c__c. [field.controlling-cycle]`,
      `${BID}/fields/e__c.json:6:25: bid__c.f__c is computed, which controls no picklist. [field.controlling-field]`,
      `${BID}/fields/g__c.json:5:25: bid__c.e__c is MultiselectPicklist, which controls no picklist. [field.controlling-field]`,
    ],
  },
  {
    given: 'a summary whose values would change by themselves',
    files: {
      ...field('late__c', {
        type: 'Number',
        formula: 'IF(state__c = "Open", TODAY() - DATE(2026, 1, 1), 0)',
      }),
      ...field(
        'a__c',
        {
          type: 'Summary',
          summaryOperation: 'sum',
          summarizedField: 'bid__c.late__c',
          summaryForeignKey: 'bid__c.maker__c',
        },
        MAKER,
      ),
      ...field(
        'b__c',
        {
          type: 'Summary',
          summaryOperation: 'count',
          summaryForeignKey: 'bid__c.maker__c',
          summaryFilter: { '>': [{ var: 'CreatedDate' }, { now: [] }] },
        },
        MAKER,
      ),
    },
    problems: [
      `${MAKER}/fields/a__c.json:5:22: bid__c.late__c changes with the clock or the user: a summary of it would soon be wrong. [summary.type]`,
      `${MAKER}/fields/b__c.json:6:20: The filter of a summary asks neither the clock nor the user: it would soon count wrong. [summary.filter]`,
    ],
  },
  {
    given: 'two fields that were the same one',
    files: {
      ...field('a__c', { type: 'Text', formerly: ['old__c'] }),
      ...field('b__c', { type: 'Text', formerly: ['older__c', 'OLD__c'] }),
      ...field('c__c', { type: 'Text', formerly: ['c__c'] }),
    },
    problems: [
      `${BID}/fields/b__c.json:6:5: bid__c.a__c was called OLD__c already; only one can take its values. [name.formerly]`,
      `${BID}/fields/c__c.json:5:5: c__c is its name now. [name.formerly]`,
    ],
  },
  {
    given: 'a number with more decimals than digits, and a value with a semicolon',
    files: {
      ...field('a__c', { type: 'Number', precision: 3, scale: 4 }),
      ...field('b__c', picklist({ valueSetDefinition: values('A;B') })),
    },
    problems: [
      `${BID}/fields/a__c.json:5:12: A number of 3 digits cannot have 4 of them after the point. [field.scale]`,
      `${BID}/fields/b__c.json:8:23: The value "A;B" may not hold ";" nor begin or end with a space. [value-set.value]`,
    ],
  },
  {
    given: 'lookup filters over two objects, and of a combination that makes no sense',
    files: {
      ...field('a__c', {
        type: 'Lookup',
        referenceTo: ['maker__c', 'bid__c'],
        lookupFilter: { filter: true },
      }),
      ...field('b__c', {
        type: 'Lookup',
        referenceTo: 'maker__c',
        lookupFilter: {
          filterItems: [{ field: 'city__c', operation: 'equals', value: 'Tbilisi' }],
          booleanFilter: '1 OR',
        },
      }),
    },
    problems: [
      `${BID}/fields/a__c.json:8:19: A lookup filter is for a lookup of one object. [lookup.filter]`,
      `${BID}/fields/b__c.json:13:22: "1 OR" is not a combination of the filters 1 to 1, at its end. [lookup.filter]`,
    ],
  },
  {
    given: 'default values that follow nothing, themselves, and a field of a parent',
    files: {
      ...field('a__c', { type: 'Text', defaultValue: '"x"', defaultFollows: 'stat__c' }),
      ...field('b__c', { type: 'Text', defaultFollows: 'state__c' }),
      ...field('c__c', { type: 'Text', defaultValue: '"x"', defaultFollows: 'c__c' }),
      ...field('d__c', { type: 'Text', defaultValue: '"x"', defaultFollows: 'maker__r.city__c' }),
    },
    problems: [
      `${BID}/fields/a__c.json:5:21: bid__c has no field "stat__c". Did you mean "state__c"? [field.default-follows]`,
      `${BID}/fields/b__c.json:4:21: There is no "defaultValue" that could follow. [field.default-follows]`,
      `${BID}/fields/c__c.json:5:21: A field does not follow itself. [field.default-follows]`,
      `${BID}/fields/d__c.json:5:21: maker__r.city__c is not stored in bid__c: nobody changes it there. [field.default-follows]`,
    ],
  },
  {
    given: 'amounts whose currency is said by nothing, by no picklist, by another object and by words',
    files: {
      ...field('a__c', { type: 'Currency', currencyField: 'monney__c' }),
      ...field('b__c', { type: 'Currency', currencyField: 'a__c' }),
      ...field('c__c', { type: 'Currency', currencyField: 'maker__r.city__c' }),
      ...field('d__c', { type: 'Currency', currencyField: 'state__c' }),
      ...field('e__c', { type: 'Currency', currencyField: 'MONEY__c' }),
      ...field('money__c', picklist({ valueSetDefinition: values('GEL', 'EUR') })),
    },
    problems: [
      `${BID}/fields/a__c.json:4:20: bid__c has no field "monney__c". Did you mean "money__c"? [field.currency-field]`,
      `${BID}/fields/b__c.json:4:20: a__c is no picklist of bid__c, so that it says no currency. [field.currency-field]`,
      `${BID}/fields/c__c.json:4:20: maker__r.city__c is no picklist of bid__c, so that it says no currency. [field.currency-field]`,
      `${BID}/fields/d__c.json:4:20: state__c has the value "Open", which is no currency code. Its values are codes of ISO 4217, e.g. EUR. [field.currency-field]`,
    ],
  },
]
