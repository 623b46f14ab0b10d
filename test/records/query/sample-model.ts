import type { FieldSpec } from '../../../server/fields/field-spec.ts'
import { fieldTypeFor } from '../../../server/fields/registry.ts'
import type {
  ChildRelationshipModel,
  FieldModel,
  ObjectModel,
  OrgModel,
} from '../../../server/metadata/org-model.ts'
import { childRelationshipName, parentRelationshipName } from '../../../server/metadata/resolve-path.ts'

/** `Name: 'Text'`, or a field with more. */
type SampleField = string | (Partial<FieldSpec> & { type: string })
export type SampleObjects = Readonly<
  Record<string, { readonly prefix: string; readonly fields: Readonly<Record<string, SampleField>> }>
>

const SYSTEM: Readonly<Record<string, SampleField>> = {
  Id: 'Id',
  CreatedDate: 'DateTime',
  OwnerId: { type: 'Lookup', referenceTo: ['User', 'Group'] },
  IsDeleted: 'Checkbox',
}

/** An org model of a few objects, put together by hand. */
export function sampleModel(objects: SampleObjects): OrgModel {
  const models = Object.entries(objects).map(([name, { prefix, fields }]) =>
    sampleObject(name, prefix, { ...SYSTEM, ...fields }),
  )
  linkChildren(models)
  return {
    version: 1,
    hash: '',
    packages: [],
    objects: new Map(models.map(object => [object.name.toLowerCase(), object])),
    objectsByPrefix: new Map(models.map(object => [object.keyPrefix, object])),
    profiles: new Map(),
    permissionSets: new Map(),
    apps: new Map(),
    jobs: new Map(),
    hooks: new Map(),
    parts: new Map(),
    references: [],
  }
}

function sampleObject(
  name: string,
  keyPrefix: string,
  fields: Readonly<Record<string, SampleField>>,
): ObjectModel {
  const fieldList = Object.entries(fields).map(([field, spec]) => sampleField(name, field, spec))
  const parents = fieldList.filter(field => field.referenceTo)
  return {
    name,
    label: name,
    pluralLabel: `${name}s`,
    package: 'sample',
    custom: name.endsWith('__c'),
    keyPrefix,
    table: name.toLowerCase(),
    fields: new Map(fieldList.map(field => [field.name.toLowerCase(), field])),
    fieldList,
    nameField: fieldList.find(field => field.name === 'Name') as FieldModel,
    parents: new Map(parents.map(field => [parentRelationshipName(field.name).toLowerCase(), field])),
    children: new Map(),
    childList: [],
    recordTypes: new Map(),
    validationRules: [],
    listViews: new Map(),
    layouts: new Map(),
    feedsSummaries: [],
    sharing: { internal: 'ReadWrite', external: 'Private' },
    sharingRules: [],
    sharingSets: [],
    enableHistory: false,
    enableReports: false,
    enableActivities: false,
    enableNotes: false,
    enableSearch: false,
    searchColumns: [],
    enableFeeds: false,
  }
}

function sampleField(object: string, name: string, field: SampleField): FieldModel {
  const given = typeof field === 'string' ? { type: field } : field
  const spec: Omit<FieldModel, 'fieldType'> = {
    object,
    name,
    label: name,
    required: false,
    unique: false,
    externalId: false,
    caseSensitive: false,
    trackHistory: false,
    column: name.toLowerCase(),
    custom: name.endsWith('__c'),
    system: name in SYSTEM,
    createable: true,
    updateable: true,
    ...given,
  }
  return { ...spec, fieldType: fieldTypeFor(spec) }
}

function linkChildren(models: readonly ObjectModel[]): void {
  for (const child of models) {
    for (const field of child.fieldList.filter(candidate => candidate.relationshipName)) {
      const parent = models.find(candidate => candidate.name === field.referenceTo?.[0])
      const name = childRelationshipName(field.name, field.relationshipName as string)
      const children = parent?.children as Map<string, ChildRelationshipModel> | undefined
      const relationship = { name, object: child.name, field: field.name }
      children?.set(name.toLowerCase(), relationship)
      ;(parent?.childList as ChildRelationshipModel[] | undefined)?.push(relationship)
    }
  }
}

export const SAMPLE = sampleModel({
  User: { prefix: '005', fields: { Name: 'Text' } },
  Group: { prefix: '00G', fields: { Name: 'Text' } },
  Account: {
    prefix: '001',
    fields: { Name: 'Text', Industry: 'Picklist', ParentId: { type: 'Lookup', referenceTo: ['Account'] } },
  },
  Order: {
    prefix: '801',
    fields: {
      Name: 'Text',
      Code__c: { type: 'Text', caseSensitive: true },
      Status: {
        type: 'Picklist',
        values: [
          { fullName: 'DRAFT', label: 'Draft', default: true, isActive: true },
          { fullName: 'DONE', label: 'Finished', default: false, isActive: true },
        ],
      },
      EffectiveDate: 'Date',
      At__c: 'DateTime',
      Clock__c: 'Time',
      Amount__c: { type: 'Currency', precision: 18, scale: 2 },
      Urgent__c: 'Checkbox',
      Tags__c: 'MultiselectPicklist',
      Notes__c: 'LongTextArea',
      AccountId: { type: 'Lookup', referenceTo: ['Account'], relationshipName: 'Orders' },
    },
  },
  order_proposal__c: {
    prefix: 'a00',
    fields: {
      Name: 'Text',
      price__c: { type: 'Currency', precision: 18, scale: 2 },
      order__c: { type: 'Lookup', referenceTo: ['Order'], relationshipName: 'order_proposals' },
      manufacturer__c: { type: 'Lookup', referenceTo: ['Account'], relationshipName: 'bids' },
    },
  },
})
