import { inEnglish, type Message } from './message.ts'

/** The HTTP status that each error code answers with. Codes are Salesforce's wherever Salesforce has one. */
const STATUS_BY_CODE = {
  API_DISABLED_FOR_ORG: 403,
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 400,
  CIRCULAR_DEPENDENCY: 400,
  DELETE_FAILED: 400,
  DEPLOY_FAILED: 400,
  DUPLICATE_EXTERNAL_ID: 300,
  DUPLICATE_VALUE: 400,
  ENTITY_IS_DELETED: 404,
  EXCEEDED_ID_LIMIT: 400,
  EXCEEDED_MAX_RECORDS: 400,
  FIELD_CUSTOM_VALIDATION_EXCEPTION: 400,
  FIELD_FILTER_VALIDATION_EXCEPTION: 400,
  FIELD_INTEGRITY_EXCEPTION: 400,
  HOOK_FAILED: 400,
  IDEMPOTENCY_KEY_REUSED: 422,
  INSUFFICIENT_ACCESS_OR_READONLY: 403,
  INVALID_CROSS_REFERENCE_KEY: 400,
  INVALID_EMAIL_ADDRESS: 400,
  INVALID_FIELD: 400,
  INVALID_FIELD_FOR_INSERT_UPDATE: 400,
  INVALID_ID_FIELD: 400,
  INVALID_INPUT: 400,
  INVALID_NEW_PASSWORD: 400,
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 400,
  INVALID_QUERY_FILTER_OPERATOR: 400,
  INVALID_QUERY_LOCATOR: 400,
  INVALID_SESSION_ID: 401,
  INVALID_TYPE: 400,
  INVALID_TYPE_ON_FIELD_IN_RECORD: 400,
  JSON_PARSER_ERROR: 400,
  LIMIT_EXCEEDED: 400,
  MALFORMED_ID: 400,
  MALFORMED_QUERY: 400,
  MALFORMED_SEARCH: 400,
  METHOD_NOT_ALLOWED: 405,
  MISSING_ARGUMENT: 400,
  NOT_FOUND: 404,
  NUMBER_OUTSIDE_VALID_RANGE: 400,
  OUTCOME_UNKNOWN: 503,
  PRECONDITION_FAILED: 412,
  QUERY_TIMEOUT: 400,
  REQUEST_TOO_LARGE: 413,
  REQUIRED_FIELD_MISSING: 400,
  SERVER_UNAVAILABLE: 503,
  STRING_TOO_LONG: 400,
  TRIGGER_DEPTH_EXCEEDED: 400,
  UNABLE_TO_LOCK_ROW: 409,
  UNKNOWN_EXCEPTION: 500,
  UNSUPPORTED_MEDIA_TYPE: 415,
} as const

export type ErrorCode = keyof typeof STATUS_BY_CODE

/** Where in a metadata file: 1-based line and column. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A place, and what stands there: `layout Order.Tender_Layout`. */
export interface NamedPlace extends Position {
  readonly name: string
}

/** One thing that is wrong, in words for the person who can put it right. */
export interface Problem {
  readonly code: string
  /** In English, as the API answers it. */
  readonly message: string
  /** The same for people who read another language, and what to do after it; left out: it is told as it is. */
  readonly says?: readonly Message[]
  /** API names of the fields that the problem belongs to. */
  readonly fields?: readonly string[]
  /** Path inside the input, e.g. `records[3].price__c` or `/valueSet/values/0`. */
  readonly path?: string
  readonly position?: Position
  /** All places that it concerns, when they are more than its own: who uses what cannot be removed. */
  readonly places?: readonly NamedPlace[]
  /** What to do, when the message does not say it already. */
  readonly hint?: string
  /** Records that the input may mean, when it means more than one. */
  readonly ids?: readonly string[]
  /** A save that came too late: what it would have stored, and what is stored, of the fields that differ. */
  readonly versions?: {
    readonly submitted: Readonly<Record<string, unknown>>
    readonly stored: Readonly<Record<string, unknown>>
  }
}

/** The only error class that leaves a room: a closed code, its HTTP status and every problem found. */
export class AtelierError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly problems: readonly Problem[]

  constructor(
    code: ErrorCode,
    message: string | Message,
    problems?: readonly Problem[],
    options?: { cause?: unknown },
  ) {
    const only = problemOf(code, message)
    super(only.message, options)
    this.name = 'AtelierError'
    this.code = code
    this.status = STATUS_BY_CODE[code]
    this.problems = Object.freeze(problems ?? [only])
  }
}

/** What is known of a problem beside its words. */
export type ProblemDetails = Omit<Partial<Problem>, 'code' | 'message' | 'says' | 'hint'> & {
  readonly hint?: Message | undefined
  /** Label of the field, with which the API's message begins; pages show the field itself. */
  readonly label?: string
}

/** What is told to programs alone is text. `{fields}` in a message is what whoever reads it calls the problem's fields. */
export function problemOf(
  code: string,
  message: string | Message,
  { label, hint, ...more }: ProblemDetails = {},
): Problem {
  const english = typeof message === 'string' ? message : inEnglish(message)
  return {
    code,
    message: label === undefined ? english : `${label}: ${english}`,
    ...(typeof message !== 'string' && { says: hint ? [message, hint] : [message] }),
    ...more,
    ...(hint && { hint: inEnglish(hint) }),
  }
}

/** An error with one problem that belongs to fields. */
export function fieldError(
  code: ErrorCode,
  message: string | Message,
  fields: readonly string[],
): AtelierError {
  return new AtelierError(code, message, [problemOf(code, message, { fields })])
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(STATUS_BY_CODE, code)
}

/** The status of a problem's code; problems with a check id of their own (deploy checks) answer 400. */
export function statusOf(code: string): number {
  return isErrorCode(code) ? STATUS_BY_CODE[code] : 400
}
