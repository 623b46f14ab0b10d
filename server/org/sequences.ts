import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'

/** Hands out sequence numbers for record ids from blocks that it fetches from a sequence of the org. */
export interface SequenceAllocator {
  /** `count` consecutive-as-possible ascending numbers. */
  take(count: number): Promise<readonly number[]>
}

/** The sequences' increments (see org-tables.ts). */
const BLOCKS = { _record_number: 1000, _owner_number: 10 } as const

/** Numbers of a block that a node does not use up are lost, as with any sequence. */
export function createSequence(
  database: Connection,
  schema: string,
  name: keyof typeof BLOCKS,
): SequenceAllocator {
  const block = BLOCKS[name]
  const statement = {
    text: `SELECT nextval('${quoteTable(schema, name)}') FROM generate_series(1, $1::int)`,
    name: `numbers${name}_${schema}`.slice(0, 60),
  }
  let next = 0
  let end = 0
  let fetching: Promise<void> = Promise.resolve()

  const takeFromBlock = (count: number, into: number[]): void => {
    while (into.length < count && next < end) into.push(next++)
  }
  const fetchMore = async (missing: number, into: number[], count: number): Promise<void> => {
    const { rows } = await database.run({ ...statement, values: [Math.ceil(missing / block)] })
    for (const [first] of rows) {
      next = Number(first)
      end = next + block
      takeFromBlock(count, into)
    }
  }
  return {
    take: async count => {
      const numbers: number[] = []
      takeFromBlock(count, numbers)
      if (numbers.length === count) return numbers
      // One fetch at a time: whoever waits takes from the block that the one before has fetched.
      const turn = fetching.then(async () => {
        takeFromBlock(count, numbers)
        if (numbers.length < count) await fetchMore(count - numbers.length, numbers, count)
      })
      fetching = turn.catch(() => undefined)
      await turn
      return numbers
    },
  }
}
