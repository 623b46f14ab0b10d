import type { SourceFile } from '../metadata/component.ts'

export interface FileChange {
  readonly change: 'added' | 'changed' | 'removed'
  readonly package: string
  readonly path: string
}

/** What became of each file: added and changed ones, then removed ones. */
export function diffFiles(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
): readonly FileChange[] {
  const had = new Map(before.map(file => [file.path, file.text]))
  const has = new Set(after.map(file => file.path))
  const describe = (change: FileChange['change'], files: readonly SourceFile[]): readonly FileChange[] =>
    files.map(({ package: name, path }) => ({ change, package: name, path }))
  return [
    ...describe(
      'added',
      after.filter(({ path }) => !had.has(path)),
    ),
    ...describe(
      'changed',
      after.filter(({ path, text }) => had.has(path) && had.get(path) !== text),
    ),
    ...describe(
      'removed',
      before.filter(({ path }) => !has.has(path)),
    ),
  ]
}
