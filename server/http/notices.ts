import type { Request, Response } from 'express'
import type { Notice } from '../ui/visit.ts'
import { clearCookie, readCookie, setCookie } from './cookies.ts'

const COOKIE = 'notice'
const OWN = /^(?:\/lightning\/r\/[\w%]+\/\w+\/undelete)?$/
const MOST = 255

/** Keeps for the next page what was done. */
export function leaveNotice(request: Request, response: Response, { message, what, undo }: Notice): void {
  const text = JSON.stringify([message, what.slice(0, MOST), undo])
  setCookie(request, response, COOKIE, Buffer.from(text).toString('base64url'))
}

/** What was kept, once. */
export function takeNotice(request: Request, response: Response): Notice | undefined {
  const text = readCookie(request, COOKIE)
  if (text === undefined || request.headers['hx-request']) return undefined
  clearCookie(request, response, COOKIE)
  try {
    const [message, what, undo] = JSON.parse(Buffer.from(text, 'base64url').toString()) as readonly unknown[]
    const isNotice =
      typeof message === 'string' && /^notice(?:\.\w+)+$/.test(message) && OWN.test(String(undo))
    return isNotice ? { message, what: String(what), undo: String(undo) } : undefined
  } catch {
    return undefined
  }
}
