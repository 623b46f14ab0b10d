import { AtelierError, type ErrorCode } from '../kernel/errors.ts'
import { type Message, say } from '../kernel/message.ts'

/** An error that PostgreSQL (or the way to it) raised, with what a caller may decide on. */
export class DatabaseError extends AtelierError {
  /** SQLSTATE, or the socket's code (`ECONNREFUSED`). */
  readonly sqlState: string
  readonly constraint: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined
  readonly detail: string | undefined

  constructor(code: ErrorCode, message: string | Message, cause: PgErrorShape) {
    super(code, message, undefined, { cause })
    this.sqlState = cause.code ?? ''
    this.constraint = cause.constraint
    this.table = cause.table
    this.column = cause.column
    this.detail = cause.detail
  }
}

interface PgErrorShape {
  readonly message?: string
  readonly code?: string
  readonly constraint?: string
  readonly table?: string
  readonly column?: string
  readonly detail?: string
  readonly name?: string
}

/** Serialization failure, deadlock, lock timeout: the transaction may simply be run again. */
const RETRYABLE = new Set(['40001', '40P01', '55P03'])

const BY_STATE: Readonly<Record<string, readonly [ErrorCode, Message]>> = {
  '23505': ['DUPLICATE_VALUE', say('duplicate value found')],
  '23503': ['INVALID_CROSS_REFERENCE_KEY', say('invalid cross reference id')],
  '23502': ['REQUIRED_FIELD_MISSING', say('Required fields are missing')],
  '22003': ['NUMBER_OUTSIDE_VALID_RANGE', say('number outside of valid range')],
  '22P05': ['INVALID_INPUT', say('The text holds a character that cannot be stored.')],
  '22021': ['INVALID_INPUT', say('The text holds a character that cannot be stored.')],
  '40001': ['UNABLE_TO_LOCK_ROW', say('unable to obtain exclusive access to this record')],
  '40P01': ['UNABLE_TO_LOCK_ROW', say('unable to obtain exclusive access to this record')],
  '55P03': ['UNABLE_TO_LOCK_ROW', say('unable to obtain exclusive access to this record')],
  '53100': ['SERVER_UNAVAILABLE', say('The database has no space left on its disk.')],
  '57014': ['QUERY_TIMEOUT', say('Your query request was running for too long.')],
}

export function isRetryable(error: unknown): boolean {
  return error instanceof DatabaseError && RETRYABLE.has(error.sqlState)
}

export function translatePgError(error: unknown): Error {
  if (error instanceof AtelierError) return error
  const shape = error as PgErrorShape
  const known = BY_STATE[shape.code ?? '']
  if (known) return new DatabaseError(known[0], known[1], shape)
  if (shape.name === 'KnexTimeoutError') return busy()
  if (isConnectionLoss(shape)) {
    return new DatabaseError(
      'SERVER_UNAVAILABLE',
      say('The database cannot be reached. Try again shortly.'),
      shape,
    )
  }
  return new DatabaseError('UNKNOWN_EXCEPTION', shape.message ?? 'database error', shape)
}

/** All connections are in use, and stay so. */
export function busy(): DatabaseError {
  const message = say(
    'The server is busy: all its connections to the database are in use. Try again shortly.',
  )
  return new DatabaseError('SERVER_UNAVAILABLE', message, {})
}

function isConnectionLoss(error: PgErrorShape): boolean {
  const code = error.code ?? ''
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code)) return true
  if (/^(08|57P0|53)/.test(code)) return true
  return /Connection terminated|timeout exceeded|not queryable/i.test(error.message ?? '')
}
