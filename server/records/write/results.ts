import { problemOf } from '../../kernel/errors.ts'
import { say } from '../../kernel/message.ts'
import type { WriteResult } from '../write-request.ts'
import type { Change } from './context.ts'

const ROLLED_BACK = Object.freeze([
  Object.freeze(
    problemOf(
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      say('Record rolled back because not all records were valid and the request was using AllOrNone header'),
      { fields: [] },
    ),
  ),
])

const NO_ERRORS = Object.freeze([])

export function toResult(change: Change, isInsert: boolean): WriteResult {
  if (change.problems.length === 0) {
    return { id: change.id, success: true, created: isInsert, errors: NO_ERRORS }
  }
  return { id: isInsert ? null : change.id, success: false, created: false, errors: change.problems }
}

/** The results of a batch of which nothing was saved: the good records went with the bad ones. */
export function toRolledBack(result: WriteResult): WriteResult {
  if (!result.success) return result
  return { id: result.created ? null : result.id, success: false, created: false, errors: ROLLED_BACK }
}
