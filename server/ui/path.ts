import type { FieldModel, ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import { pathAssistantOf } from '../metadata/types/path-assistant/compile.ts'
import type { Session } from '../org/session.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { compileCell } from './cell.ts'
import { type FieldView, fieldView } from './field-view.ts'
import type { Visit } from './visit.ts'

export interface PathView {
  readonly label: string
  /** What the steps are values of. */
  readonly field: string
  /** Where the step is changed; empty: who reads may not. */
  readonly change: string
  readonly steps: readonly {
    readonly label: string
    readonly isComplete: boolean
    readonly isCurrent: boolean
  }[]
  /** What to do at the step that the record has reached, and the fields that matter there. */
  readonly info: string
  readonly fields: readonly FieldView[]
}

interface Walked {
  readonly object: ObjectModel
  readonly record: ReadRecord
  readonly recordType: RecordTypeModel | undefined
}

type Assistant = NonNullable<ReturnType<typeof pathAssistantOf>>

function assistantOf({ org, access }: Session, object: ObjectModel, recordType: RecordTypeModel | undefined) {
  const assistant = pathAssistantOf(org.model, object.name, recordType?.name)
  const field = assistant && object.fields.get(assistant.field.toLowerCase())
  return field && access.field(field, 'read') ? { assistant, field } : undefined
}

/** Paths of the fields that a path shows beside those of the layout. */
export function pathFields(
  session: Session,
  object: ObjectModel,
  recordType: RecordTypeModel | undefined,
): readonly string[] {
  const found = assistantOf(session, object, recordType)
  if (!found) return []
  return [found.field.name, ...[...found.assistant.steps.values()].flatMap(({ fields }) => fields)]
}

/** How far a record has come on the path of its object; null for objects without one. */
export function pathOf(
  { session, viewer }: Visit,
  { object, record, recordType }: Walked,
  changeOf: (field: string) => string,
): PathView | null {
  const found = assistantOf(session, object, recordType)
  if (!found) return null
  const { assistant, field } = found
  const value = record[field.name] as string | null
  const values = stepsOf(field, recordType, value)
  const current = values.findIndex(({ fullName }) => fullName === value)
  const step = stepOf(assistant, value)
  const cells = (step?.fields ?? []).flatMap(path => compileCell(session, object, path) ?? [])
  return {
    label: assistant.label,
    field: field.label,
    change: changeOf(field.name),
    steps: values.map(({ label }, index) => ({
      label,
      isComplete: index < current,
      isCurrent: index === current,
    })),
    info: step?.info ?? '',
    fields: cells.map(cell => fieldView(cell, viewer, { record, change: changeOf(cell.path) })),
  }
}

function stepOf({ steps }: Assistant, value: string | null) {
  return value === null ? undefined : steps.get(value)
}

function stepsOf(
  { values = [], name }: FieldModel,
  recordType: RecordTypeModel | undefined,
  current: string | null,
): NonNullable<FieldModel['values']> {
  const allowed = recordType?.picklistValues.get(name.toLowerCase())?.values
  return values.filter(
    ({ fullName, isActive }) =>
      fullName === current || (isActive && (!allowed || allowed.includes(fullName))),
  )
}
