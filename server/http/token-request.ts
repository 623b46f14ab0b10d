import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import { toAnswer } from './error-handler.ts'
import { type Form, refusal } from './grant.ts'
import { sendValue } from './respond.ts'

const FORM = 'application/x-www-form-urlencoded'

const refuseOtherBodies: RequestHandler = (request, _response, next) => {
  const isOther = request.is(FORM) === false && request.headers['content-length'] !== '0'
  if (!isOther) return next()
  const type = request.headers['content-type'] ?? 'missing'
  throw new AtelierError('INVALID_INPUT', `the request must be sent as ${FORM}; its Content-Type is ${type}`)
}

export const readForm: readonly RequestHandler[] = [
  refuseOtherBodies,
  express.urlencoded({ extended: false, limit: '100kb' }),
]

/** What a token request says: in its body, its query, and its `Authorization: Basic` header. */
export function formOf(request: Request): Form {
  return { ...single(request.query), ...single(request.body), ...clientOf(request.headers.authorization) }
}

function single(fields: unknown): Form {
  if (fields === null || typeof fields !== 'object') return {}
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'string') throw new AtelierError('INVALID_INPUT', `"${name}" is given twice`)
  }
  return fields as Form
}

/** Client id and secret, as HTTP Basic with both of them form-encoded. */
function clientOf(authorization: string | undefined): Form {
  const encoded = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (!encoded) return {}
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  try {
    return { client_id: decodeURIComponent(id), client_secret: decodeURIComponent(secret.join(':')) }
  } catch {
    throw new AtelierError('INVALID_INPUT', 'the Authorization header cannot be read')
  }
}

/** What goes wrong on the way is told in OAuth's shape too. */
export const handleTokenError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const { status, problems } = toAnswer(error)
  const name = status === 503 ? 'temporarily_unavailable' : status < 500 ? 'invalid_request' : 'server_error'
  const { status: _, ...body } = refusal(name, problems[0]?.message ?? '')
  if (status === 503) response.setHeader('Retry-After', 2)
  sendValue(response, body, status)
}
