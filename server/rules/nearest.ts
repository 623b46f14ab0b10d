import { closest, distance } from 'fastest-levenshtein'

/** The name that was probably meant; undefined when none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || name.length > 255) return undefined
  const byLower = new Map(names.map(candidate => [candidate.toLowerCase(), candidate]))
  const wanted = name.toLowerCase()
  const found = closest(wanted, [...byLower.keys()])
  const near = distance(wanted, found) <= Math.max(2, Math.floor(wanted.length / 3))
  return near ? byLower.get(found) : undefined
}
