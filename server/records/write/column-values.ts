import type { FieldModel } from '../../metadata/org-model.ts'
import type { Change } from './context.ts'
import { arrayLiteral } from './values.ts'

/** What the save binds for each field: one text for a single record, else an array of one per record. */
export function columnValues(
  fields: readonly FieldModel[],
  changes: readonly Change[],
  single: boolean,
): (string | null)[] {
  if (single) return fields.map(field => textOf(field, changes[0] as Change))
  return fields.map(field => {
    const texts = new Array<string | null>(changes.length)
    for (let i = 0; i < changes.length; i++) texts[i] = textOf(field, changes[i] as Change)
    return arrayLiteral(texts)
  })
}

function textOf(field: FieldModel, change: Change): string | null {
  const value = change.after[field.name]
  return value === null || value === undefined ? null : field.fieldType.toDatabase(value)
}
