import { isOffered } from '../fields/dependent-values.ts'
import type { FieldModel, ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { compileCell } from './cell.ts'

/** Another control of the form that says what can be chosen in this one. */
export interface FollowsView {
  readonly field: string
  readonly label: string
  /** JSON: for each value that only some values of the other field offer, which ones. */
  readonly offers: string
}

interface Asked {
  readonly session: Session
  readonly object: ObjectModel
  readonly recordType: RecordTypeModel | undefined
  /** As it is stored; a new one has none of its values. */
  readonly record: ReadRecord
  /** Is there a control for the field? */
  readonly isOnForm: (name: string) => boolean
}

/**
 * Which values of a picklist can be chosen: those of the record type; undefined: all. Where a control of the form offers
 * them, the browser follows it (`followsOf`); where only the stored record does, the choice is narrowed here. Without a
 * script all stay, and the save says what does not go together.
 */
export function allowedValues(asked: Asked, field: FieldModel): ReadonlySet<string> | undefined {
  const { session, object, recordType, record, isOnForm } = asked
  const ofType = recordType?.picklistValues.get(field.name.toLowerCase())?.values
  const allowed = ofType && setOf(ofType)
  const controlling = controllingCell(session, object, field)
  if (!controlling || isOnForm(controlling.field.name) || !(controlling.field.name in record)) return allowed
  const { value } = controlling.read(record)
  const offered = (field.values ?? []).filter(one => isOffered(one, value)).map(({ fullName }) => fullName)
  return new Set(offered.filter(one => !allowed || allowed.has(one)))
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** The same set for the same list: what is made of it is made once. */
function setOf(values: readonly string[]): ReadonlySet<string> {
  const set = sets.get(values) ?? new Set(values)
  sets.set(values, set)
  return set
}

/** The control of the form that offers a picklist's values; null where it has none. */
export function followsOf(
  { session, object, isOnForm }: Pick<Asked, 'session' | 'object' | 'isOnForm'>,
  field: FieldModel,
): FollowsView | null {
  const controlling = controllingCell(session, object, field)
  if (!controlling || !isOnForm(controlling.field.name)) return null
  return followsView(field, controlling.field.name, controlling.label)
}

/** The field that controls a picklist, where whoever asks may see it. */
function controllingCell(session: Session, object: ObjectModel, { controllingField }: FieldModel) {
  return controllingField === undefined ? undefined : compileCell(session, object, controllingField)
}

/** Paths of the fields that control these ones: what a form has to read of the record. */
export function controllingPaths(fields: readonly FieldModel[]): readonly string[] {
  return fields.flatMap(({ controllingField }) => controllingField ?? [])
}

function followsView({ values = [] }: FieldModel, field: string, label: string): FollowsView {
  const offers = values.flatMap(({ fullName, validFor }) =>
    validFor ? [[fullName, validFor.map(name => name.toLowerCase())] as const] : [],
  )
  return { field, label, offers: JSON.stringify(Object.fromEntries(offers)) }
}
