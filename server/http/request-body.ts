import express, { type RequestHandler } from 'express'
import { parse as parseLossless } from 'lossless-json'
import { AtelierError } from '../kernel/errors.ts'

/** Salesforce takes 50 MB at most in one request. */
const LIMIT = '50mb'

/** A JSON number with more digits than binary floating point keeps. */
const LONG_NUMBER = /[\d.]{16,}/

const readText = express.text({ type: ['application/json', '+json', 'text/json'], limit: LIMIT })

/** Reads a JSON body into `request.body`; numbers too long for floating point stay decimal text. */
export const readJsonBody: RequestHandler[] = [
  readText,
  (request, _response, next) => {
    const type = request.headers['content-type']
    const isEmpty =
      request.headers['content-length'] === '0' || (!type && !request.headers['transfer-encoding'])
    if (typeof request.body === 'string') request.body = parseJson(request.body)
    else if (!isEmpty) throw unsupported(type)
    next()
  },
]

function unsupported(type: string | undefined): AtelierError {
  return new AtelierError(
    'UNSUPPORTED_MEDIA_TYPE',
    `The request's Content-Type must be application/json, not ${type ?? 'missing'}.`,
  )
}

function parseJson(text: string): unknown {
  try {
    return LONG_NUMBER.test(text) ? parseLossless(text, undefined, keepExact) : JSON.parse(text)
  } catch (cause) {
    throw new AtelierError('JSON_PARSER_ERROR', (cause as Error).message, undefined, { cause })
  }
}

function keepExact(digits: string): number | string {
  return digits.replace(/[-.]|e.*$/gi, '').length > 15 ? digits : Number(digits)
}

/** The body as an object, or a clear refusal. */
export function bodyObject(body: unknown): Readonly<Record<string, unknown>> {
  if (body !== null && typeof body === 'object' && !Array.isArray(body))
    return body as Record<string, unknown>
  throw new AtelierError('JSON_PARSER_ERROR', 'The body of the request must be a JSON object.')
}
