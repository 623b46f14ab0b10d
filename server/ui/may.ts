import { whyShownOnly } from '../access/shown-objects.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'

type Right = 'create' | 'edit' | 'delete'

/** May records of the object be saved at all by whoever asks? Which ones is asked again with each save. */
function may({ access }: Session, object: ObjectModel, right: Right): boolean {
  return whyShownOnly(object) === undefined && access.object(object, right)
}

export const mayCreate = (session: Session, object: ObjectModel): boolean => may(session, object, 'create')
export const mayEdit = (session: Session, object: ObjectModel): boolean => may(session, object, 'edit')
export const mayDelete = (session: Session, object: ObjectModel): boolean => may(session, object, 'delete')
