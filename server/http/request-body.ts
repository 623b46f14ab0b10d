import { isUtf8 } from 'node:buffer'
import { createRequire } from 'node:module'
import express, { type RequestHandler } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import { parseJson as parseStrictly } from '../metadata/parse-json.ts'
import { nestsDeeper } from './nesting.ts'

/** Salesforce takes 50 MB at most in one request. */
const LIMIT = '50mb'

/** What nests deeper is no request of ours, and would cost seconds and gigabytes to read. */
const MOST_LEVELS = 100

/** Where a JSON number may stand that has more digits than binary floating point keeps. */
const LONG_NUMBER = /[[:,\s-]\d[\d.]{15}/

/** Loaded with the first such number. */
const lossless = (): typeof import('lossless-json') => createRequire(import.meta.url)('lossless-json')

const readBytes = express.raw({ type: ['application/json', '+json', 'text/json'], limit: LIMIT })

/** Their bodies mean nothing and are left unread. */
export const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS'])

/**
 * Reads a JSON body into `request.body`; numbers too long for floating point stay decimal text. Undefined: there is
 * none.
 */
export const readJsonBody: RequestHandler = (request, response, next) => {
  if (WITHOUT_BODY.has(request.method)) return next()
  readBytes(request, response, (error?: unknown) => {
    if (error) return next(error)
    try {
      request.body = bodyOf(request.body, request.headers)
    } catch (refusal) {
      return next(refusal)
    }
    next()
  })
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

function bodyOf(bytes: unknown, headers: Headers): unknown {
  const type = headers['content-type'] as string | undefined
  if (!Buffer.isBuffer(bytes)) {
    const isEmpty = headers['content-length'] === '0' || (!type && !headers['transfer-encoding'])
    if (isEmpty) return undefined
    throw new AtelierError(
      'UNSUPPORTED_MEDIA_TYPE',
      `The request's Content-Type must be application/json; it is ${type ?? 'missing'}.`,
    )
  }
  return bytes.length === 0 ? undefined : parseJson(decodeText(bytes, type ?? ''))
}

/** JSON is UTF-8 (RFC 8259) unless the Content-Type says something else; what is neither is not guessed at. */
function decodeText(bytes: Buffer, type: string): string {
  const charset = /charset="?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8'
  if (/^utf-?8$/i.test(charset)) {
    if (!isUtf8(bytes)) throw unreadable('The body of the request is not valid UTF-8.')
    return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)
  }
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch {
    throw unreadable(`The body of the request cannot be read as ${charset}.`)
  }
}

/** JSON text of whoever sends it, or a clear refusal. */
export function parseJson(text: string): unknown {
  if (nestsDeeper(text, MOST_LEVELS)) {
    throw unreadable(`The body of the request nests more than ${MOST_LEVELS} levels deep.`)
  }
  try {
    return LONG_NUMBER.test(text) ? lossless().parse(text, undefined, LOSSLESS) : JSON.parse(text)
  } catch (cause) {
    throw unreadable(describeSyntax(text) ?? (cause as Error).message)
  }
}

/** What the first thing is that is no JSON, and where. */
function describeSyntax(text: string): string | undefined {
  const parsed = parseStrictly(text, 'body')
  const [problem] = 'problems' in parsed ? parsed.problems : []
  if (!problem?.position) return undefined
  const { line, column } = problem.position
  return `${problem.message} at [line:${line}, column:${column}]`
}

/** Of a key that is there twice, the last one counts, as in JSON.parse. */
const LOSSLESS = {
  parseNumber: keepExact,
  onDuplicateKey: ({ newValue }: { newValue: unknown }): unknown => newValue,
}

function keepExact(digits: string): number | string {
  return digits.replace(/[-.]|e.*$/gi, '').length > 15 ? digits : Number(digits)
}

function unreadable(message: string): AtelierError {
  return new AtelierError('JSON_PARSER_ERROR', message)
}

/** The body as an object, or a clear refusal. */
export function bodyObject(body: unknown): Readonly<Record<string, unknown>> {
  if (body !== null && typeof body === 'object' && !Array.isArray(body))
    return body as Record<string, unknown>
  throw unreadable('The body of the request must be a JSON object.')
}
