import { besideStandard } from '../support/test-org.ts'

const FIELDS = 'objects/box__c/fields'

/** Shelves that count and weigh their boxes: a small org in which a half save would show. */
export const SHELF_FILES = {
  'objects/shelf__c/object.json': { label: 'Shelf', pluralLabel: 'Shelves' },
  'objects/shelf__c/fields/boxes__c.json': {
    label: 'Boxes',
    type: 'Summary',
    summaryOperation: 'count',
    summaryForeignKey: 'box__c.shelf__c',
  },
  'objects/shelf__c/fields/weight__c.json': {
    label: 'Weight',
    type: 'Summary',
    summaryOperation: 'sum',
    summarizedField: 'box__c.weight__c',
    summaryForeignKey: 'box__c.shelf__c',
  },
  'objects/box__c/object.json': {
    label: 'Box',
    pluralLabel: 'Boxes',
    sharingModel: 'ControlledByParent',
    enableHistory: true,
  },
  [`${FIELDS}/shelf__c.json`]: {
    label: 'Shelf',
    type: 'MasterDetail',
    referenceTo: 'shelf__c',
    relationshipName: 'Boxes',
  },
  [`${FIELDS}/code__c.json`]: { label: 'Code', type: 'Text', length: 40, unique: true, externalId: true },
  [`${FIELDS}/weight__c.json`]: {
    label: 'Weight',
    type: 'Number',
    precision: 12,
    scale: 2,
    required: true,
    trackHistory: true,
  },
}

export const shelfFiles = (more: Readonly<Record<string, object | string>> = {}) =>
  besideStandard({ ...SHELF_FILES, ...more })

/** A CSV file of `count` boxes on the shelves A to E; the codes of no two files are equal. */
export function boxesCsv(file: string, count: number): string {
  const rows = Array.from(
    { length: count },
    (_, index) => `${file} ${index},${'ABCDE'[index % 5]},${(index % 97) + 0.25},${file}-${index}`,
  )
  return ['Name,Shelf,Weight,Code', ...rows].join('\n')
}
