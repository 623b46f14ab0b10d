/** Pages load what this server serves, run no scripts that are written into them, and are shown in no frame. */
export const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
} as const

/** A page whose address or form holds a secret: kept nowhere, and told to nobody. */
export const SECRET_PAGE_HEADERS = {
  ...PAGE_HEADERS,
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
} as const

/** Pages behind the login: what they show is for one person, and is asked for again each time. */
export const APP_PAGE_HEADERS = { ...PAGE_HEADERS, 'Cache-Control': 'no-store' } as const
