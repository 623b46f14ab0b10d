import { say } from '../../../kernel/message.ts'
import { type Change, goodChanges, type WriteContext } from '../context.ts'
import { addWrongRecordType } from '../problems.ts'
import { recordTypeOf } from '../record-types.ts'

/** The record type that a request gives is one that is available to its user; one that a record has stays. */
export function checkRecordTypes(context: WriteContext): void {
  const { object, operation } = context
  if ((operation !== 'insert' && operation !== 'update') || object.recordTypes.size === 0) return
  for (const change of goodChanges(context)) checkRecordType(context, change)
}

/** Inactive ones, and those of other objects, are refused with the other values. */
function checkRecordType({ object, session }: WriteContext, change: Change): void {
  const { before, after } = change
  const type = recordTypeOf(object, after.RecordTypeId)
  if (!type?.active || before?.RecordTypeId === type.id || session.access.recordType(object, type)) return
  const hint = say(
    'The record type {type} is not available to you: your profile or a permission set has to name it under recordTypeVisibilities.',
    { type: type.name },
  )
  addWrongRecordType(change, type.id, hint)
}
