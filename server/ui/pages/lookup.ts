import { modelInWords } from '../../org/words.ts'
import { suggestTargets, type Target } from '../find-target.ts'
import { missingPage, objectOf } from '../object-of.ts'
import type { Visit } from '../visit.ts'

interface Suggestion {
  readonly id: string
  readonly name: string
  /** Label of the object, where the lookup leads to several. */
  readonly kind: string
}

/** Records for somebody who types into a lookup's control. */
export async function suggestions(
  { session }: Visit,
  { object: objectName, field: fieldName }: { readonly object: string; readonly field: string },
  text: string,
): Promise<readonly Suggestion[]> {
  const object = objectOf(session, objectName)
  const field = object.fields.get(fieldName.toLowerCase())
  if (!field?.referenceTo || !session.access.field(field, 'edit')) throw missingPage()
  const isMixed = field.referenceTo.length > 1
  const label = (target: Target): string =>
    modelInWords(session).objects.get(target.object.toLowerCase())?.label ?? ''
  const found = await suggestTargets(session, field, text.trim())
  return found.map(target => ({ id: target.id, name: target.name, kind: isMixed ? label(target) : '' }))
}
