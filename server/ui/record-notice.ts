import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { visibleNames } from '../records/visible-records.ts'
import { recordPath } from './addresses.ts'
import type { Notice } from './visit.ts'

/** Characters of a name: more would fill a phone. */
const LONGEST = 80

/** The record that was saved, as whoever saved it may call it by now; it is linked from pages that are not its own. */
export async function savedNotice(
  session: Session,
  message: string,
  { object, id, address }: { readonly object: ObjectModel; readonly id: string; readonly address: string },
): Promise<Notice> {
  const name = (await visibleNames(session, object, [id])).get(id)
  const own = recordPath(object.name, id)
  return {
    message,
    what: name === undefined ? object.label : calledIn(object, name),
    undo: '',
    ...(name !== undefined && address !== own && { address: own }),
  }
}

/** `Account Northlight`; long names are cut. */
export function calledIn({ label }: Pick<ObjectModel, 'label'>, name: string): string {
  const characters = [...name]
  const cut = characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : name
  return `${label} ${cut}`
}
