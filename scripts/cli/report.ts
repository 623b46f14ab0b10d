import { resolve } from 'node:path'
import { AtelierError, type Problem } from '../../server/kernel/errors.ts'
import { showPath } from './show-path.ts'

/** What a command refuses with: lines for the person at the terminal. */
export class CommandError extends Error {
  readonly lines: readonly string[]
  /** What the server found wrong, when it was the server. */
  readonly problems: readonly Problem[]

  constructor(lines: readonly string[], problems: readonly Problem[] = []) {
    super(lines.join('\n'))
    this.lines = lines
    this.problems = problems
  }
}

/** `file:line:column  what is wrong (check id)`, then what to do. */
export function formatProblem({ position, message, code, hint }: Problem): string {
  const place = position ? `${position.file}:${position.line}:${position.column}  ` : ''
  return `${place}${message} (${code})${hint ? `\n    ${hint}` : ''}`
}

/** A refusal with its files as seen from here, so that a terminal or an editor opens them. */
export function locateProblems(error: unknown, metadataDir: string): unknown {
  if (!(error instanceof CommandError) || error.problems.length === 0) return error
  const problems = error.problems.map(problem => {
    if (!problem.position) return problem
    const file = showPath(resolve(metadataDir, problem.position.file))
    return { ...problem, position: { ...problem.position, file } }
  })
  return new CommandError(problems.map(formatProblem), problems)
}

/** What an error tells a person: lines, none for nothing. */
export function describeError(error: unknown): readonly string[] {
  if (error === undefined) return []
  if (error instanceof CommandError) return error.lines
  if (error instanceof AtelierError) return error.problems.map(formatProblem)
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
}
