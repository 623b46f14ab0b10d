import { distance } from 'fastest-levenshtein'

/** The valid word that a wrong one was most likely meant to be; undefined when none is near. */
export function findNearestWord(word: string, words: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase()
  const limit = Math.max(1, Math.min(3, Math.floor(wanted.length / 3)))
  let best: string | undefined
  let bestDistance = limit + 1
  for (const candidate of words) {
    const lower = candidate.toLowerCase()
    if (Math.abs(lower.length - wanted.length) >= bestDistance) continue
    const steps = distance(wanted, lower)
    if (steps < bestDistance) {
      best = candidate
      bestDistance = steps
    }
  }
  return best
}

/** `did you mean "required"?`, or undefined. */
export function suggest(word: string, words: Iterable<string>): string | undefined {
  const nearest = findNearestWord(word, words)
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`
}
