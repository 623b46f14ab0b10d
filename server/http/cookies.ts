import type { Request, Response } from 'express'

/** Holds the token of the browser's session. */
export const SESSION = 'sid'

/** Cookies of pages: for this host alone, out of reach of scripts, sent along when people follow links. */
const OPTIONS = { httpOnly: true, sameSite: 'lax', path: '/' } as const

/** Over TLS the name itself makes browsers hold the cookie to this host. */
function fullName(request: Request, name: string): string {
  return request.secure ? `__Host-${name}` : name
}

export function readCookie(request: Request, name: string): string | undefined {
  const wanted = `${fullName(request, name)}=`
  const found = (request.headers.cookie ?? '').split(/; */).find(pair => pair.startsWith(wanted))
  if (found === undefined) return undefined
  try {
    return decodeURIComponent(found.slice(wanted.length))
  } catch {
    return undefined
  }
}

/** `days`: how long it is kept; 0: until the browser ends. */
export function setCookie(request: Request, response: Response, name: string, value: string, days = 0): void {
  const kept = days > 0 ? { maxAge: days * 86_400_000 } : {}
  response.cookie(fullName(request, name), value, { ...OPTIONS, ...kept, secure: request.secure })
}

export function clearCookie(request: Request, response: Response, name: string): void {
  response.clearCookie(fullName(request, name), { ...OPTIONS, secure: request.secure })
}
