import type { FieldModel, ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { ReadRecord } from '../records/read/output-records.ts'

export interface PathView {
  readonly label: string
  /** Where the status is changed; empty: who reads may not. */
  readonly change: string
  readonly steps: readonly {
    readonly label: string
    readonly isComplete: boolean
    readonly isCurrent: boolean
  }[]
}

interface Walked {
  readonly object: ObjectModel
  readonly record: ReadRecord
  readonly recordType: RecordTypeModel | undefined
}

/** Salesforce's picklists of stages, by the name that all its objects give them. */
const STAGES = ['status', 'stagename']

/** How far a record has come through the values of its status; null for objects without one. */
export function pathOf(
  { access }: Session,
  { object, record, recordType }: Walked,
  changeOf: (field: string) => string,
): PathView | null {
  const field = STAGES.map(name => object.fields.get(name)).find(
    one => one?.values && access.field(one, 'read'),
  )
  if (!field || !(field.name in record)) return null
  const values = stepsOf(field, recordType, record[field.name] as string | null)
  const current = values.findIndex(({ fullName }) => fullName === record[field.name])
  return {
    label: field.label,
    change: changeOf(field.name),
    steps: values.map(({ label }, index) => ({
      label,
      isComplete: index < current,
      isCurrent: index === current,
    })),
  }
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
