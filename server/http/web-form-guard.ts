import type { Request, Response } from 'express'
import { decrypt, encrypt } from '../org/encryption.ts'
import type { Org } from '../org/session.ts'
import type { WebFormGuard } from '../ui/pages/web-form.ts'
import { giveProof, hasProof, type PageCookie } from './page-proof.ts'

const COOKIE: PageCookie = { name: 'atelier_form', path: '/forms' }

/** Milliseconds. Nobody types a form in less than this, and few leave one open for longer than that. */
const SHORTEST = 2_000
const LONGEST = 86_400_000

/** A control that people do not see, with a name that robots like. */
const TRAP = 'homepage'

const OLD = 'webForm.problem.old'

/** Proof that a form is of a page of this server, and of when; a form that comes back too soon keeps its time. */
export function openGuard(
  org: Org,
  form: string,
  request: Request,
  response: Response,
  why = OLD,
): WebFormGuard {
  const { _csrf: sent, _opened: before } = textsOf(request)
  const isKept = why !== OLD && before !== undefined
  const opened = isKept ? before : encrypt(org, String(Date.now()), placeOf(form))
  return { csrf: giveProof(request, response, COOKIE, isKept ? sent : undefined), opened }
}

/** Has the request filled what only robots fill? */
export function isTrap(request: Request): boolean {
  return (textsOf(request)[TRAP] ?? '') !== ''
}

/** Of the message catalogue; empty: nothing is wrong. */
export function whyRefused(org: Org, form: string, request: Request): string {
  const { _csrf: sent, _opened: opened = '' } = textsOf(request)
  const age = Date.now() - Number(decrypt(org, opened, placeOf(form)))
  if (!hasProof(request, COOKIE, sent) || !(age <= LONGEST)) return OLD
  return age < SHORTEST ? 'webForm.problem.soon' : ''
}

const placeOf = (form: string): readonly string[] => ['web-form', form.toLowerCase(), 'opened']

function textsOf(request: Request): Readonly<Record<string, string | undefined>> {
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
