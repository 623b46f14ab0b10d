import { fullAccess } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { Session } from '../org/session.ts'
import { hasText } from '../records/query/conditions.ts'
import type { Query } from '../records/query/query.ts'
import { readRecords } from '../records/read-records.ts'

/** For whom a page is written: who it is, and how dates, numbers and words are written there. */
export interface Viewer {
  readonly userId: string
  readonly name: string
  readonly username: string
  /** BCP 47: `pl-PL`. */
  readonly locale: string
  /** Of the message catalogue: `pl`. */
  readonly language: string
  /** IANA name. */
  readonly timeZone: string
}

const FIELDS = ['Name', 'LocaleSidKey', 'LanguageLocaleKey', 'TimeZoneSidKey']
const known = new WeakMap<Principal, Promise<Viewer>>()

/** Looked up once for each principal: a session brings a new one when the user has changed. */
export function viewerOf(session: Session): Promise<Viewer> {
  const before = known.get(session.principal)
  if (before) return before
  const viewer = readViewer(session)
  known.set(session.principal, viewer)
  viewer.catch(() => known.delete(session.principal))
  return viewer
}

async function readViewer(session: Session): Promise<Viewer> {
  const { org, principal } = session
  const user = org.model.objects.get('user')
  const fields = FIELDS.filter(field => user?.fields.has(field.toLowerCase()))
  const query: Query = {
    from: 'User',
    select: fields.map(path => ({ kind: 'field', path })),
    where: hasText('Id', principal.userId),
    scope: 'live',
  }
  const [found = {}] = user ? await readRecords({ ...session, access: fullAccess }, query) : []
  const text = (field: string): string => String(found[field] ?? '')
  return Object.freeze({
    userId: principal.userId,
    name: text('Name') || principal.username,
    username: principal.username,
    locale: knownLocale(text('LocaleSidKey').replaceAll('_', '-')),
    language: text('LanguageLocaleKey').slice(0, 2) || 'en',
    timeZone: knownZone(text('TimeZoneSidKey')) ?? org.timeZone,
  })
}

function knownLocale(name: string): string {
  try {
    return new Intl.Locale(name).toString()
  } catch {
    return 'en-US'
  }
}

function knownZone(name: string): string | undefined {
  try {
    return name === ''
      ? undefined
      : new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
