import { AtelierError, type Position, type Problem } from '../../server/kernel/errors.ts'
import { locateProblems } from '../../server/kernel/locate-problems.ts'
import { showPath } from '../../server/kernel/show-path.ts'

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

/** The person pressed Ctrl-C: what has become of the work. */
export class Interrupted extends CommandError {}

/** Options that make no sense, alone or together. */
export class WrongUse extends CommandError {}

/** What a server found wrong. */
export function refusal(problems: readonly Problem[]): CommandError {
  return new CommandError(problems.map(formatProblem), problems)
}

/** `file:line:column  what is wrong (check id)`, then what to do, and where else. */
export function formatProblem({ position, message, code, hint, places = [] }: Problem): string {
  const first = `${position ? `${formatPlace(position)}  ` : ''}${message} (${code})`
  const more = places.map(place => `${formatPlace(place)}  ${place.name}`)
  return [first, ...(hint ? [hint] : []), ...more].join('\n    ')
}

function formatPlace({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`
}

/** A refusal with its files as seen from here. */
export function locateRefusal(error: unknown, metadataDir: string): unknown {
  if (!(error instanceof CommandError) || error.problems.length === 0) return error
  return refusal(locateProblems(error.problems, metadataDir))
}

/** What an error tells a person: lines, none for nothing. */
export function describeError(error: unknown): readonly string[] {
  if (error === undefined) return []
  if (error instanceof CommandError) return error.lines
  if (error instanceof AtelierError) return error.problems.map(formatProblem)
  return [
    describeSystemError(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  ]
}

/** What the system says of a file that cannot be read or written; undefined for another error. */
function describeSystemError(error: unknown): string | undefined {
  const { code, path, syscall } = Object(error) as NodeJS.ErrnoException
  if (code === undefined || path === undefined || syscall === undefined) return undefined
  const why = SYSTEM_ERRORS[code] ?? `${syscall} gives ${code}`
  return `${showPath(path)}: ${why}.`
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read or write it',
  EEXIST: 'it is there already, and is no folder',
  EISDIR: 'it is a folder, not a file',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EPERM: 'this user may not do that with it',
  EROFS: 'it is on a disk that can only be read',
}
