import { modelInWords } from '../../org/words.ts'
import { suggestTargets, type Target } from '../find-target.ts'
import type { FormBody } from '../form-input.ts'
import { creatableTargets, createAddress } from '../lookup-view.ts'
import { messageIn } from '../messages.ts'
import { missingPage, objectOf } from '../object-of.ts'
import { sourceValues } from '../source-values.ts'
import type { Visit } from '../visit.ts'

interface Suggestion {
  /** Empty: the record is to be made. */
  readonly id: string
  readonly name: string
  /** Label of the object, where the lookup leads to several. */
  readonly kind: string
  /** Form for a new record; only where there is one to be made. */
  readonly create?: string
}

/** Records for somebody who types into a lookup's control, and forms for new ones. */
export async function suggestions(
  visit: Visit,
  { object: objectName, field: fieldName }: { readonly object: string; readonly field: string },
  asked: FormBody,
): Promise<readonly Suggestion[]> {
  const { session, viewer } = visit
  const object = objectOf(session, objectName)
  const field = object.fields.get(fieldName.toLowerCase())
  if (!field?.referenceTo || !session.access.field(field, 'edit')) throw missingPage()
  const isMixed = field.referenceTo.length > 1
  const label = (target: Target): string =>
    modelInWords(session).objects.get(target.object.toLowerCase())?.label ?? ''
  const text = typeof asked.q === 'string' ? asked.q.trim() : ''
  const values = await sourceValues(visit, object, field, asked)
  const found = await suggestTargets(session, field, text, values)
  const create = creatableTargets(session, field).map(target => ({
    id: '',
    name: messageIn(viewer.language, text === '' ? 'lookup.new' : 'lookup.newNamed', {
      what: target.label,
      name: text,
    }),
    kind: '',
    create: createAddress(target, text),
  }))
  return [
    ...found.map(target => ({ id: target.id, name: target.name, kind: isMixed ? label(target) : '' })),
    ...create,
  ]
}
