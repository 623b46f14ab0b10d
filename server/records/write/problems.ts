import type { ErrorCode } from '../../kernel/errors.ts'
import { type Message, say } from '../../kernel/message.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import { addProblem, type Change } from './context.ts'

/** Problems that several stages find. */

export function addNoSuchColumn(change: Change, object: ObjectModel, name: string, hint?: Message): void {
  const message = say("No such column '{name}' on sobject of type {object}", { name, object: object.name })
  addProblem(change, 'INVALID_FIELD', message, { fields: [name], hint })
}

/** What a lookup may not lead to is told in the same words as what is not there. */
export function addNoSuchRecord(change: Change, field: FieldModel, id: string, targets: Message): void {
  addProblem(change, 'INVALID_CROSS_REFERENCE_KEY', say('invalid cross reference id'), {
    fields: [field.name],
    hint: say('There is no {targets} with the id {id}, or it was deleted.', { targets, id }),
  })
}

export function addWrongRecordType(change: Change, id: string, hint: Message): void {
  const message = say("Record Type ID: this ID value isn't valid for the user: {id}", { id })
  addProblem(change, 'INVALID_CROSS_REFERENCE_KEY', message, { fields: ['RecordTypeId'], hint })
}

/** In words that stand in the metadata, in the language in which they are found. */
export function addOwnWords(
  change: Change,
  code: ErrorCode,
  message: string,
  fields: readonly string[],
): void {
  change.problems.push({ code, message, fields })
}
