import { LONGEST_QUICK, type QuickLane } from './quick-lane.ts'
import type { RawResult, Statement } from './statement.ts'

/** `longest`: milliseconds after which it is cancelled. */
export type RunStatement = (statement: Statement, longest: number) => Promise<RawResult>

/** So many times in a row a statement has been faster than that, in milliseconds, its waits included. */
const TIMES = 20
const FAST = 30
/** Texts are of lists and layouts, of each model that was deployed. */
const MOST_KNOWN = 10_000

/**
 * Quick statements go over the lane, all others over connections that are `alone`. What has no values does the same each
 * time: once it has proven to be fast it takes the lane, too, where that has room, until it is slow.
 */
export function shareQuick(lane: QuickLane, alone: RunStatement): RunStatement {
  /** By name: how often it has been fast since it was slow. */
  const fast = new Map<string, number>()
  const note = (name: string, milliseconds: number): void => {
    if (fast.size >= MOST_KNOWN) fast.clear()
    fast.set(name, milliseconds < FAST ? (fast.get(name) ?? 0) + 1 : 0)
  }
  const prove = async (name: string, statement: Statement, longest: number): Promise<RawResult> => {
    const isProven = (fast.get(name) ?? 0) >= TIMES && lane.hasRoom() && longest >= LONGEST_QUICK
    const began = performance.now()
    try {
      return await (isProven ? lane.run(statement) : alone(statement, longest))
    } finally {
      note(name, performance.now() - began)
    }
  }
  return (statement, longest) => {
    const { name, values, isQuick } = statement
    if (name === undefined) return alone(statement, longest)
    if (isQuick) return lane.run(statement)
    return values.length > 0 ? alone(statement, longest) : prove(name, statement, longest)
  }
}
