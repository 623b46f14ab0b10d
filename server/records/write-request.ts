import type { Problem } from '../kernel/errors.ts'

export type WriteOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete'

/** One save of 1 to 10,000 records of one object. */
export interface WriteRequest {
  readonly object: string
  readonly operation: WriteOperation
  /** API values by field name in any case, as JSON gives them. Update, delete and undelete need `Id`. */
  readonly records: readonly Readonly<Record<string, unknown>>[]
  /** All or nothing: one problem rolls everything back. */
  readonly allOrNone: boolean
  /** Upsert: the external id field to match on. */
  readonly externalIdField?: string
  /** The save goes ahead only for records not changed since this instant (ISO, UTC). */
  readonly ifUnmodifiedSince?: string
  /** The save goes ahead only for records whose LastModifiedDate is exactly this one (the version a form was read with). */
  readonly ifMatch?: string
  /** Validation rules to leave out, by name: needs the right, and is recorded. */
  readonly skipRules?: readonly string[]
  /** A second request with the key and the same content gets the first one's results. */
  readonly idempotencyKey?: string
}

/** What became of one record, in the order of the request. */
export interface WriteResult {
  readonly id: string | null
  readonly success: boolean
  readonly created: boolean
  readonly errors: readonly Problem[]
}
