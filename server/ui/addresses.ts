/** Addresses of pages, as Lightning has them: links from mails and bookmarks stay what they were. */
export function recordPath(object: string, id: string, action = 'view'): string {
  return `/lightning/r/${encodeURIComponent(object)}/${encodeURIComponent(id)}/${action}`
}

export function relatedPath(object: string, id: string, relationship: string): string {
  return recordPath(object, id, `related/${encodeURIComponent(relationship)}/view`)
}

export function objectPath(object: string, action = 'list'): string {
  return `/lightning/o/${encodeURIComponent(object)}/${action}`
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
  return `/lightning/lookup/${encodeURIComponent(object)}/${encodeURIComponent(field)}`
}

/** How far something done to many records is. */
export function massPath(id: string): string {
  return `/lightning/mass/${encodeURIComponent(id)}`
}
/** Records of all objects with what is typed in them, and the first of them for those who type. */
export const SEARCH = '/lightning/search'
export const SUGGESTIONS = `${SEARCH}/suggestions`

export type Parameters = Readonly<Record<string, string | undefined>>

/** The path with those parameters that are given. */
export function withParameters(path: string, parameters: Parameters): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const pairs = given.map(([name, value]) => `${encode(name)}=${encode(value)}`)
  return given.length === 0 ? path : `${path}?${pairs.join('&')}`
}

/** As forms do. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+')
}

/** The address with one parameter set, whatever it has already. */
export function withParameter(address: string, name: string, value: string): string {
  const { pathname, searchParams } = new URL(address, 'http://localhost')
  searchParams.set(name, value)
  return `${pathname}?${searchParams}`
}
