import { DatabaseError } from './pg-errors.ts'
import { openQuickLane, type QuickLane, type RunOn } from './quick-lane.ts'
import type { RawResult, Statement } from './statement.ts'

/** `longest`: milliseconds after which it is cancelled. */
export type RunStatement = (statement: Statement, longest: number) => Promise<RawResult>

/** Connections that statements share: the quick ones, and those that have proven to be fast, which may be slow all the same. */
export interface Lanes {
  readonly quick: QuickLane
  readonly proven: QuickLane
  close(): Promise<void>
}

/** So many times in a row a statement has been faster than that, in milliseconds, its waits included. */
const TIMES = 20
const FAST = 30
/** Milliseconds that one may hold up the others. */
const LONGEST_PROVEN = 200
/** Texts are of lists and layouts, of each model that was deployed. */
const MOST_KNOWN = 10_000

export function openLanes(url: string, runOn: RunOn): Lanes {
  const quick = openQuickLane(url, runOn)
  const proven = openQuickLane(url, runOn, { size: 2, longest: LONGEST_PROVEN })
  return {
    quick,
    proven,
    close: async () => {
      await Promise.all([quick.close(), proven.close()])
    },
  }
}

/**
 * Quick statements go over their lane, all others over connections that are `alone`. A read without values does the same each
 * time: once it has proven to be fast it shares connections with others of that kind, where they have room, until it is slow.
 * One that is given up there is run again, alone. `now`: milliseconds of a clock.
 */
export function shareLanes(
  { quick, proven }: Pick<Lanes, 'quick' | 'proven'>,
  alone: RunStatement,
  now = (): number => performance.now(),
): RunStatement {
  /** By name: how often it has been fast since it was slow. */
  const fast = new Map<string, number>()
  const timed = async (name: string, run: () => Promise<RawResult>): Promise<RawResult> => {
    if (fast.size >= MOST_KNOWN) fast.clear()
    const began = now()
    let times = 0
    try {
      const result = await run()
      if (now() - began < FAST) times = (fast.get(name) ?? 0) + 1
      return result
    } finally {
      fast.set(name, times)
    }
  }
  /** By name: those that were given up once are not bounded after all. */
  const givenUp = new Set<string>()
  const shared: RunStatement = async (statement, longest) => {
    try {
      return await proven.run(statement)
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== 'QUERY_TIMEOUT') throw error
      if (givenUp.size >= MOST_KNOWN) givenUp.clear()
      givenUp.add(String(statement.name))
      return alone(statement, longest)
    }
  }
  return async (statement, longest) => {
    const { name, isQuick, isBounded } = statement
    if (name !== undefined && isQuick) return quick.run(statement)
    const mayShare = name !== undefined && proven.hasRoom() && longest > LONGEST_PROVEN
    if (mayShare && isBounded && !givenUp.has(name)) return shared(statement, longest)
    if (name === undefined || !isSteady(statement)) return alone(statement, longest)
    const isProven = mayShare && (fast.get(name) ?? 0) >= TIMES
    return timed(name, () => (isProven ? shared : alone)(statement, longest))
  }
}

/** A read without values, which waits for nobody. */
function isSteady({ text, values }: Statement): boolean {
  return (
    values.length === 0 && text.startsWith('SELECT') && !/\bFOR (?:UPDATE|SHARE|NO KEY|KEY)\b/i.test(text)
  )
}
