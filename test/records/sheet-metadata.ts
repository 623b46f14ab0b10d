import type { SourceFile } from '../../server/metadata/component.ts'
import { sourceFiles } from '../support/test-org.ts'

const text = { type: 'Text', length: 80 }
const values = (...names: readonly string[]) => ({
  restricted: true,
  valueSetDefinition: { value: names.map(fullName => ({ fullName })) },
})

/** One field of every type, by what the type is called. */
export const FIELDS: Readonly<Record<string, object>> = {
  AutoNumber: { displayFormat: 'G-{0000}' },
  Checkbox: {},
  Currency: { precision: 18, scale: 2 },
  Date: {},
  DateTime: {},
  Email: {},
  Formula: { type: 'Number', scale: 2, formula: 'Number__c * 2' },
  Html: { length: 1000 },
  LongTextArea: { length: 100_000 },
  Lookup: { referenceTo: 'client__c' },
  MasterDetail: { referenceTo: 'client__c', relationshipName: 'gadgets' },
  MultiselectPicklist: { valueSet: values('Red', 'Green', 'None') },
  Number: { precision: 18, scale: 4 },
  Percent: { precision: 9, scale: 3 },
  Phone: {},
  Picklist: { valueSet: values('New', 'In progress', 'N/A') },
  Summary: { summaryOperation: 'count', summaryForeignKey: 'part__c.gadget__c' },
  Text: { length: 255 },
  TextArea: {},
  Time: {},
  Url: {},
}

const OBJECTS: Readonly<
  Record<string, { readonly object?: object; readonly fields: Readonly<Record<string, object>> }>
> = {
  User: {
    object: {
      keyPrefix: '005',
      nameField: { fullName: 'Name', type: 'Text', label: 'Name', formula: 'FirstName & " " & LastName' },
    },
    fields: { FirstName: text, LastName: text, IsActive: { type: 'Checkbox' } },
  },
  RecordType: {
    object: { keyPrefix: '012' },
    fields: { DeveloperName: text, SobjectType: text, IsActive: { type: 'Checkbox' } },
  },
  client__c: {
    fields: {
      code__c: { ...text, unique: true, externalId: true },
      number__c: { type: 'Number', scale: 0, externalId: true },
      parent__c: { type: 'Lookup', referenceTo: 'client__c' },
    },
  },
  gadget__c: {
    fields: {
      key__c: { ...text, unique: true, externalId: true },
      ...Object.fromEntries(Object.entries(FIELDS).map(([type, keys]) => [`${type}__c`, { type, ...keys }])),
    },
  },
  part__c: { fields: { gadget__c: { type: 'Lookup', referenceTo: 'gadget__c' } } },
  sale__c: {
    object: { nameField: { type: 'AutoNumber', displayFormat: 'S-{0000}' } },
    fields: {
      number__c: { ...text, label: 'Sale Number', unique: true, externalId: true },
      client__c: { type: 'Lookup', label: 'Client', referenceTo: 'client__c' },
      amount__c: { type: 'Currency', precision: 18, scale: 2, label: 'Amount', required: true },
      sold__c: { type: 'Date', label: 'Sold On' },
      stage__c: { type: 'Picklist', label: 'Stage', valueSet: values('Open', 'Won') },
      note__c: { type: 'LongTextArea', label: 'Note', length: 1000 },
    },
  },
}

const FILES: Readonly<Record<string, object>> = {
  'objects/client__c/record-types/Buyer.json': { label: 'Buying client', default: true },
  'objects/client__c/record-types/Maker.json': { label: 'Maker' },
  'objects/sale__c/validation-rules/Amount_positive.json': {
    active: true,
    errorCondition: 'amount__c < 0',
    errorDisplayField: 'amount__c',
    errorMessage: 'Not below 0.',
  },
}

/** Clients, their sales, and gadgets with a field of every type. */
export function sheetMetadata(): readonly SourceFile[] {
  const files: Record<string, object> = { ...FILES }
  for (const [name, { object = {}, fields }] of Object.entries(OBJECTS)) {
    const label = name.replace(/__c$/, '').replace(/^./, letter => letter.toUpperCase())
    files[`objects/${name}/object.json`] = { label, pluralLabel: `${label}s`, ...object }
    for (const [field, keys] of Object.entries(fields)) {
      files[`objects/${name}/fields/${field}.json`] = { label: field.replace(/__c$/, ''), ...keys }
    }
  }
  // Only the package `standard` may have objects and fields without __c: this org has its own small one.
  return sourceFiles(files, 'standard')
}
