/** Addresses of pages, as Lightning has them: links from mails and bookmarks stay what they were. */
export function recordPath(object: string, id: string, action = 'view'): string {
  return `/lightning/r/${encodePart(object)}/${encodePart(id)}/${action}`
}

export function relatedPath(object: string, id: string, relationship: string): string {
  return recordPath(object, id, `related/${encodePart(relationship)}/view`)
}

export function objectPath(object: string, action = 'list'): string {
  return `/lightning/o/${encodePart(object)}/${action}`
}

/** What runs by the clock. */
export const JOBS_PATH = '/lightning/setup/ScheduledJobs/home'

/** Where administrators begin and end to work as somebody else. */
export const LOGIN_AS = '/lightning/login-as'
export const ACTING_ENDS = `${LOGIN_AS}/end`

/** Where open pages hear of changes. */
export const LIVE = '/lightning/live'

/** What a lookup may be set to, for those who type. */
export function lookupPath(object: string, field: string): string {
  return `/lightning/lookup/${encodePart(object)}/${encodePart(field)}`
}

/** How far something done to many records is. */
export function massPath(id: string): string {
  return `/lightning/mass/${encodePart(id)}`
}
/** Records of all objects with what is typed in them, and the first of them for those who type. */
export const SEARCH = '/lightning/search'
export const SUGGESTIONS = `${SEARCH}/suggestions`

export type Parameters = Readonly<Record<string, string | undefined>>

/** The path with those parameters that are given. */
export function withParameters(path: string, parameters: Parameters): string {
  let address = path
  let sign = '?'
  for (const name in parameters) {
    const value = parameters[name]
    if (!value) continue
    address += `${sign}${encode(name)}=${encode(value)}`
    sign = '&'
  }
  return address
}

/** Names and ids, which most parts of addresses are, stand for themselves. */
const PLAIN = /^[\w.-]*$/

/** As forms do. */
function encode(text: string): string {
  return PLAIN.test(text) ? text : encodeURIComponent(text).replaceAll('%20', '+')
}

function encodePart(text: string): string {
  return PLAIN.test(text) ? text : encodeURIComponent(text)
}

/** The address with one parameter set, whatever it has already. */
export function withParameter(address: string, name: string, value: string): string {
  const { pathname, searchParams } = new URL(address, 'http://localhost')
  searchParams.set(name, value)
  return `${pathname}?${searchParams}`
}
