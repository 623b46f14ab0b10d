import { timingSafeEqual } from 'node:crypto'
import type { Request, Response } from 'express'
import { randomText } from '../org/secrets.ts'

/** A cookie whose value the page's form or link sends back as `csrf`: another site has neither. */
export interface PageCookie {
  readonly name: string
  readonly path: string
}

const LENGTH = 43

export function giveProof(
  request: Request,
  response: Response,
  { name, path }: PageCookie,
  csrf = randomText(LENGTH),
): string {
  response.cookie(name, csrf, { httpOnly: true, sameSite: 'strict', secure: request.secure, path })
  return csrf
}

export function hasProof(request: Request, { name }: PageCookie, sent: string | undefined): boolean {
  const cookie = readCookie(request, name)
  if (cookie?.length !== LENGTH || sent?.length !== LENGTH) return false
  const [one, other] = [Buffer.from(cookie), Buffer.from(sent)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Of letters, digits, points and underscores; undefined for every other one. */
export function readCookie(request: Request, name: string): string | undefined {
  return new RegExp(`(?:^|; *)${name}=([\\w.]+)(?:;|$)`).exec(request.headers.cookie ?? '')?.[1]
}
