import type { FieldSpec } from '../../../fields/field-spec.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'

type Ability = 'enableActivities' | 'enableFeeds' | 'enableNotes' | 'custom'

/** Lookups of standard objects that take records of every custom object that has the ability. */
const OPEN_LOOKUPS: ReadonlyMap<string, Ability> = new Map([
  ['task.whatid', 'enableActivities'],
  ['event.whatid', 'enableActivities'],
  ['entitysubscription.parentid', 'enableFeeds'],
  ['note.parentid', 'enableNotes'],
  ['attachment.parentid', 'enableNotes'],
  ['contentdocumentlink.linkedentityid', 'custom'],
  ['contentversion.firstpublishlocationid', 'custom'],
])

/** The field with the custom objects that joined what it refers to. */
export function withOpenTargets(spec: FieldSpec, object: ObjectDraft, draft: ModelDraft): FieldSpec {
  const ability = OPEN_LOOKUPS.get(`${object.name}.${spec.name}`.toLowerCase())
  const { referenceTo } = spec
  if (!ability || !referenceTo) return spec
  const joined = [...draft.objects.values()].filter(other => other.custom && other[ability])
  return { ...spec, referenceTo: [...new Set([...referenceTo, ...joined.map(({ name }) => name)])] }
}
