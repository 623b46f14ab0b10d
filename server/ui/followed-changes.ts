import { keyPrefixOf } from '../kernel/ids.ts'
import { modelInWords } from '../org/words.ts'
import { type FieldChange, readFieldHistories } from '../records/field-history.ts'
import { hasText } from '../records/query/conditions.ts'
import { readRecords } from '../records/read-records.ts'
import { visibleNames } from '../records/visible-records.ts'
import { recordPath } from './addresses.ts'
import { type HistoryEntry, historyEntries } from './history.ts'
import type { Visit } from './visit.ts'

/** A change of a record that the viewer follows. */
export interface FollowedChange extends HistoryEntry {
  readonly name: string
  readonly object: string
  readonly address: string
}

/** Records followed before these tell nothing. */
const MOST_FOLLOWED = 200
const MOST_CHANGES = 10

/** What has become of the records that the viewer follows, newest first; null when there are none. */
export async function followedChanges(visit: Visit): Promise<readonly FollowedChange[] | null> {
  const followed = await followedIds(visit)
  if (followed.length === 0) return null
  const prefixes = [...new Set(followed.map(keyPrefixOf))]
  const changes = await Promise.all(
    prefixes.map(prefix =>
      changesOf(
        visit,
        prefix,
        followed.filter(id => keyPrefixOf(id) === prefix),
      ),
    ),
  )
  const newest = changes.flat().sort((a, b) => Number(b.change.id) - Number(a.change.id))
  return newest.slice(0, MOST_CHANGES).map(({ shown }) => shown)
}

async function followedIds({ session }: Visit): Promise<readonly string[]> {
  const subscription = session.org.model.objects.get('entitysubscription')
  if (!subscription || !session.access.object(subscription, 'read')) return []
  const found = await readRecords(session, {
    from: subscription.name,
    select: [{ kind: 'field', path: 'ParentId' }],
    where: hasText('SubscriberId', session.principal.userId),
    orderBy: [{ operand: { kind: 'field', path: 'CreatedDate' }, descending: true }],
    limit: MOST_FOLLOWED,
    scope: 'live',
  })
  return found.flatMap(({ ParentId }) => (typeof ParentId === 'string' ? [ParentId] : []))
}

interface Told {
  readonly change: FieldChange
  readonly shown: FollowedChange
}

/** Of records of one object, as far as they may be seen now. */
async function changesOf(visit: Visit, prefix: string, ids: readonly string[]): Promise<readonly Told[]> {
  const { session } = visit
  const object = modelInWords(session).objectsByPrefix.get(prefix)
  if (!object?.enableHistory) return []
  const names = await visibleNames(session, object, ids)
  const changes = await readFieldHistories(session, object, [...names.keys()], MOST_CHANGES)
  const entries = await historyEntries(visit, object, changes)
  return changes.map((change, index) => ({
    change,
    shown: {
      ...(entries[index] as HistoryEntry),
      name: names.get(change.recordId) ?? '',
      object: object.label,
      address: recordPath(object.name, change.recordId),
    },
  }))
}
