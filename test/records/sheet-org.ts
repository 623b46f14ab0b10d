import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Session } from '../../server/org/session.ts'
import type { ExportOptions } from '../../server/records/export/export-options.ts'
import { exportRecords } from '../../server/records/export/export-records.ts'
import { type HookPort, noHooks } from '../../server/records/hooks.ts'
import { importFile } from '../../server/records/import/import-file.ts'
import type {
  ImportCounts,
  ImportEvent,
  ImportOptions,
  RejectedRow,
} from '../../server/records/import/import-options.ts'
import { readJson } from '../../server/records/read.ts'
import { write } from '../../server/records/write.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { sheetMetadata } from './sheet-metadata.ts'

export type Values = Readonly<Record<string, unknown>>
type EventOf<Kind extends ImportEvent['kind']> = Extract<ImportEvent, { kind: Kind }>

/** What became of an import. */
export interface Imported {
  readonly events: readonly ImportEvent[]
  readonly mapping: EventOf<'mapping'>
  readonly counts: ImportCounts
  readonly rejected: readonly RejectedRow[]
  /** `5: The row is blank.` */
  readonly skipped: readonly string[]
}

export interface SheetOrg extends TestOrg {
  import(
    file: string | Uint8Array | readonly string[],
    options: Partial<ImportOptions> & { readonly object: string },
    more?: { readonly session?: Session; readonly hooks?: HookPort },
  ): Promise<Imported>
  export(options: Partial<ExportOptions>, session?: Session): Promise<Buffer>
  /** Saves records that must be right; their ids. */
  make(object: string, ...records: readonly Values[]): Promise<readonly string[]>
  /** The records of a query without their attributes. */
  query(soql: string): Promise<readonly Values[]>
  /** Deletes all records of the object for good, and what is known of earlier imports. */
  empty(object: string): Promise<void>
}

export async function openSheetOrg(timeZone = 'Asia/Tbilisi'): Promise<SheetOrg> {
  const test = await createTestOrg(sheetMetadata(), { timeZone })
  const { org, session } = test
  return {
    ...test,
    import: async (file, options, { session: asked = session, hooks = noHooks } = {}) => {
      const bytes =
        file instanceof Uint8Array ? file : Buffer.from(typeof file === 'string' ? file : lines(file))
      return collect(importFile(asked, Readable.from([bytes]), { fileName: 'file', ...options }, hooks))
    },
    export: async (options, asked = session) =>
      buffer(await exportRecords(asked, { format: 'csv', ...options })),
    make: async (object, ...records) => {
      const results = await write(session, { object, operation: 'insert', records, allOrNone: true }, noHooks)
      if (results.some(({ id }) => id === null)) throw new Error(JSON.stringify(results))
      return results.map(({ id }) => id as string)
    },
    query: async soql => {
      const { records } = JSON.parse(await readJson(session, soql, { version: '60.0' }))
      return (records as Values[]).map(({ attributes: _, ...record }) => record)
    },
    empty: async object => {
      for (const table of [object.toLowerCase(), '_import', '_import_batch'])
        await org.database.run({ text: `DELETE FROM "${org.schema}"."${table}"`, values: [] })
    },
  }
}

/** A text file of the lines. */
export function lines(texts: readonly string[]): string {
  return texts.map(text => `${text}\n`).join('')
}

/** Reads the events to their end. */
export async function collect(events: AsyncIterable<ImportEvent>): Promise<Imported> {
  const all: ImportEvent[] = []
  for await (const event of events) all.push(event)
  const of = <Kind extends ImportEvent['kind']>(kind: Kind) =>
    all.filter((event): event is EventOf<Kind> => event.kind === kind)
  const { kind: _, dryRun: __, milliseconds: ___, ...counts } = of('done')[0] as EventOf<'done'>
  return {
    events: all,
    mapping: of('mapping')[0] as EventOf<'mapping'>,
    counts,
    rejected: of('rejected'),
    skipped: of('skipped').map(({ row, reason }) => `${row}: ${reason}`),
  }
}

/** The error that the work ends with. */
export async function errorOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => {
      throw new Error('It went through.')
    },
    (error: Error) => error,
  )
}
