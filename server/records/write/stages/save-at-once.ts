import { DatabaseError } from '../../../storage/pg-errors.ts'
import type { Statement } from '../../../storage/statement.ts'
import { outcomeUnknown, runGated } from '../../../storage/transaction.ts'
import type { WriteContext } from '../context.ts'

type Rows = readonly (readonly (string | null)[])[]

/** Runs the one statement of a save at once; undefined when it saved nothing. */
export async function saveAtOnce(context: WriteContext, statement: Statement): Promise<Rows | undefined> {
  try {
    const { rows } = await runGated(context.connection, statement)
    return rows.length === 0 ? undefined : rows.map(row => row.slice(1))
  } catch (error) {
    if (error instanceof DatabaseError && isBroken(error)) throw outcomeUnknown(error)
    throw error
  }
}

/** The connection went away under the statement, which commits by itself. */
function isBroken({ cause }: DatabaseError): boolean {
  return /Connection terminated|ECONNRESET|EPIPE/.test(String((cause as Error | undefined)?.message ?? cause))
}
