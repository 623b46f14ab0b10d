import type { RecordValues } from '../../fields/field-type.ts'
import type { FieldModel } from '../../metadata/org-model.ts'
import type { WritePlan } from './plan.ts'
import { arrayLiteral, historyText, sameValue } from './values.ts'

/** One changed field of one record: record id, field, old and new value, and the field's id. */
export type HistoryEntry = readonly [string, string, string | null, string | null, string | null]

/** What the save will have changed of the fields that the object keeps a history of. */
export function collectHistory(
  plan: WritePlan,
  changed: readonly FieldModel[],
  changes: readonly {
    readonly id: string | null
    readonly before: RecordValues | null
    readonly after: RecordValues
  }[],
): readonly HistoryEntry[] {
  const tracked = changed.filter(field => plan.tracked.has(field))
  const entries: HistoryEntry[] = []
  if (tracked.length === 0) return entries
  for (const { id, before, after } of changes) {
    for (const field of tracked) {
      const [old, now] = [before?.[field.name], after[field.name]]
      if (sameValue(field, old, now)) continue
      entries.push([id as string, field.name, historyText(old), historyText(now), field.id ?? null])
    }
  }
  return entries
}

/** The entries as five array literals. */
export function historyValues(entries: readonly HistoryEntry[]): readonly string[] {
  return [0, 1, 2, 3, 4].map(index => arrayLiteral(entries.map(entry => entry[index] as string | null)))
}
