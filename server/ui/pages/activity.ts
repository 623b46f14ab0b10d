import { timelineOf } from '../activity.ts'
import { objectPath, recordPath } from '../addresses.ts'
import { missingPage } from '../object-of.ts'
import { nameOf } from '../record-name.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { findRecord, type RecordAddress } from './record.ts'

/** What has been done about a record, and what is to be done, as a page of its own. */
export async function activityPage(visit: Visit, address: RecordAddress): Promise<Page> {
  const { object, id, record } = await findRecord(visit.session, address)
  const timeline = await timelineOf(visit, object, id)
  if (!timeline) throw missingPage()
  const name = nameOf(object, record)
  const task = timeline.create.find(one => one.object === 'Task')
  return inShell(visit, 'activity', {
    title: name,
    object: object.name,
    label: object.label,
    name,
    record: recordPath(object.name, id),
    activity: recordPath(object.name, id, 'activity'),
    timeline,
    quick: task ? { lookup: task.lookup, id, action: objectPath(task.object, 'new') } : null,
  })
}
