import type { ErrorRequestHandler, Response } from 'express'
import { AtelierError, type Problem, problemOf } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import { emit } from '../kernel/observe.ts'
import { sendJson } from './respond.ts'
import { RequestProblems } from './single-result.ts'

const RETRY_AFTER_SECONDS = 2

/** Every error of every route ends here, in Salesforce's shape. */
export const handleError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  if (response.closed || isClientGone(error)) return void response.destroy()
  if (response.headersSent) return breakOff(response, error)
  const known = toAnswer(error)
  if (known.status === 503) response.setHeader('Retry-After', RETRY_AFTER_SECONDS)
  if (known.status === 401) response.setHeader('WWW-Authenticate', 'Bearer')
  sendProblems(response, known.status, known.problems)
}

/** What is sent cannot be taken back: the answer ends in the middle, and nobody takes it for a whole one. */
function breakOff(response: Response, error: unknown): void {
  emit('warning', { message: 'An answer broke off.', error })
  response.destroy()
}

/** It went away while it sent its request or took its answer: there is nobody to tell, and nothing to put right. */
export function isClientGone(error: unknown): boolean {
  const { code, message } = Object(error) as { code?: string; message?: string }
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || (code === 'ECONNRESET' && message === 'aborted')
}

/** The status and problems that an error is answered with; what nobody foresaw goes to the log. */
export function toAnswer(error: unknown): { status: number; problems: readonly Problem[] } {
  if (error instanceof AtelierError && error.status < 500) return error
  if (error instanceof RequestProblems) return error
  if (error instanceof AtelierError && error.status === 503) return error
  const refusal = fromBodyReader(error)
  if (!refusal) emit('warning', { message: 'A request failed.', error })
  return refusal ?? unexpected()
}

interface BodyReaderError {
  readonly status?: number
  readonly message?: string
  readonly type?: string
  /** Bytes. */
  readonly limit?: number
}

const MEGABYTE = 1024 * 1024

/** Errors of the body reader: too large, broken encoding, client gone. */
function fromBodyReader(error: unknown): { status: number; problems: readonly Problem[] } | undefined {
  const { status, message, type, limit = 0 } = Object(error) as BodyReaderError
  if (type === 'entity.too.large') {
    const most = limit < MEGABYTE ? `${limit / 1024} KB` : `${limit / MEGABYTE} MB`
    return new AtelierError(
      'REQUEST_TOO_LARGE',
      say('The request is larger than {most}. Send it in parts.', { most }),
    )
  }
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined
  const code = status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'INVALID_INPUT'
  return { status, problems: [problemOf(code, message ?? say('The request cannot be read.'))] }
}

function unexpected(): AtelierError {
  return new AtelierError(
    'UNKNOWN_EXCEPTION',
    say('An unexpected error occurred. It has been written to the log.'),
  )
}

/** Salesforce's three keys, and what helps to put it right. */
function toApiError({ message, code, fields, path, position, places, hint, versions }: Problem): object {
  return {
    message,
    errorCode: code,
    ...(fields && { fields }),
    // A pointer into what was sent; names in queries are in the message.
    ...(path?.startsWith('/') && { path }),
    ...(position && { position }),
    ...(places && { places }),
    ...(hint && { hint }),
    ...(versions && { versions }),
  }
}

function sendProblems(response: Response, status: number, problems: readonly Problem[]): void {
  sendJson(response, JSON.stringify(problems.map(toApiError)), status)
}
