import type { Response } from 'express'
import { AtelierError, type Problem, statusOf } from '../kernel/errors.ts'
import type { WriteResult } from '../records/write-request.ts'

/** Sends JSON text that is already put together. */
export function sendJson(response: Response, json: string, status = 200): void {
  const body = Buffer.from(json)
  response.writeHead(status, {
    'Content-Type': 'application/json;charset=UTF-8',
    'Content-Length': body.length,
  })
  response.end(body)
}

export function sendValue(response: Response, value: unknown, status = 200): void {
  sendJson(response, JSON.stringify(value), status)
}

export function sendNothing(response: Response): void {
  response.writeHead(204)
  response.end()
}

/** An error of one record inside a list of results. */
export function toStatusCode(problem: Problem): {
  statusCode: string
  message: string
  fields: readonly string[]
} {
  return { statusCode: problem.code, message: problem.message, fields: problem.fields ?? [] }
}

export function toSaveResult(result: WriteResult): Readonly<Record<string, unknown>> {
  const errors = result.errors.map(toStatusCode)
  return result.id === null
    ? { success: result.success, errors }
    : { id: result.id, success: result.success, errors }
}

export function toUpsertResult(result: WriteResult): Readonly<Record<string, unknown>> {
  return { ...toSaveResult(result), created: result.created }
}

/** The only result of a one-record save, or its problems as the error of the request. */
export function singleResult(results: readonly WriteResult[]): WriteResult {
  const result = results[0] as WriteResult
  if (result.success) return result
  const first = result.errors[0] as Problem
  throw new RequestProblems(first.message, result.errors)
}

/** The problems of a record, answered with the status of the first one's code. */
export class RequestProblems extends Error {
  readonly status: number
  readonly problems: readonly Problem[]

  constructor(message: string, problems: readonly Problem[]) {
    super(message)
    this.status = statusOf(problems[0]?.code ?? '')
    this.problems = problems
  }
}

export function notFound(): AtelierError {
  return new AtelierError('NOT_FOUND', 'The requested resource does not exist')
}
