import { Router } from 'express'
import type { Decision } from '../../access/decision.ts'
import type { AccessQuestion } from '../../access/explain.ts'
import { AtelierError } from '../../kernel/errors.ts'
import { normalizeId } from '../../kernel/ids.ts'
import { inEnglish } from '../../kernel/message.ts'
import { suggest } from '../../metadata/nearest-word.ts'
import type { OrgModel } from '../../metadata/org-model.ts'
import { type AccessExplanation, explainAccess } from '../../org/explain-access.ts'
import { findUserId, loadPrincipal } from '../../org/principals.ts'
import type { Org } from '../../org/session.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { requirePermission } from '../require-permission.ts'
import { sendValue } from '../respond.ts'

type Parameters = Readonly<Record<string, string | undefined>>

/** `GET /access?user=&object=&right=&field=&recordType=&record=`: may the user do it, and what says so. */
export function accessRoutes(): Router {
  const router = Router()
  router.get('/access', requirePermission('ViewSetup'), async (request, response) => {
    const { org } = sessionOf(response)
    const asked = parametersOf(request.query)
    const principal = await principalOf(org, asked.user)
    const question = questionOf(org.model, asked)
    const explanation = await explainAccess(org, principal, question, recordOf(asked.record))
    const { object, right } = question
    sendValue(response, { user: principal.username, object: object.name, right, ...told(explanation) })
  })
  router.all('/access', allowOnly('GET'))
  return router
}

function told({ allowed, decisions }: AccessExplanation): object {
  const all: Readonly<Record<string, Decision>> = { ...decisions }
  const entries = Object.entries(all).map(([step, { because, ...decision }]) => {
    const reasons = because.map(({ message, ...reason }) => ({ ...reason, message: inEnglish(message) }))
    return [step, { ...decision, because: reasons }] as const
  })
  return { allowed, decisions: Object.fromEntries(entries) }
}

function parametersOf(query: Readonly<Record<string, unknown>>): Parameters {
  for (const [name, value] of Object.entries(query))
    if (typeof value !== 'string') throw wrong(`The parameter "${name}" may be given once.`)
  return query as Parameters
}

async function principalOf(org: Org, user = '') {
  const id = normalizeId(user) ?? (await findUserId(org, user))
  const principal = id ? await loadPrincipal(org, id) : undefined
  if (principal) return principal
  throw wrong(`There is no active user "${user}": give "user", an id or a username.`)
}

const RIGHTS = ['read', 'create', 'edit', 'delete'] as const

function questionOf(model: OrgModel, asked: Parameters): AccessQuestion {
  const { object: name = '', right = 'read' } = asked
  const object = find('object', model.objects, name)
  const known = RIGHTS.find(one => one === right)
  if (!known) throw wrong(`The parameter "right" takes ${RIGHTS.join(', ')}.`)
  return {
    object,
    right: known,
    ...(asked.field !== undefined && { field: find('field', object.fields, asked.field) }),
    ...(asked.recordType !== undefined && {
      recordType: find('record type', object.recordTypes, asked.recordType),
    }),
  }
}

function find<Thing extends { readonly name: string }>(
  what: string,
  things: ReadonlyMap<string, Thing>,
  name: string,
): Thing {
  const found = things.get(name.toLowerCase())
  if (found) return found
  throw unknown(
    what,
    name,
    [...things.values()].map(one => one.name),
  )
}

function recordOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  const id = normalizeId(text)
  if (id) return id
  throw wrong(`"${text}" is no record id.`)
}

function unknown(what: string, name: string, names: readonly string[]): AtelierError {
  const message = `There is no ${what} "${name}".`
  const hint = suggest(name, names)
  return new AtelierError('INVALID_INPUT', message, [
    { code: 'INVALID_INPUT', message, ...(hint && { hint }) },
  ])
}

function wrong(message: string): AtelierError {
  return new AtelierError('INVALID_INPUT', message)
}
