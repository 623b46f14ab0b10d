import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { showPath } from '../../../server/kernel/show-path.ts'
import { withServer } from '../connect.ts'
import { findObject } from '../find-object.ts'
import { createProgress, type Progress } from '../progress.ts'
import { CommandError, Interrupted } from '../report.ts'
import { note } from '../terminal.ts'
import { countOf } from '../words.ts'
import { countRecords } from './count-records.ts'
import { checkExportFlags, type ExportFlags, exportParameters } from './export-flags.ts'

export async function runExport(flags: ExportFlags): Promise<void> {
  checkExportFlags(flags)
  if (flags.to !== undefined) await checkTarget(flags.to)
  await withServer(async ({ client }) => {
    const object = flags.object && (await findObject(client, flags.object))
    const parameters = exportParameters({ ...flags, ...(object && { object }) })
    const records = await client.download(`/services/atelier/export?${parameters}`)
    const write = flags.to === undefined ? writeOutput(records) : writeFile(records, flags.to)
    await write.catch(error => {
      throw describeBreak(error, flags.to, client.signal)
    })
  })
}

async function checkTarget(path: string): Promise<void> {
  if ((await stat(path).catch(() => undefined))?.isDirectory())
    throw new CommandError([`${showPath(path)} is a folder: name a file in it.`])
  const folder = dirname(path)
  if (!(await stat(folder).catch(() => undefined)))
    throw new CommandError([`There is no folder ${showPath(folder)}.`])
}

async function writeOutput(records: Readable): Promise<void> {
  // On the terminal the records themselves show how far it is.
  const progress = createProgress(!process.stdout.isTTY)
  await pipeline(records, withoutMark, watch(progress), process.stdout, { end: false })
  progress.clear()
}

/** The file is there when it is whole, or not at all. */
async function writeFile(records: Readable, path: string): Promise<void> {
  const part = `${path}.${process.pid}.part`
  const progress = createProgress()
  const count = countRecords()
  try {
    await pipeline(records, watch(progress, count.take), createWriteStream(part))
    await rename(part, path)
  } finally {
    progress.clear()
    await rm(part, { force: true })
  }
  const what = /\.csv$/i.test(path) ? countOf(count.records, 'record') : 'The records'
  note(`${what} written to ${showPath(path)}.`)
}

type Transform = (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>

function watch(progress: Progress, take?: (part: Buffer) => void): Transform {
  return async function* (source) {
    let bytes = 0
    for await (const part of source) {
      take?.(part)
      bytes += part.length
      progress.show(`${(bytes / 1_000_000).toFixed(1)} MB`)
      yield part
    }
  }
}

const MARK = Buffer.from('\ufeff')

/** Programs that read the output take the byte order mark, which spreadsheets need, for a part of the first name. */
async function* withoutMark(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true
  for await (const part of source) {
    yield isFirst && part.subarray(0, MARK.length).equals(MARK) ? part.subarray(MARK.length) : part
    isFirst = false
  }
}

function describeBreak(error: unknown, path: string | undefined, signal: AbortSignal): unknown {
  const rest =
    path === undefined
      ? 'What was written is not all.'
      : `${showPath(path)} is as it was: nothing was written.`
  if (signal.aborted) return new Interrupted(['Interrupted.', rest])
  if (!(error instanceof TypeError)) return error
  return new CommandError(['The server went away, or could not read on.', rest])
}
