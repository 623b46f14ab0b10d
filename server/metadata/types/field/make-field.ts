import type { FieldSpec } from '../../../fields/field-spec.ts'
import { fieldTypeFor } from '../../../fields/registry.ts'
import type { Position } from '../../../kernel/errors.ts'
import type { FieldDraft, ObjectDraft } from '../../model-draft.ts'

export interface FieldOrigin {
  readonly system: boolean
  readonly id?: string
  /** Left out: as the field type says. */
  readonly createable?: boolean
  readonly updateable?: boolean
  readonly formerly?: readonly string[]
  readonly position?: Position
}

/** The field of a spec with what its type decides; rules are compiled later, when all fields are there. */
export function makeField(spec: FieldSpec, object: string, origin: FieldOrigin): FieldDraft {
  const fieldType = fieldTypeFor(spec)
  const { system, id, formerly, position } = origin
  return {
    ...spec,
    object,
    fieldType,
    column: fieldType.column(spec) === null ? null : spec.name.toLowerCase(),
    custom: /__c$/i.test(spec.name),
    system,
    ...(id && { id }),
    createable: origin.createable ?? fieldType.writable,
    updateable: origin.updateable ?? fieldType.writable,
    ...(formerly && { formerly }),
    ...(position && { position }),
  }
}

export function addField(object: ObjectDraft, field: FieldDraft): void {
  object.fields.set(field.name.toLowerCase(), field)
  object.fieldList.push(field)
}
