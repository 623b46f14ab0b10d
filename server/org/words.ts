import type { OrgModel } from '../metadata/org-model.ts'
import { translateModel } from '../metadata/types/translation/translate-model.ts'
import type { Session } from './session.ts'

/** The org model in the language of whoever asks: for what people read. */
export function modelInWords({ org, principal }: Pick<Session, 'org' | 'principal'>): OrgModel {
  return translateModel(org.model, principal.language)
}
