import type { Session } from '../org/session.ts'
import type { Query } from '../records/query/query.ts'
import type { WriteRequest, WriteResult } from '../records/write-request.ts'
import type { Table, TableColumn } from './protocol.ts'

type TakeRows = (rows: Table['rows']) => Promise<void>

/** What hooks read and write through; made of the records rooms by the composition root. */
export interface HookData {
  parseSoql(session: Session, text: string, binds: Readonly<Record<string, unknown>>): Query
  /** Hands over the rows, at most `most`, in batches: a long result is never here as a whole. Gives their columns. */
  read(session: Session, query: Query, most: number, take: TakeRows): Promise<readonly TableColumn[]>
  write(session: Session, request: WriteRequest): Promise<readonly WriteResult[]>
  /** Runs the work in a transaction of its own; the session that it gets is inside. */
  inTransaction<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T>
  /** Inside a transaction: undoes what the work has done when it throws, and nothing else. */
  savepoint<T>(session: Session, work: () => Promise<T>): Promise<T>
}
