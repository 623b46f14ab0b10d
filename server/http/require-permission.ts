import type { NextFunction, RequestHandler, Response } from 'express'
import type { SystemPermission } from '../access/holders.ts'
import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import { loginOf, sessionOf } from './authenticate.ts'

/** Goes in front of a handler, whatever the parameters of its path are. */
type Guard = (request: unknown, response: Response, next: NextFunction) => void

/** Lets only users with the system permission on. */
export function requirePermission(permission: SystemPermission): Guard {
  return (_request, response, next) => {
    if (sessionOf(response).access.may(permission)) return next()
    throw new AtelierError(
      'INSUFFICIENT_ACCESS_OR_READONLY',
      say(
        'This takes the permission {permission}, which neither your profile nor a permission set gives you.',
        {
          permission,
        },
      ),
    )
  }
}

/** Lets nobody on who works as somebody else: what lets one in later is the user's own matter. */
export const requireOneself: Guard = (_request, response, next) => {
  if (loginOf(response).actor === undefined) return next()
  throw new AtelierError(
    'INSUFFICIENT_ACCESS_OR_READONLY',
    say('Whoever is logged in as somebody else changes no password, second factor or app of theirs.'),
  )
}

/** Lets only users on who may use the API at all. */
export const requireApi: RequestHandler = (_request, response, next) => {
  if (sessionOf(response).access.may('ApiEnabled')) return next()
  throw new AtelierError('API_DISABLED_FOR_ORG', say('The API is not enabled for your profile.'))
}
