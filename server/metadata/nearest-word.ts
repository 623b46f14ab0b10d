import { nearest } from '../rules/nearest.ts'

/** `Did you mean "required"?` for the valid word nearest to a wrong one; undefined when none is near. */
export function suggest(word: string, words: Iterable<string>): string | undefined {
  const found = nearest(word, [...words])
  return found === undefined ? undefined : `Did you mean "${found}"?`
}
