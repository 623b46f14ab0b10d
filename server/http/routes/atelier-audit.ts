import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { readAuditTrail, verifyAuditTrail } from '../../org/audit-trail.ts'
import { sealHistory, verifyHistory } from '../../org/history-seals.ts'
import { readFieldHistory } from '../../records/field-history.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { requirePermission } from '../require-permission.ts'
import { sendValue } from '../respond.ts'

const MOST = 1_000
const USUAL = 100

/** What was changed in the setup, and whether the record of it still holds; what became of a record's fields. */
export function auditRoutes(): Router {
  const router = Router()

  router.get('/audit', requirePermission('ViewAuditTrail'), async (request, response) => {
    sendValue(response, await readAuditTrail(sessionOf(response).org, pageOf(request)))
  })
  router.all('/audit', allowOnly('GET'))

  router.get('/audit/verify', requirePermission('ViewAuditTrail'), async (request, response) => {
    const { org } = sessionOf(response)
    const { head } = request.query
    await sealHistory(org)
    const setup = await verifyAuditTrail(org, typeof head === 'string' ? head : undefined)
    sendValue(response, { setup, history: await verifyHistory(org) })
  })
  router.all('/audit/verify', allowOnly('GET'))

  router.get('/history/:id', async (request, response) => {
    const { before, limit } = pageOf(request)
    const page = { limit, ...(before !== undefined && { before: String(before) }) }
    sendValue(response, await readFieldHistory(sessionOf(response), request.params.id, page))
  })
  router.all('/history/:id', allowOnly('GET'))

  return router
}

function pageOf({ query }: Request<object>): { readonly limit: number; readonly before?: number } {
  const limit = numberOf('limit', query.limit, MOST) ?? USUAL
  const before = numberOf('before', query.before, Number.MAX_SAFE_INTEGER)
  return { limit, ...(before !== undefined && { before }) }
}

function numberOf(name: string, value: unknown, most: number): number | undefined {
  if (value === undefined) return undefined
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : 0
  if (number >= 1 && number <= most) return number
  throw new AtelierError('INVALID_INPUT', `The parameter "${name}" takes a number from 1 to ${most}.`)
}
