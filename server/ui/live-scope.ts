import { keyPrefixOf, normalizeId } from '../kernel/ids.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { visibleIds, visibleParents } from '../records/visible-records.ts'
import type { Parameters } from './addresses.ts'

/** More records and related lists are shown by no page. */
const MOST_SHOWN = 500
const MOST_RELATED = 30

/** What an open page would like to hear of. */
export interface LiveScope {
  /** API name; empty: no records, only that the org model has changed. */
  readonly object: string
  /** Records that the page shows: they were open to the viewer. */
  readonly shown: ReadonlySet<string>
  /** A list: it may show any record of the object. */
  readonly isList: boolean
  /** Objects of related lists, with the lookups that name a record which is shown: `payment__c.order__c`. */
  readonly related: readonly string[]
}

/** Of the parameters `object`, `ids` and `related` (with commas), and `list`. What is not open to the viewer is as what is not there. */
export async function openScope(session: Session, parameters: Parameters): Promise<LiveScope> {
  const object = readableObject(session, parameters.object ?? '')
  if (!object) return { object: '', shown: new Set(), isList: false, related: [] }
  const asked = (parameters.ids ?? '').split(',', MOST_SHOWN).flatMap(id => normalizeId(id) ?? [])
  const shown = await visibleIds(session, object, asked)
  const related = (parameters.related ?? '').split(',', MOST_RELATED).filter(name => name !== '')
  return { object: object.name, shown, isList: parameters.list !== undefined, related }
}

/**
 * Which of the records that were saved the page is told of: those that it shows, and those that the viewer may see.
 * Empty: nothing is to be told; undefined: something may be.
 */
export async function changesInScope(
  session: Session,
  scope: LiveScope,
  ids: ReadonlySet<string>,
): Promise<readonly string[] | undefined> {
  const { object: name, shown, isList } = scope
  const object = readableObject(session, name)
  if (!object) return []
  if (ids.has(`${object.keyPrefix}*`)) return isList || shown.size > 0 ? undefined : []
  const known = [...ids].filter(id => shown.has(id))
  const others = isList ? [...ids].filter(id => keyPrefixOf(id) === object.keyPrefix && !shown.has(id)) : []
  const related = await parentsOfChanged(session, scope, ids)
  if (!related) return undefined
  return [...new Set([...known, ...related, ...(await visibleIds(session, object, others))])]
}

/** The shown records in whose related lists something was saved that the viewer may see; undefined: it may be in all. */
async function parentsOfChanged(
  session: Session,
  { shown, related }: LiveScope,
  ids: ReadonlySet<string>,
): Promise<readonly string[] | undefined> {
  const parents = new Set<string>()
  for (const path of shown.size > 0 ? related : []) {
    const [name = '', lookupName = ''] = path.split('.')
    const object = readableObject(session, name)
    const lookup = object?.fields.get(lookupName.toLowerCase())
    if (!object || !lookup?.referenceTo || !session.access.field(lookup, 'read')) continue
    if (ids.has(`${object.keyPrefix}*`)) return undefined
    const changed = [...ids].filter(id => keyPrefixOf(id) === object.keyPrefix)
    const found = await visibleParents(session, lookup, changed)
    for (const id of found) if (shown.has(id)) parents.add(id)
  }
  return [...parents]
}

function readableObject({ org, access }: Session, name: string): ObjectModel | undefined {
  const object = org.model.objects.get(name.toLowerCase())
  return object && access.object(object, 'read') ? object : undefined
}
