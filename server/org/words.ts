import type { FieldModel, ObjectModel, OrgModel } from '../metadata/org-model.ts'
import { keyOf, textsIn } from '../metadata/types/translation/texts.ts'
import { translateModel } from '../metadata/types/translation/translate-model.ts'
import type { Session } from './session.ts'

type Asking = Pick<Session, 'org' | 'principal'>

/** The org model in the language of whoever asks: for what people read. */
export function modelInWords({ org, principal }: Asking): OrgModel {
  return translateModel(org.model, principal.language)
}

/** The same object with the labels of whoever asks. */
export function objectInWords(session: Asking, object: ObjectModel): ObjectModel {
  return modelInWords(session).objects.get(object.name.toLowerCase()) ?? object
}

/** What a field of a record says in the words of its object's model: of one that shows a component, the component's. */
export function recordText<Value>(
  { recordTexts }: ObjectModel,
  id: unknown,
  field: string,
  value: Value,
): Value | string {
  return recordTexts?.get(String(id))?.get(field.toLowerCase()) ?? value
}

export function fieldInWords(session: Asking, field: FieldModel): FieldModel {
  const object = modelInWords(session).objects.get(field.object.toLowerCase())
  return object?.fields.get(field.name.toLowerCase()) ?? field
}

/** What a hook says of a record, in the language of whoever saves it. */
export function hookMessageInWords({ org, principal }: Asking, message: string): string {
  const { language } = principal
  const texts = language === undefined ? undefined : textsIn(org.model, language)
  return texts?.get(keyOf('hook', '', message)) ?? message
}
