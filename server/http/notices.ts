import type { Request, Response } from 'express'
import type { Notice } from '../ui/visit.ts'
import { clearCookie, readCookie, setCookie } from './cookies.ts'

const COOKIE = 'notice'
const RECORD = /^(?:\/lightning\/r\/[\w%.-]+\/\w+\/view)?$/
const OWN = /^(?:\/lightning\/r\/[\w%]+\/\w+\/undelete)?$/
const MOST = 255

/** Keeps for the next page what was done. */
export function leaveNotice(
  request: Request,
  response: Response,
  { message, what, undo, address }: Notice,
): void {
  const text = JSON.stringify([message, what.slice(0, MOST), undo, address ?? ''])
  setCookie(request, response, COOKIE, Buffer.from(text).toString('base64url'))
}

/** What was kept, once. */
export function takeNotice(request: Request, response: Response): Notice | undefined {
  const text = readCookie(request, COOKIE)
  if (text === undefined || request.headers['hx-request']) return undefined
  clearCookie(request, response, COOKIE)
  try {
    return noticeOf(JSON.parse(Buffer.from(text, 'base64url').toString()) as readonly unknown[])
  } catch {
    return undefined
  }
}

/** Cookies come from anywhere: undefined for what is no notice of this server. */
function noticeOf([message, what, undo, address = '']: readonly unknown[]): Notice | undefined {
  const isNotice = typeof message === 'string' && /^notice(?:\.\w+)+$/.test(message)
  if (!isNotice || !OWN.test(String(undo)) || !RECORD.test(String(address))) return undefined
  const notice = { message, what: String(what), undo: String(undo) }
  return address === '' ? notice : { ...notice, address: String(address) }
}
