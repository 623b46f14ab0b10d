import { Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { bodyObject } from '../request-body.ts'
import { requirePermission } from '../require-permission.ts'
import { sendValue } from '../respond.ts'

/** The org and its sandboxes. A sandbox knows of no other org. */
export function orgRoutes({ orgs }: HttpDependencies): Router {
  const router = Router()

  router.get('/orgs', requirePermission('ViewSetup'), (_request, response) => {
    const { org } = sessionOf(response)
    const known = org === orgs.main ? orgs.all() : [org]
    const rows = known.map(({ id, name, model }) => ({ id, name, version: model.version }))
    sendValue(response, rows)
  })

  router.post('/orgs', requirePermission('CustomizeApplication'), async (request, response) => {
    const { org, principal } = sessionOf(response)
    if (org !== orgs.main) throw notHere()
    const { name } = bodyObject(request.body)
    const made = await orgs.create(String(name ?? ''), principal.username)
    sendValue(response, { ...made, org: undefined, id: made.org.id, name: made.org.name }, 201)
  })

  router.all('/orgs', allowOnly('GET', 'POST'))
  return router
}

function notHere(): AtelierError {
  return new AtelierError('INVALID_INPUT', 'Sandboxes are made from the main org, not from another sandbox.')
}
