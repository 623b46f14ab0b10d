import type { ComponentKey } from '../../component.ts'
import type { ModelDraft } from '../../model-draft.ts'

/** A field that the text names, that the deploy before still had, and that is gone. */
export function findRemovedField(text: string, draft: ModelDraft): ComponentKey | undefined {
  const words = new Set(text.toLowerCase().match(/\w+/g))
  const removed = (draft.context.before ?? []).find(
    ({ type, name, object = '' }) =>
      type === 'field' &&
      words.has(name.toLowerCase()) &&
      !draft.objects.get(object.toLowerCase())?.fields.has(name.toLowerCase()),
  )
  return removed && { type: 'field', fullName: removed.fullName }
}
