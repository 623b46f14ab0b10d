import type { Problem } from '../kernel/errors.ts'
import type { SourceFile } from './component.ts'
import { suggest } from './nearest-word.ts'
import { metadataTypes } from './registry.ts'

const PATHS = metadataTypes.map(type => type.path.split('/'))

/** What to say of a file in a place where no type has its files. */
export function unknownPlace(
  { package: packageName, path }: SourceFile,
  packages: readonly string[],
): Problem {
  return {
    code: 'source.unknown-file',
    message: 'No metadata is expected in this place.',
    position: { file: path, line: 1, column: 1 },
    hint: packages.includes(packageName)
      ? describeWay(path.split('/').slice(1))
      : describePackages(packageName, packages),
  }
}

/** The first part of the path that leads nowhere, with what was meant or what could be there. */
function describeWay(parts: readonly string[]): string {
  let candidates = PATHS
  for (const [depth, part] of parts.entries()) {
    const isFile = depth === parts.length - 1
    const next = candidates.filter(
      path => isFile === (depth === path.length - 1) && matches(path[depth] as string, part),
    )
    if (next.length === 0) return describeChoices(candidates, depth, part)
    candidates = next
  }
  return ''
}

function matches(expected: string, part: string): boolean {
  const [start = '', end] = expected.split(/\{\w+\}/)
  return end === undefined ? part === start : part.length > end.length && part.endsWith(end)
}

function describeChoices(candidates: readonly (readonly string[])[], depth: number, part: string): string {
  const choices = [
    ...new Set(candidates.map(path => `${path[depth]}${depth === path.length - 1 ? '' : '/'}`)),
  ].sort()
  const words = choices.filter(choice => !choice.includes('{')).map(choice => choice.replace('/', ''))
  return suggest(part, words) ?? `Expected here: ${choices.join(', ')}.`
}

function describePackages(name: string, packages: readonly string[]): string {
  const folders = PATHS.map(([folder]) => folder)
  const meant = folders.includes(name) ? undefined : suggest(name, packages)
  return meant ?? `The first folder is a package: ${packages.join(', ')}.`
}
