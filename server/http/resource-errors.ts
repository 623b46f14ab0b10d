import type { ErrorRequestHandler, Request } from 'express'
import { AtelierError, type Problem } from '../kernel/errors.ts'
import { sendValue } from './respond.ts'
import { RequestProblems } from './single-result.ts'

/** Answers of their own that Salesforce gives where the path names the object and the record. */
export const handleResourceError: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const [problem] = problemsOf(error)
  if (problem?.ids) return sendValue(response, addressesOf(request, problem.ids), 300)
  next(problem?.code === 'INVALID_TYPE' ? missingObject(problem) : error)
}

function problemsOf(error: unknown): readonly Problem[] {
  return error instanceof AtelierError || error instanceof RequestProblems ? error.problems : []
}

/** An external id that several records have: the choice is the client's. */
function addressesOf({ params }: Request, ids: readonly string[]): readonly string[] {
  return ids.map(id => `/services/data/v${params.version}/sobjects/${params.object}/${id}`)
}

/** An object in a path that is not there is a missing resource. */
function missingObject({ hint }: Problem): AtelierError {
  const [code, message] = ['NOT_FOUND', 'The requested resource does not exist'] as const
  return new AtelierError(code, message, [{ code, message, ...(hint && { hint }) }])
}
