import { closest, distance } from 'fastest-levenshtein'

/** The name that was probably meant; undefined when none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || name.length > 255) return undefined
  const byLower = new Map(names.map(candidate => [candidate.toLowerCase(), candidate]))
  const wanted = name.toLowerCase()
  const found = closest(wanted, [...byLower.keys()])
  // Of a word of one letter nothing is left when one is wrong.
  const most = Math.min(wanted.length - 1, Math.max(2, Math.floor(wanted.length / 3)))
  const near = distance(wanted, found) <= most
  return near ? byLower.get(found) : onlyLonger(wanted, byLower)
}

/** The one name that begins like this, but goes on. */
function onlyLonger(wanted: string, byLower: ReadonlyMap<string, string>): string | undefined {
  if (wanted.length < 3) return undefined
  const longer = [...byLower].filter(([candidate]) => candidate.startsWith(wanted))
  return longer.length === 1 ? longer[0]?.[1] : undefined
}
