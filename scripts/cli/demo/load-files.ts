import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImportCounts, RejectedRow } from '../../../server/records/import/import-options.ts'
import type { Client } from '../client.ts'
import { requestImport } from '../import/request-import.ts'
import { CommandError } from '../report.ts'
import type { DemoFile } from './demo-set.ts'

export interface LoadedFile {
  readonly file: DemoFile
  readonly counts: ImportCounts
  readonly rejected: readonly RejectedRow[]
  readonly skipped: readonly { readonly row: number; readonly reason: string }[]
}

/** Imports files of a set one after the other, by the importer that everybody uses. */
export async function loadFiles(
  client: Client,
  files: readonly DemoFile[],
  timeZone: string,
  skipRules: readonly string[] = [],
): Promise<readonly LoadedFile[]> {
  const loaded: LoadedFile[] = []
  for (const file of files) {
    const ofOrders = file.object === 'Order' && { skipRules: skipRules.join() }
    const parameters = new URLSearchParams({
      object: file.object,
      fileName: basename(file.path),
      mapping: await readFile(file.mapping, 'utf8'),
      upsert: file.upsert,
      timeZone,
      ...ofOrders,
    })
    loaded.push(await loadFile(client, file, parameters))
  }
  return loaded
}

async function loadFile(client: Client, file: DemoFile, parameters: URLSearchParams): Promise<LoadedFile> {
  const rejected: RejectedRow[] = []
  const skipped: { row: number; reason: string }[] = []
  for await (const event of requestImport(client, { path: file.path, parameters })) {
    if (event.kind === 'rejected') rejected.push(event)
    else if (event.kind === 'skipped') skipped.push(event)
    else if (event.kind === 'done') return { file, counts: event, rejected, skipped }
  }
  throw new CommandError([`The server went away while ${file.label} was loaded. Run the demo again.`])
}
