import { objectInWords } from '../../org/words.ts'
import { deletedRecords } from '../../records/deleted-records.ts'
import { recordPath } from '../addresses.ts'
import { showInstant } from '../date-text.ts'
import { messageIn } from '../messages.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

const MOST = 100

/** What the viewer has deleted last, each with a button that brings it back. */
export async function recycleBinPage(visit: Visit): Promise<Page> {
  const { session, viewer } = visit
  const deleted = await deletedRecords(session, MOST)
  return inShell(visit, 'recycle-bin', {
    title: messageIn(viewer.language, 'bin.title'),
    most: deleted.length === MOST ? MOST : 0,
    records: deleted.map(({ id, object, name, deleted: instant }) => ({
      ...{ name, object: objectInWords(session, object).label, instant, when: showInstant(instant, viewer) },
      restore: recordPath(object.name, id, 'undelete'),
    })),
  })
}
