import type { ObjectModel } from '../metadata/org-model.ts'
import { LOGIN_AS } from './addresses.ts'
import type { Visit } from './visit.ts'

/** Where the viewer logs in as the user of the record; empty: nowhere. Whether that user may be managed is asked then. */
export function loginAsAddress({ session, actor }: Visit, { name }: ObjectModel, id: string): string {
  if (name !== 'User' || actor !== undefined || id === session.principal.userId) return ''
  return session.access.may('LoginAsUser') ? LOGIN_AS : ''
}
