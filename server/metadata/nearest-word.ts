import { inEnglish, type Message, say } from '../kernel/message.ts'
import { nearest } from '../rules/nearest.ts'

/** `Did you mean "required"?` for the valid word nearest to a wrong one; undefined when none is near. */
export function suggest(word: string, words: Iterable<string>): string | undefined {
  const found = suggestion(word, words)
  return found && inEnglish(found)
}

/** The same for people who read another language. */
export function suggestion(word: string, words: Iterable<string>): Message | undefined {
  const found = nearest(word, [...words])
  return found === undefined ? undefined : say('Did you mean "{word}"?', { word: found })
}
