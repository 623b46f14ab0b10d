import { AtelierError } from '../kernel/errors.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'

/** The object of a page's address. Throws NOT_FOUND for what is not there, or hidden from whoever asks. */
export function objectOf(session: Session, name: string): ObjectModel {
  const object = modelInWords(session).objects.get(name.toLowerCase())
  if (object && session.access.object(object, 'read')) return object
  throw missingPage()
}

/** The same object with the labels of whoever asks. */
export function inWords(session: Session, object: ObjectModel): ObjectModel {
  return modelInWords(session).objects.get(object.name.toLowerCase()) ?? object
}

export function missingPage(): AtelierError {
  return new AtelierError('NOT_FOUND', 'The requested resource does not exist')
}
