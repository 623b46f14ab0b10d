import { AtelierError, type Problem, statusOf } from '../kernel/errors.ts'
import type { WriteResult } from '../records/write-request.ts'

/** The problems of a record, answered with the status of the first one's code. */
export class RequestProblems extends Error {
  readonly status: number
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems[0]?.message)
    this.status = statusOf(problems[0]?.code ?? '')
    this.problems = problems
  }
}

/** The only result of a one-record save, or its problems as the error of the request. */
export function singleResult(results: readonly WriteResult[]): WriteResult {
  const result = results[0] as WriteResult
  if (result.success) return result
  const { errors } = result
  // In a list, a record that is not there is a wrong reference; in a path it is a missing resource.
  if (errors.some(isMissingRecord))
    throw new AtelierError('NOT_FOUND', 'The requested resource does not exist')
  throw new RequestProblems(errors)
}

function isMissingRecord({ code, fields }: Problem): boolean {
  return code === 'INVALID_CROSS_REFERENCE_KEY' && !fields?.length
}
