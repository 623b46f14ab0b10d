import { say } from '../../../kernel/message.ts'
import { DatabaseError } from '../../../storage/pg-errors.ts'
import { savepoint } from '../../../storage/transaction.ts'
import { addProblem, type Change, type WriteContext } from '../context.ts'

/** SQLSTATE classes that one row is to blame for: integrity violations and data exceptions. */
const ROW_FAULT = /^(23|22)/

export function isRowFault(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && ROW_FAULT.test(error.sqlState)
}

/**
 * Saves the changes in one statement. When PostgreSQL refuses it and the write is searching, halves are tried until
 * the records at fault are found and the others are saved.
 */
export async function searchFaults(
  context: WriteContext,
  changes: readonly Change[],
  save: (changes: readonly Change[]) => Promise<void>,
): Promise<void> {
  if (changes.length === 0) return
  if (context.mode !== 'searching') return save(changes)
  try {
    await savepoint(context.connection, () => save(changes))
  } catch (error) {
    if (!isRowFault(error)) throw error
    if (changes.length === 1) return blame(changes[0] as Change, context, error)
    const middle = changes.length >> 1
    await searchFaults(context, changes.slice(0, middle), save)
    await searchFaults(context, changes.slice(middle), save)
  }
}

function blame(change: Change, { object }: WriteContext, error: DatabaseError): void {
  const field = object.fieldList.find(
    ({ column }) => column !== null && (column === error.column || error.constraint?.includes(`_${column}_`)),
  )
  const fields = field ? [field.name] : []
  // What PostgreSQL itself says is for the log, not for people.
  if (error.code === 'UNKNOWN_EXCEPTION')
    addProblem(change, 'INVALID_INPUT', say('A value of this record cannot be stored.'), { fields })
  else change.problems.push(...error.problems.map(problem => ({ ...problem, fields })))
}
