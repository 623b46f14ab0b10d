import type { ObjectModel } from '../metadata/org-model.ts'
import type { HookPort } from '../records/hooks.ts'
import type { Condition } from '../records/query/query.ts'
import { readRecords } from '../records/read-records.ts'
import { write } from '../records/write.ts'
import { recordPath } from './addresses.ts'
import { mayCreate } from './may.ts'
import type { Outcome } from './outcome.ts'
import { type FoundRecord, findRecord, type RecordAddress } from './pages/record.ts'
import { nameOf } from './read-record.ts'
import type { Visit } from './visit.ts'

/** Records that say who follows which record, as in Salesforce. */
const SUBSCRIPTION = 'EntitySubscription'

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

const same = (path: string, text: string): Condition => ({
  kind: 'compare',
  left: { kind: 'field', path },
  operator: '=',
  right: { type: 'string', text },
})

/** Ids of the viewer's own; those of one record, or the last ones. */
async function subscriptionsTo({ session }: Asking, id: string): Promise<readonly string[]> {
  const of = [same('SubscriberId', session.principal.userId), same('ParentId', id)]
  const select = [{ kind: 'field', path: 'Id' }] as const
  const found = await readRecords(session, {
    ...{ from: SUBSCRIPTION, select, where: { kind: 'and', of }, scope: 'live' },
  })
  return found.map(({ Id }) => String(Id))
}

/** From now on the viewer hears of the record's changes. */
export async function followRecord(visit: Visit, address: RecordAddress, hooks: HookPort): Promise<Outcome> {
  const found = await findRecord(visit.session, address)
  if ((await subscriptionsTo(visit, found.id)).length > 0) return outcomeOf(found, 'notice.followed')
  const records = [{ ParentId: found.id, SubscriberId: visit.session.principal.userId }]
  const [result] = await write(
    visit.session,
    { object: SUBSCRIPTION, operation: 'insert', records, allOrNone: true },
    hooks,
  )
  return outcomeOf(found, result?.success ? 'notice.followed' : 'notice.notFollowed')
}

export async function unfollowRecord(
  visit: Visit,
  address: RecordAddress,
  hooks: HookPort,
): Promise<Outcome> {
  const found = await findRecord(visit.session, address)
  const records = (await subscriptionsTo(visit, found.id)).map(Id => ({ Id }))
  if (records.length > 0) {
    await write(visit.session, { object: SUBSCRIPTION, operation: 'delete', records, allOrNone: true }, hooks)
  }
  return outcomeOf(found, 'notice.unfollowed')
}

function outcomeOf({ object, id, record }: FoundRecord, message: string): Outcome {
  return { address: recordPath(object.name, id), notice: { message, what: nameOf(object, record), undo: '' } }
}
