import type { PicklistValue } from '../fields/field-spec.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { tryValues } from '../records/try-values.ts'
import type { Visit } from './visit.ts'

/** A record on its path. */
export interface Walked {
  readonly object: ObjectModel
  readonly id: string
  readonly record: ReadRecord
}

/** Where a record can go from the step of its path that it has reached. */
export interface NextSteps {
  /** Values that no validation rule refuses. */
  readonly open: readonly PicklistValue[]
  /** What has to be done before others are open; what never follows the value that it has is not here. */
  readonly refused: readonly { readonly labels: string; readonly message: string }[]
}

export const NOWHERE: NextSteps = { open: [], refused: [] }

/** Asks the rules for each of the values, as if nothing else of the record were changed. */
export async function nextSteps(
  { session }: Visit,
  { object, id, record }: Walked,
  field: FieldModel,
  values: readonly PicklistValue[],
): Promise<NextSteps> {
  const others = values.filter(({ fullName, isActive }) => isActive && fullName !== record[field.name])
  const asked = { object, id, field }
  const tried = await tryValues(
    session,
    asked,
    others.map(({ fullName }) => fullName),
  )
  if (!tried) return NOWHERE
  const labels = new Map<string, readonly string[]>()
  for (const { fullName, label } of others) {
    const rules = tried.get(fullName) ?? []
    // The value that it has and the one that it would get are enough to say no: there is nothing to be done about it.
    const isNever = rules.some(({ rule }) => rule.references.every(path => path === field.name))
    if (isNever) continue
    for (const { errorMessage } of rules)
      labels.set(errorMessage, [...(labels.get(errorMessage) ?? []), label])
  }
  return {
    open: others.filter(({ fullName }) => tried.get(fullName)?.length === 0),
    refused: [...labels].map(([message, ofMessage]) => ({ labels: ofMessage.join(', '), message })),
  }
}
