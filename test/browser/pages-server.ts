import { metadataFiles, sourceFiles } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** An object with a field of every type that people set, beside the repository's own packages. */
const PROBE: Readonly<Record<string, object>> = {
  'objects/probe__c/object.json': {
    label: 'Probe',
    pluralLabel: 'Probes',
    nameField: { label: 'Probe Name', type: 'Text' },
    enableHistory: true,
  },
  ...fields({
    text__c: { type: 'Text', trackHistory: true },
    area__c: { type: 'TextArea' },
    long__c: { type: 'LongTextArea', length: 5000, visibleLines: 3 },
    rich__c: { type: 'Html', length: 5000, visibleLines: 3 },
    email__c: { type: 'Email' },
    phone__c: { type: 'Phone' },
    url__c: { type: 'Url' },
    number__c: { type: 'Number', precision: 18, scale: 3 },
    money__c: { type: 'Currency', precision: 18, scale: 2 },
    percent__c: { type: 'Percent', precision: 5, scale: 1 },
    check__c: { type: 'Checkbox', defaultValue: false },
    date__c: { type: 'Date' },
    moment__c: { type: 'DateTime' },
    time__c: { type: 'Time' },
    colour__c: { type: 'Picklist', valueSet: values('Red', 'Green', 'Blue') },
    shade__c: {
      type: 'Picklist',
      valueSet: {
        ...values('Scarlet', 'Ruby', 'Emerald', 'Any shade'),
        controllingField: 'colour__c',
        valueSettings: [
          { controllingFieldValue: ['Red'], valueName: 'Scarlet' },
          { controllingFieldValue: ['Red'], valueName: 'Ruby' },
          { controllingFieldValue: ['Green'], valueName: 'Emerald' },
          { controllingFieldValue: ['Red', 'Green', 'Blue'], valueName: 'Any shade' },
        ],
      },
    },
    sizes__c: { type: 'MultiselectPicklist', visibleLines: 3, valueSet: values('S', 'M', 'L') },
    account__c: { type: 'Lookup', referenceTo: 'Account', relationshipName: 'probes' },
    doubled__c: { type: 'Number', precision: 18, scale: 1, formula: { '*': [{ var: 'number__c' }, 2] } },
  }),
}

function fields(all: Readonly<Record<string, object>>): Readonly<Record<string, object>> {
  const entries = Object.entries(all).map(([name, field]) => {
    const label = name.replace('__c', '')
    return [
      `objects/probe__c/fields/${name}.json`,
      { label: label[0]?.toUpperCase() + label.slice(1), ...field },
    ]
  })
  return Object.fromEntries(entries)
}

function values(...names: readonly string[]): object {
  const value = names.map(fullName => ({ fullName, label: fullName }))
  return { restricted: false, valueSetDefinition: { value } }
}

const TYPES = [
  { type: 'Text' },
  { type: 'Number', precision: 18, scale: 2 },
  { type: 'Checkbox', defaultValue: false },
  { type: 'Date' },
  { type: 'Picklist', valueSet: values('Red', 'Green', 'Blue') },
]

/** An object with as many fields as few have. */
const WIDE_OBJECT: Readonly<Record<string, object>> = {
  'objects/wide__c/object.json': {
    label: 'Wide',
    pluralLabel: 'Wide ones',
    nameField: { label: 'Wide Name', type: 'Text' },
  },
  ...Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [
      `objects/wide__c/fields/field_${index}__c.json`,
      { label: `Field ${index}`, ...TYPES[index % TYPES.length] },
    ]),
  ),
}

/** One of its records, with a text in each fifth field. */
export const WIDE: Readonly<Record<string, string>> = {
  Name: 'Of many fields',
  ...Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`field_${index * 5}__c`, `Text ${index}`])),
}

let starting: Promise<TestServer> | undefined

/** One server for all tests in browsers. */
export function pagesServer(): Promise<TestServer> {
  starting ??= start()
  return starting
}

async function start(): Promise<TestServer> {
  const files = [
    ...(await metadataFiles()),
    ...sourceFiles({ ...PROBE, ...WIDE_OBJECT }, 'acme', ['standard']),
  ]
  const server = await startTestServer({ files })
  after(() => server.close())
  return server
}
