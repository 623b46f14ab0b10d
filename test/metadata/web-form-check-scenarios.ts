import type { CheckScenario } from './check-scenarios.ts'

const FOLDER = 'base/web-forms'
const form = (fields: readonly string[], more: object = {}): object => ({
  label: 'Bid',
  object: 'bid__c',
  fields: fields.map(field => ({ field })),
  ...more,
})

export const WEB_FORM_SCENARIOS: readonly CheckScenario[] = [
  {
    given: 'forms of an object, of a record type and with fields that are not there',
    files: {
      [`${FOLDER}/A.json`]: form(['price__c'], { object: 'bidd__c' }),
      [`${FOLDER}/B.json`]: form(['price__c'], { recordType: 'Big' }),
      [`${FOLDER}/C.json`]: form(['price__c', 'stat__c'], { values: { citty__c: 'Tbilisi' } }),
    },
    problems: [
      `${FOLDER}/A.json:3:13: There is no object "bidd__c". Did you mean "bid__c"? [web-form.unknown-object]`,
      `${FOLDER}/B.json:9:17: There is no record type "bid__c.Big". [web-form.unknown-record-type]`,
      `${FOLDER}/C.json:9:16: bid__c has no field "stat__c". Did you mean "state__c"? [web-form.unknown-field]`,
      `${FOLDER}/C.json:13:17: bid__c has no field "citty__c". [web-form.unknown-field]`,
    ],
  },
  {
    given: 'forms that strangers could learn from, that have a field twice, and that lack what is needed',
    files: {
      'base/objects/bid__c/fields/code__c.json': { label: 'Code', type: 'Text', unique: true },
      'base/objects/bid__c/fields/twice__c.json': { label: 'X', type: 'Number', formula: 'price__c * 2' },
      [`${FOLDER}/A.json`]: form(['price__c', 'maker__c', 'maker__r.city__c', 'code__c', 'twice__c']),
      [`${FOLDER}/B.json`]: form(['price__c', 'price__c']),
      [`${FOLDER}/C.json`]: form(['state__c']),
      [`${FOLDER}/D.json`]: form(['state__c'], { values: { price__c: 1 } }),
    },
    problems: [
      `${FOLDER}/A.json:9:16: maker__c is a lookup: a form for strangers would tell which records there are. [web-form.closed-field]`,
      `${FOLDER}/A.json:12:16: maker__r.city__c is a field of another record than the one that is made. [web-form.closed-field]`,
      `${FOLDER}/A.json:15:16: code__c is unique: a form for strangers would tell which values are taken. [web-form.closed-field]`,
      `${FOLDER}/A.json:18:16: twice__c is not set by people. [web-form.closed-field]`,
      `${FOLDER}/B.json:9:16: price__c is on the form twice. [web-form.duplicate]`,
      `${FOLDER}/C.json:4:13: bid__c.price__c is required, and the form does not set it. Put it among "fields" or "values". [web-form.missing-field]`,
    ],
  },
]
