import { createReadStream, type ReadStream } from 'node:fs'
import type { Problem } from '../../../server/kernel/errors.ts'
import type { ImportEvent } from '../../../server/records/import/import-options.ts'
import type { Client } from '../client.ts'
import { refusal } from '../report.ts'

type Failed = { readonly kind: 'error'; readonly problems: readonly Problem[] }

export interface ImportRequest {
  readonly path: string
  /** Parameters of the URL, as the server's import takes them. */
  readonly parameters: URLSearchParams
  /** Told how many bytes of the file are sent, while it is. */
  readonly onSent?: (bytes: number) => void
}

/**
 * Sends the file and yields what becomes of it, up to `done`. Ends without it when the connection is lost or the signal
 * is given; refuses with what the server found wrong.
 */
export async function* requestImport(
  client: Client,
  { path, parameters, onSent }: ImportRequest,
): AsyncGenerator<ImportEvent> {
  const file = createReadStream(path)
  if (onSent) watchSending(file, onSent)
  try {
    const events = client.stream<ImportEvent | Failed>(
      `/services/atelier/import?${parameters}`,
      file,
      'application/octet-stream',
    )
    for await (const event of events) {
      if (event.kind === 'error') throw refusal(event.problems)
      yield event
    }
  } catch (error) {
    if (!client.signal.aborted) throw error
  } finally {
    file.destroy()
  }
}

function watchSending(file: ReadStream, onSent: (bytes: number) => void): void {
  const watching = setInterval(() => onSent(file.bytesRead), 100)
  file.once('close', () => clearInterval(watching))
}
