import { join } from 'node:path'

/** A file (or a sheet of one) that a demo loads. */
export interface DemoFile {
  /** What people call it: its file name or sheet. */
  readonly label: string
  readonly path: string
  readonly object: string
  /** Path of the mapping of its columns. */
  readonly mapping: string
  /** External id: a row that is stored already is changed, not added. */
  readonly upsert: string
}

export interface DemoSet {
  readonly title: string
  /** In the order in which they need each other. */
  readonly files: readonly DemoFile[]
  /** What comes once manufacturers are selected. */
  readonly laterFiles: readonly DemoFile[]
  /** SOQL pattern of the tender numbers: what else is in the org is left out of the tables. */
  readonly orderNumbers: string
  /** Dates in the files are taken there. */
  readonly timeZone: string
}

const FOLDER = join('manufaktura', 'data')
const OBJECTS = [
  { object: 'Account', kind: 'accounts', upsert: 'external_code__c' },
  { object: 'Order', kind: 'orders', upsert: 'external_id__c' },
  { object: 'order_proposal__c', kind: 'proposals', upsert: 'external_id__c' },
] as const
const CSV_FILES = { accounts: 'accounts.csv', orders: 'orders.csv', proposals: 'order_proposals.csv' }
const LATER = [
  { object: 'payment__c', kind: 'payments', name: 'payments.csv' },
  { object: 'manufacturing_stage__c', kind: 'stages', name: 'manufacturing_stages.csv' },
] as const
const SHEETS = { accounts: 'Accounts', orders: 'Orders', proposals: 'Proposals' }

/** The small set that comes with the package `manufaktura`. */
export function smallSet(metadataDir: string): DemoSet {
  const folder = join(metadataDir, FOLDER)
  return {
    title: 'A small marketplace: designers tender orders, manufacturers propose prices.',
    files: OBJECTS.map(({ object, kind, upsert }) => ({
      label: CSV_FILES[kind],
      path: join(folder, CSV_FILES[kind]),
      object,
      mapping: join(folder, 'mappings', `demo-${kind}.json`),
      upsert,
    })),
    laterFiles: LATER.map(({ object, kind, name }) => ({
      label: name,
      path: join(folder, name),
      object,
      mapping: join(folder, 'mappings', `demo-${kind}.json`),
      upsert: 'external_id__c',
    })),
    orderNumbers: 'DEMO-%',
    timeZone: 'Asia/Tbilisi',
  }
}

/** The workbook of the operations team: real tenders. */
export function workbookSet(metadataDir: string, from: string): DemoSet {
  return {
    title: 'Real tenders of 2011 and 2012, from the workbook of the operations team.',
    files: OBJECTS.map(({ object, kind, upsert }) => ({
      label: SHEETS[kind],
      path: join(from, 'orders.xlsx'),
      object,
      mapping: join(metadataDir, FOLDER, 'mappings', `workbook-${kind}.json`),
      upsert,
    })),
    laterFiles: [],
    orderNumbers: 'SPA%',
    timeZone: 'Asia/Tbilisi',
  }
}
