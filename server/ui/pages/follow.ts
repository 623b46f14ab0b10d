import type { HookPort } from '../../records/hooks.ts'
import { write } from '../../records/write.ts'
import { recordPath } from '../addresses.ts'
import { SUBSCRIPTION, subscriptionsTo } from '../follow.ts'
import type { Outcome } from '../outcome.ts'
import { nameOf } from '../record-name.ts'
import type { Visit } from '../visit.ts'
import { type FoundRecord, findRecord, type RecordAddress } from './record.ts'

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
