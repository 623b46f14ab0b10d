import type { Response } from 'express'
import { toAnswer } from './error-handler.ts'

type Send = (event: object) => void

/** Answers with one JSON value a line, each as it comes. An error before the first one is an ordinary answer. */
export async function sendEvents(response: Response, work: (send: Send) => Promise<void>): Promise<void> {
  const send: Send = event => {
    if (!response.headersSent)
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson;charset=UTF-8' })
    response.write(`${JSON.stringify(event)}\n`)
  }
  try {
    await work(send)
  } catch (error) {
    if (!response.headersSent) throw error
    // The status is sent already: the last line says what went wrong.
    const { status, problems } = toAnswer(error)
    send({ kind: 'error', status, problems })
  }
  response.end()
}
