import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'

/** The object of a page's address. Throws NOT_FOUND for what is not there, or hidden from whoever asks. */
export function objectOf(session: Session, name: string): ObjectModel {
  const object = modelInWords(session).objects.get(name.toLowerCase())
  if (object && session.access.object(object, 'read')) return object
  throw missingPage()
}

export function missingPage(): AtelierError {
  return new AtelierError('NOT_FOUND', say('The requested resource does not exist'))
}

export function mayNotChange({ label }: ObjectModel): AtelierError {
  const message = say('You may not change records of {object}.', { object: label })
  return new AtelierError('INSUFFICIENT_ACCESS_OR_READONLY', message)
}
