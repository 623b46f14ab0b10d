import type { Request, RequestHandler, Response } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import { accessInOrg } from '../org/access-in-org.ts'
import type { Org, Session } from '../org/session.ts'
import { type FoundSession, findSession } from '../org/sessions.ts'
import type { HttpDependencies } from './dependencies.ts'

const OTHER_SCOPE = 'The token was not given for this: its scopes say what it opens.'
const SCHEME = /^(?:Bearer|OAuth) +(\S+)$/i

/**
 * Puts the session of the request's bearer token where handlers find it, or answers 401. A token that is bound to
 * scopes takes `api`, or one of those that are given here; else the answer is 403.
 */
export function authenticate(dependencies: HttpDependencies, ...scopes: readonly string[]): RequestHandler {
  return async (request, response, next) => {
    const org = requestOrg(dependencies, request)
    const token = SCHEME.exec(request.headers.authorization ?? '')?.[1]
    const found = token && (await findSession(org, token))
    if (!found) throw new AtelierError('INVALID_SESSION_ID', 'Session expired or invalid')
    const { principal } = found
    if (found.scopes && !['full', 'api', ...scopes].some(scope => found.scopes?.includes(scope))) {
      throw new AtelierError('INSUFFICIENT_ACCESS_OR_READONLY', OTHER_SCOPE)
    }
    response.locals.login = found
    response.locals.session = Object.freeze({
      org,
      principal,
      access: accessInOrg(org, principal),
    }) satisfies Session
    next()
  }
}

/** The org that the request's host name stands for. */
export function requestOrg(dependencies: HttpDependencies, request: Request): Org {
  const org = dependencies.orgs.find(request.headers.host ?? '')
  if (!org) throw new AtelierError('NOT_FOUND', `No org answers at the host "${request.headers.host}".`)
  return org
}

export function sessionOf(response: Response): Session {
  return response.locals.session as Session
}

/** What the request's token stands for. */
export function loginOf(response: Response): FoundSession {
  return response.locals.login as FoundSession
}
