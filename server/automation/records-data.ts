import { inTransaction } from '../org/in-transaction.ts'
import type { TransactionScope } from '../org/session.ts'
import type { HookPort } from '../records/hooks.ts'
import { parseQuery } from '../records/query/parse.ts'
import { readTable } from '../records/read-table.ts'
import { write } from '../records/write.ts'
import { savepoint } from '../storage/transaction.ts'
import type { HookData } from './hook-data.ts'

/** Hooks read and write as everybody does: through read plans and the write stages. `port` fires nested triggers. */
export function recordsData(port: () => HookPort): HookData {
  return {
    parseSoql: (_session, text, binds) => parseQuery(text, binds),
    read: readTable,
    write: (session, request) => write(session, request, port()),
    inTransaction,
    savepoint: (session, work) => savepoint((session.transaction as TransactionScope).connection, work),
  }
}
