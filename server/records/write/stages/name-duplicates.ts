import { say } from '../../../kernel/message.ts'
import type { FieldModel } from '../../../metadata/org-model.ts'
import { addProblem, type Change, type WriteContext } from '../context.ts'
import { duplicatesStored, refuseDuplicate } from './find-duplicates.ts'

/** Says of records that a unique index has kept out which value is taken, and by which record. */
export async function nameDuplicates(
  context: WriteContext,
  fields: readonly FieldModel[],
  changes: readonly Change[],
): Promise<void> {
  const own = new Set(context.changes.map(change => change.id))
  for (const { field, change, id } of await duplicatesStored(context, fields, changes)) {
    refuseDuplicate(context, change, field, own.has(id) ? null : id)
  }
  for (const change of changes) {
    if (change.problems.length === 0)
      addProblem(
        change,
        'DUPLICATE_VALUE',
        say('duplicate value found: <unknown> duplicates value on record with id: <unknown>'),
      )
    change.id = null
  }
}
