import type { RequestHandler } from 'express'
import { AtelierError } from '../kernel/errors.ts'

/** Put after the handlers of a path: says which methods it has when another one is asked for. */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  const allowed = (methods.includes('GET') ? ['HEAD', ...methods] : methods).join(', ')
  return (request, response) => {
    response.setHeader('Allow', allowed)
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    throw new AtelierError(
      'METHOD_NOT_ALLOWED',
      `HTTP Method '${request.method}' not allowed. Allowed are ${allowed}`,
    )
  }
}
