import { keyPrefixOf, normalizeId } from '../kernel/ids.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { visibleIds } from '../records/visible-records.ts'
import type { Parameters } from './addresses.ts'

/** More records are shown by no page. */
const MOST_SHOWN = 500

/** What an open page would like to hear of. */
export interface LiveScope {
  /** API name; empty: no records, only that the org model has changed. */
  readonly object: string
  /** Records that the page shows: they were open to the viewer. */
  readonly shown: ReadonlySet<string>
  /** A list: it may show any record of the object. */
  readonly isList: boolean
}

/** Of the parameters `object`, `ids` (with commas) and `list`. What is not open to the viewer is as what is not there. */
export async function openScope(session: Session, parameters: Parameters): Promise<LiveScope> {
  const object = readableObject(session, parameters.object ?? '')
  if (!object) return { object: '', shown: new Set(), isList: false }
  const asked = (parameters.ids ?? '').split(',', MOST_SHOWN).flatMap(id => normalizeId(id) ?? [])
  const shown = await visibleIds(session, object, asked)
  return { object: object.name, shown, isList: parameters.list !== undefined }
}

/**
 * Which of the records that were saved the page is told of: those that it shows, and those that the viewer may see.
 * Empty: nothing is to be told; undefined: something may be.
 */
export async function changesInScope(
  session: Session,
  { object: name, shown, isList }: LiveScope,
  ids: ReadonlySet<string>,
): Promise<readonly string[] | undefined> {
  const object = readableObject(session, name)
  if (!object) return []
  if (ids.has(`${object.keyPrefix}*`)) return isList || shown.size > 0 ? undefined : []
  const known = [...ids].filter(id => shown.has(id))
  const others = isList ? [...ids].filter(id => keyPrefixOf(id) === object.keyPrefix && !shown.has(id)) : []
  return [...known, ...(await visibleIds(session, object, others))]
}

function readableObject({ org, access }: Session, name: string): ObjectModel | undefined {
  const object = org.model.objects.get(name.toLowerCase())
  return object && access.object(object, 'read') ? object : undefined
}
