import { resolve } from 'node:path'
import { AtelierError, type Position, type Problem } from './errors.ts'
import { showPath } from './show-path.ts'

/** Problems of a folder's files, with the files as seen from here: a terminal or an editor opens them. */
export function locateProblems(problems: readonly Problem[], folder: string): readonly Problem[] {
  const locate = <P extends Position>(position: P): P => ({
    ...position,
    file: showPath(resolve(folder, position.file)),
  })
  return problems.map(problem => ({
    ...problem,
    ...(problem.position && { position: locate(problem.position) }),
    ...(problem.places && { places: problem.places.map(place => ({ ...place, ...locate(place) })) }),
  }))
}

export function locateError(error: unknown, folder: string): unknown {
  if (!(error instanceof AtelierError)) return error
  return new AtelierError(error.code, error.message, locateProblems(error.problems, folder), { cause: error })
}
