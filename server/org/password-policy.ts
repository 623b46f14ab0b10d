import { AtelierError } from '../kernel/errors.ts'
import { type Message, say } from '../kernel/message.ts'

/** Characters. Long beats odd: no digits or signs are asked for. */
const SHORTEST = 12
const LONGEST = 1000

/** Of five grades the lowest that is taken: more than a hundred million guesses away. */
const LOWEST_GRADE = 3

/** Estimating takes longer the more there is; what comes behind these makes no guess easier. */
const ESTIMATED = 72

type Estimate = (password: string, words: string[]) => number

let estimate: Promise<Estimate> | undefined

/**
 * Refuses passwords that are short, or that attackers try early: breached and common ones, keyboard rows, repeats, and
 * the user's own words (name, address) with a little around them. Throws INVALID_NEW_PASSWORD with the reason.
 */
export async function checkNewPassword(password: string, words: readonly string[]): Promise<void> {
  const length = [...password].length
  if (length < SHORTEST) {
    throw refusal(
      say('A password has {count} characters at least; a few words in a row make a good one.', {
        count: SHORTEST,
      }),
    )
  }
  if (length > LONGEST) throw refusal(say('A password has {count} characters at most.', { count: LONGEST }))
  estimate ??= loadEstimate()
  const own = words.flatMap(word => [word, ...word.split(/[^\p{L}\d]+/u)]).filter(word => word.length > 2)
  if ((await estimate)(password.slice(0, ESTIMATED), own) >= LOWEST_GRADE) return
  throw refusal(
    say(
      'This password is one of those that are tried first: a known or common one, a pattern, or your own name. Take a few words that do not belong together.',
    ),
  )
}

/** The lists are a few megabytes that most servers need seldom. */
async function loadEstimate(): Promise<Estimate> {
  const { ZxcvbnFactory } = await import('@zxcvbn-ts/core')
  const { adjacencyGraphs, dictionary } = await import('@zxcvbn-ts/language-common')
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
  return (password, words) => zxcvbn.check(password, words).score
}

function refusal(message: Message): AtelierError {
  return new AtelierError('INVALID_NEW_PASSWORD', message)
}
