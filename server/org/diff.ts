import type { SourceFile } from '../metadata/component.ts'
import { loadComponents } from '../metadata/load-components.ts'

export interface ComponentChange {
  readonly change: 'added' | 'changed' | 'removed'
  readonly type: string
  readonly fullName: string
  readonly package: string
  readonly path: string
}

/** What a deploy of the second list would add, change and remove in an org that has the first. */
export function diffComponents(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
): readonly ComponentChange[] {
  const had = new Map(before.map(file => [file.path, file]))
  const has = new Map(after.map(file => [file.path, file]))
  return [
    ...after.filter(({ path }) => !had.has(path)).flatMap(file => describe('added', file)),
    ...after
      .filter(({ path, text }) => had.has(path) && had.get(path)?.text !== text)
      .flatMap(file => describe('changed', file)),
    ...before.filter(({ path }) => !has.has(path)).flatMap(file => describe('removed', file)),
  ]
}

function describe(change: ComponentChange['change'], file: SourceFile): ComponentChange[] {
  return loadComponents([file]).components.map(({ type, fullName, package: name, path }) => ({
    change,
    type,
    fullName,
    package: name,
    path,
  }))
}
