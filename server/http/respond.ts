import type { Response } from 'express'
import { AtelierError, type Problem } from '../kernel/errors.ts'
import type { WriteResult } from '../records/write-request.ts'
import { compressBody, encodingFor, LEAST_COMPRESSED } from './compress-body.ts'

/** Answers are for the one who asked: nobody keeps them, nobody guesses at their type. */
export const PRIVATE_ANSWER = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const

const JSON_ANSWER = { 'Content-Type': 'application/json;charset=UTF-8', ...PRIVATE_ANSWER } as const

/** Characters of an answer that goes out together with its header, in one write. */
const SHORT = 65_536

/** Sends JSON text that is already put together; compressed, where the client takes that. */
export function sendJson(response: Response, json: string, status = 200): void {
  if (json.length >= LEAST_COMPRESSED && encodingFor(response.req) !== '') {
    sendCompressed(response, json, status).catch(error => response.destroy(error))
    return
  }
  const bytes = Buffer.byteLength(json)
  // Text of ASCII alone is the same in Latin-1, which is written without a look at each character.
  const body = json.length < SHORT ? json : Buffer.from(json)
  response.writeHead(status, { ...JSON_ANSWER, 'Content-Length': bytes })
  response.end(body, bytes === json.length ? 'latin1' : 'utf8')
}

async function sendCompressed(response: Response, json: string, status: number): Promise<void> {
  const isAscii = Buffer.byteLength(json) === json.length
  const made = compressBody(response.req, isAscii ? json : Buffer.from(json).toString('latin1'))
  const { body, encoding } = 'body' in made ? made : await made
  response.writeHead(status, {
    ...JSON_ANSWER,
    'Content-Length': body.length,
    'Content-Encoding': encoding,
    Vary: 'Accept-Encoding',
  })
  response.end(body)
}

export function sendValue(response: Response, value: unknown, status = 200): void {
  sendJson(response, JSON.stringify(value), status)
}

export function sendNothing(response: Response): void {
  response.writeHead(204)
  response.end()
}

/** Tells a script which page comes next: what it fetches it would follow, and never know that it was sent on. */
export function sendElsewhere(response: Response, address: string): void {
  const { pathname, search, hash } = new URL(address, 'http://localhost')
  response
    .set('HX-Redirect', pathname + search + hash)
    .status(204)
    .end()
}

/** An error of one record inside a list of results. */
function toStatusCode({ code, message, fields = [], versions }: Problem): object {
  return { statusCode: code, message, fields, ...(versions && { versions }) }
}

export function toSaveResult(result: WriteResult): Readonly<Record<string, unknown>> {
  const errors = result.errors.map(toStatusCode)
  return result.id === null
    ? { success: result.success, errors }
    : { id: result.id, success: result.success, errors }
}

export function toUpsertResult(result: WriteResult): Readonly<Record<string, unknown>> {
  return { ...toSaveResult(result), created: result.created }
}

export function notFound(): AtelierError {
  return new AtelierError('NOT_FOUND', 'The requested resource does not exist')
}
