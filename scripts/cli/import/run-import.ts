import type { Client } from '../client.ts'
import { withServer } from '../connect.ts'
import { findObject } from '../find-object.ts'
import { createProgress } from '../progress.ts'
import { type FileNames, fileNames } from './file-names.ts'
import { type Followed, followImport, type MappingEvent } from './follow-import.ts'
import { type ImportFlags, importParameters } from './import-flags.ts'
import { checkInputFile } from './input-file.ts'
import { type FoundMapping, findMapping, saveMapping } from './mapping-file.ts'
import { printCounts, printMapping, printRejected, printSkipped } from './print-import.ts'
import { requestImport } from './request-import.ts'
import { endedEarly, rejectedRows } from './tell-import.ts'

interface Job {
  readonly client: Client
  readonly path: string
  readonly object: string
  readonly flags: ImportFlags
}

export async function runImport(path: string, flags: ImportFlags): Promise<void> {
  const size = await checkInputFile(path)
  await withServer(async ({ client }) => {
    const object = await findObject(client, flags.object)
    const job = { client, path, object, flags }
    const names = fileNames(path, object, flags.sheet)
    const mapping = await findMapping(names.mapping, flags.map)
    report(job, await follow(job, size, names, mapping), mapping)
  })
}

function follow(
  { client, path, object, flags }: Job,
  size: number,
  names: FileNames,
  found: FoundMapping | undefined,
): Promise<Followed> {
  const progress = createProgress()
  const parameters = importParameters(path, object, flags, found?.mapping)
  const onSent = (bytes: number): void => progress.show('sent', bytes / size)
  const onMapping = async (event: MappingEvent): Promise<void> => {
    progress.clear()
    printMapping(object, event, found?.path)
    if (!found) await saveMapping(names.mapping, event)
  }
  return followImport(requestImport(client, { path, parameters, onSent }), names, progress, onMapping)
}

function report({ client, flags }: Job, followed: Followed, mapping: FoundMapping | undefined): void {
  const { end, skipped } = followed
  if (!end) throw endedEarly(followed, flags, mapping, client.signal)
  const { counts, rejections } = end
  printCounts(counts, flags.dryRun === true)
  printSkipped(skipped, counts)
  if (counts.rejected === 0) return
  printRejected(rejections, counts)
  throw rejectedRows(counts, rejections, flags)
}
