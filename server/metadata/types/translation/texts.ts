import type { OrgModel } from '../../org-model.ts'

/** Texts by the key of what they are called; see `keyOf`. What is not there keeps its own words. */
export type Texts = ReadonlyMap<string, string>

export type Kind =
  | 'object'
  | 'plural'
  | 'field'
  | 'help'
  | 'filter'
  | 'relationship'
  | 'value'
  | 'recordType'
  | 'recordTypeDescription'
  | 'listView'
  | 'section'
  | 'rule'
  | 'system'
  | 'app'
  | 'appDescription'
  | 'job'
  | 'path'
  | 'step'
  | 'hook'
  | 'form'
  | 'formDescription'
  | 'formConfirmation'
  | 'sharingRule'
  | 'label'
  | 'description'

/** `value order.status PENDING VALIDATION`, `label profile Operations`. */
export function keyOf(kind: Kind, owner: string, name = ''): string {
  return `${kind} ${owner.toLowerCase()} ${name}`
}

/** Undefined where no package has translated anything into the language. */
export function textsIn(model: Pick<OrgModel, 'parts'>, language: string): Texts | undefined {
  return model.parts.get('translation')?.get(language) as Texts | undefined
}
