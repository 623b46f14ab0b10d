import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath, pathToFileURL } from 'node:url'

export type WorkbookProcess = ChildProcessByStdio<Writable, Readable, null>

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/**
 * A process of its own for a workbook: libraries hold workbooks in memory, and one that is broken or needs more than
 * `heap` megabytes ends this process and not the server. A process that cannot be started looks like one that ended.
 */
export function startWorkbookProcess(script: URL, heap: number, args: readonly string[]): WorkbookProcess {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heap}`, '--import', LOADER, fileURLToPath(script), ...args],
    { stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: process.env.PATH, TZ: 'UTC' } },
  )
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  return child
}
