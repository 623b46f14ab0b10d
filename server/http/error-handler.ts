import type { ErrorRequestHandler, Response } from 'express'
import { AtelierError, type Problem } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import { sendJson } from './respond.ts'
import { RequestProblems } from './single-result.ts'

const RETRY_AFTER_SECONDS = 2

/** Every error of every route ends here, in Salesforce's shape. */
export const handleError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error)
  const known = toAnswer(error)
  if (known.status === 503) response.setHeader('Retry-After', RETRY_AFTER_SECONDS)
  if (known.status === 401) response.setHeader('WWW-Authenticate', 'Bearer')
  sendProblems(response, known.status, known.problems)
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

/** Errors of the body reader: too large, broken encoding, client gone. */
function fromBodyReader(error: unknown): { status: number; problems: readonly Problem[] } | undefined {
  const { status, message, type } = Object(error) as { status?: number; message?: string; type?: string }
  if (type === 'entity.too.large') {
    return new AtelierError('REQUEST_TOO_LARGE', 'The request is larger than 50 MB. Send it in parts.')
  }
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined
  const code = status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'INVALID_INPUT'
  return { status, problems: [{ code, message: message ?? 'The request cannot be read.' }] }
}

function unexpected(): AtelierError {
  return new AtelierError(
    'UNKNOWN_EXCEPTION',
    'An unexpected error occurred. It has been written to the log.',
  )
}

/** Salesforce's three keys, and what helps to put it right. */
function toApiError({ message, code, fields, position, hint, versions }: Problem): object {
  return {
    message,
    errorCode: code,
    ...(fields && { fields }),
    ...(position && { position }),
    ...(hint && { hint }),
    ...(versions && { versions }),
  }
}

function sendProblems(response: Response, status: number, problems: readonly Problem[]): void {
  sendJson(response, JSON.stringify(problems.map(toApiError)), status)
}
