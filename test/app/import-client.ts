import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { ServerProcess } from '../support/server-process.ts'

export interface ImportCounts {
  readonly kind: string
  readonly saved?: number
  readonly created: number
  readonly already: number
  readonly rejected: number
}

export interface ImportOutcome {
  /** Rows that the server said are saved, those of earlier attempts included. */
  readonly acknowledged: number
  /** The last line of an import that came to its end. */
  readonly done?: ImportCounts
  /** Why it did not. */
  readonly error?: string
}

/** Imports a file as the command line does, and keeps account of what was acknowledged until the end, whatever that is. */
export async function importBoxes(
  { url, token }: Pick<ServerProcess, 'url' | 'token'>,
  csv: string,
  onProgress: () => void = () => undefined,
): Promise<ImportOutcome> {
  let acknowledged = 0
  let done: ImportCounts | undefined
  let error: string | undefined
  try {
    const response = await fetch(`${url}/services/atelier/import?object=box__c`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
      body: csv,
    })
    if (!response.ok) return { acknowledged, error: `${response.status} ${await response.text()}` }
    const lines = createInterface({ input: Readable.fromWeb(response.body as ReadableStream) })
    for await (const line of lines) {
      const event = JSON.parse(line) as ImportCounts
      if (event.kind === 'done') done = event
      if (event.kind === 'error' || event.kind === 'rejected') error = line
      if (event.kind !== 'progress' && event.kind !== 'done') continue
      acknowledged = event.created + event.already
      onProgress()
    }
  } catch (thrown) {
    error = String((thrown as { cause?: unknown }).cause ?? thrown)
  }
  return { acknowledged, ...(done && { done }), ...(error !== undefined && { error }) }
}
