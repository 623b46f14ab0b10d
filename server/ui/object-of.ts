import { AtelierError } from '../kernel/errors.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'

/** The object of a page's address. Throws NOT_FOUND for what is not there, or hidden from whoever asks. */
export function objectOf({ org, access }: Session, name: string): ObjectModel {
  const object = org.model.objects.get(name.toLowerCase())
  if (object && access.object(object, 'read')) return object
  throw missingPage()
}

export function missingPage(): AtelierError {
  return new AtelierError('NOT_FOUND', 'The requested resource does not exist')
}
