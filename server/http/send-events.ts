import type { Response } from 'express'
import { isClientGone, toAnswer } from './error-handler.ts'

/** Resolves when the client can take more. */
type Send = (event: object) => Promise<void>

/** Milliseconds of silence after which clients and proxies may take a connection for dead. */
const SILENCE = 20_000

/**
 * Answers with one JSON value a line, each as it comes, and blank lines while there is none. An error before the first
 * line is an ordinary answer.
 */
export async function sendEvents(response: Response, work: (send: Send) => Promise<void>): Promise<void> {
  const write = async (line: string): Promise<void> => {
    if (response.closed) return
    if (!response.headersSent)
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson;charset=UTF-8' })
    beat.refresh()
    let isFull = false
    const flushed = new Promise<void>(resolve => {
      isFull = !response.write(line, () => resolve())
    })
    if (isFull) await flushed
  }
  const beat = setInterval(() => void write('\n'), SILENCE)
  const send: Send = event => write(`${JSON.stringify(event)}\n`)
  try {
    await work(send)
  } catch (error) {
    if (!response.headersSent || isClientGone(error)) throw error
    // The status is sent already: the last line says what went wrong.
    const { status, problems } = toAnswer(error)
    await send({ kind: 'error', status, problems })
  } finally {
    clearInterval(beat)
  }
  response.end()
}
