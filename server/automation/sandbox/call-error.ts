import type { ErrorData } from '../protocol.ts'

/** What a refused call throws inside the hook: `code` and `problems` are those of the REST API. */
export class CallError extends Error {
  readonly code: string
  readonly problems: ErrorData['problems']

  constructor(error: ErrorData) {
    super(error.message)
    this.name = error.code
    this.code = error.code
    this.problems = error.problems
  }
}
