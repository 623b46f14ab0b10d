import type { ObjectModel } from '../metadata/org-model.ts'
import { hasText } from '../records/query/conditions.ts'
import { readRecords } from '../records/read-records.ts'
import { recordPath } from './addresses.ts'
import { mayCreate } from './may.ts'
import type { Visit } from './visit.ts'

/** Records that say who follows which record, as in Salesforce. */
export const SUBSCRIPTION = 'EntitySubscription'

/** Follow and unfollow, on a record's page. */
export interface FollowView {
  readonly isFollowed: boolean
  /** What the button's form posts to. */
  readonly address: string
}

type Asking = Pick<Visit, 'session'>

/** Null for records that nobody follows, or not the viewer. */
export async function followView(
  asking: Asking,
  object: ObjectModel,
  id: string,
): Promise<FollowView | null> {
  if (!mayFollow(asking, object)) return null
  const isFollowed = (await subscriptionsTo(asking, id)).length > 0
  return { isFollowed, address: recordPath(object.name, id, isFollowed ? 'unfollow' : 'follow') }
}

function mayFollow({ session }: Asking, object: ObjectModel): boolean {
  const subscription = session.org.model.objects.get(SUBSCRIPTION.toLowerCase())
  const targets = subscription?.fields.get('parentid')?.referenceTo ?? []
  return subscription !== undefined && targets.includes(object.name) && mayCreate(session, subscription)
}

const ID = [{ kind: 'field', path: 'Id' }] as const

/** Ids of those of the viewer's own that are of the record: one, or none. */
export async function subscriptionsTo({ session }: Asking, id: string): Promise<readonly string[]> {
  const of = [hasText('SubscriberId', session.principal.userId), hasText('ParentId', id)]
  const found = await readRecords(session, {
    ...{ from: SUBSCRIPTION, select: ID, where: { kind: 'and', of }, scope: 'live', isQuick: true },
  })
  return found.map(({ Id }) => String(Id))
}
