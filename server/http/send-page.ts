import type { ErrorRequestHandler, Request, Response } from 'express'
import type { FormBody } from '../ui/form-input.ts'
import type { Outcome } from '../ui/outcome.ts'
import { problemPage } from '../ui/pages/problem.ts'
import { problemText } from '../ui/problem-text.ts'
import { drawPage } from '../ui/render.ts'
import type { Page } from '../ui/visit.ts'
import { visitOf } from './browser-session.ts'
import { compressBody } from './compress-body.ts'
import { isClientGone, toAnswer } from './error-handler.ts'
import { languageOf } from './language-of.ts'
import { leaveNotice } from './notices.ts'
import { APP_PAGE_HEADERS } from './page-headers.ts'
import { sendElsewhere, sendValue } from './respond.ts'

export async function sendPage(response: Response, { template, status, model }: Page): Promise<void> {
  // Who is not logged in has told no language but the browser's.
  const known = 'language' in model ? model : { language: languageOf(response.req), ...model }
  const html = await drawPage(template, known)
  const { body, encoding } = await compressBody(response.req, html)
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    ...APP_PAGE_HEADERS,
    Vary: 'Accept-Encoding',
    ...(encoding && { 'Content-Encoding': encoding }),
  })
  response.end(body)
}

/** The page that says what is wrong, or the way to where it goes on. */
export async function sendOutcome(request: Request, response: Response, outcome: Outcome): Promise<void> {
  if ('page' in outcome) return sendPage(response, outcome.page)
  leaveNotice(request, response, outcome.notice)
  // A script that has sent the form goes there itself: so it knows that all is saved.
  if (request.headers['hx-request']) sendElsewhere(response, outcome.address)
  else response.redirect(303, outcome.address)
}

/** Scripts of pages tell what is wrong where they were begun. */
export function wantsJson(request: Request): boolean {
  return request.headers.accept === 'application/json'
}

/** Every error of a page's route, told to the person who sees it. */
export const handlePageError: ErrorRequestHandler = async (error: unknown, request, response, next) => {
  if (response.closed || response.headersSent || isClientGone(error)) return next(error)
  const { status, problems } = toAnswer(error)
  const visit = response.locals.visit ? visitOf(response) : undefined
  const reader = visit?.viewer ?? { language: languageOf(request) }
  const [first] = problems
  if (wantsJson(request))
    return sendValue(response, { problem: first ? problemText(reader, first) : '' }, status)
  await sendPage(response, await problemPage(visit, status, problems, reader))
}

/** The same with those that are given more than once. */
export function fieldsOf(request: Request): FormBody {
  const isText = (value: unknown): boolean => typeof value === 'string'
  const given = Object.entries(request.query).filter(
    ([, value]) => isText(value) || (Array.isArray(value) && value.every(isText)),
  )
  return Object.fromEntries(given) as FormBody
}

type Texts = Readonly<Record<string, string | undefined>>

/** The parameters of an address that are given once. */
export function parametersOf(request: Request): Texts {
  const given = Object.entries(request.query).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(given)
}
