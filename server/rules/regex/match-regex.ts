import type { Range } from './character-set.ts'
import type { Regex } from './parse-regex.ts'

/** A non-deterministic automaton: each state consumes a character of its set, or splits, or accepts. */
interface Automaton {
  /** Undefined: the state consumes nothing. */
  readonly sets: (readonly Range[] | undefined)[]
  readonly next: number[][]
  readonly accept: number
}

/** Most states of one automaton, repetitions unrolled. */
const MAX_STATES = 2000
/** Most sets of states that are remembered; beyond that they are worked out again. */
const MAX_REMEMBERED = 1000

export type Matcher = (text: string) => boolean

/** Undefined when the pattern needs too many states. */
export function makeMatcher(regex: Regex): Matcher | undefined {
  const automaton: Automaton = { sets: [undefined], next: [[]], accept: 0 }
  const start = build(automaton, regex, 0)
  return start === undefined ? undefined : determinize(automaton, start)
}

function addState(
  automaton: Automaton,
  set: readonly Range[] | undefined,
  next: number[],
): number | undefined {
  if (automaton.sets.length >= MAX_STATES) return undefined
  automaton.sets.push(set)
  automaton.next.push(next)
  return automaton.sets.length - 1
}

/** The state that the part starts in when `after` follows it: built from the end to the start. */
function build(automaton: Automaton, regex: Regex, after: number): number | undefined {
  if (regex.kind === 'set') return addState(automaton, regex.ranges, [after])
  if (regex.kind === 'sequence') {
    return regex.parts.reduceRight<number | undefined>(
      (then, part) => (then === undefined ? undefined : build(automaton, part, then)),
      after,
    )
  }
  if (regex.kind === 'choice') {
    const starts = regex.options.map(option => build(automaton, option, after))
    return starts.every(start => start !== undefined) ? addState(automaton, undefined, starts) : undefined
  }
  return buildRepeat(automaton, regex, after)
}

function buildRepeat(
  automaton: Automaton,
  { part, least, most }: Extract<Regex, { kind: 'repeat' }>,
  after: number,
): number | undefined {
  let start: number | undefined = after
  if (most === undefined) {
    start = addState(automaton, undefined, [after])
    const again = start === undefined ? undefined : build(automaton, part, start)
    if (again === undefined) return undefined
    automaton.next[start as number]?.push(again)
  }
  for (let i = least; i < (most ?? least); i++) {
    const once: number | undefined = start === undefined ? undefined : build(automaton, part, start)
    start = once === undefined ? undefined : addState(automaton, undefined, [once, after])
  }
  for (let i = 0; i < least && start !== undefined; i++) start = build(automaton, part, start)
  return start
}

/** A set of states, with where each character leads from it, worked out when first met. */
interface Powerset {
  readonly states: readonly number[]
  readonly accepts: boolean
  readonly next: Map<number, Powerset>
}

/** Time is linear in the text, whatever the pattern: no backtracking. */
function determinize(automaton: Automaton, start: number): Matcher {
  const remembered = new Map<string, Powerset>()
  const reach = (from: readonly number[]): Powerset => {
    const states = closure(automaton, from)
    const key = states.join()
    const known = remembered.get(key)
    if (known) return known
    if (remembered.size >= MAX_REMEMBERED) {
      for (const powerset of remembered.values()) powerset.next.clear()
      remembered.clear()
    }
    const powerset = { states, accepts: states.includes(automaton.accept), next: new Map() }
    remembered.set(key, powerset)
    return powerset
  }
  return text => {
    let current = reach([start])
    for (const character of text) {
      const code = character.codePointAt(0) as number
      let next = current.next.get(code)
      if (!next) {
        next = reach(step(automaton, current.states, code))
        if (current.next.size < 256) current.next.set(code, next)
      }
      if (next.states.length === 0) return false
      current = next
    }
    return current.accepts
  }
}

function closure(automaton: Automaton, from: readonly number[]): readonly number[] {
  const seen = new Set<number>()
  const waiting = [...from]
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (seen.has(state)) continue
    seen.add(state)
    if (!automaton.sets[state]) waiting.push(...(automaton.next[state] ?? []))
  }
  return [...seen].sort((a, b) => a - b)
}

function step(automaton: Automaton, states: readonly number[], code: number): readonly number[] {
  return states.flatMap(state => {
    const set = automaton.sets[state]
    const fits = set?.some(([from, to]) => code >= from && code <= to)
    return fits ? (automaton.next[state] ?? []) : []
  })
}
