import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Writes no faster than the stream is read; throws when nobody reads it any more. */
export function pacedWriter(output: Writable): (text: string) => Promise<void> {
  const closed = new AbortController()
  output.once('close', () => closed.abort())
  return async text => {
    if (!output.write(text)) await once(output, 'drain', { signal: closed.signal })
  }
}
