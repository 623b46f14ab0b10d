import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'

/** Hands out sequence numbers for record ids from blocks of 1,000 that it fetches from the org's sequence. */
export interface SequenceAllocator {
  /** `count` consecutive-as-possible ascending numbers. */
  take(count: number): Promise<readonly number[]>
}

/** The sequence's increment (see org-tables.ts). */
const BLOCK = 1000

/** Numbers of a block that a node does not use up are lost, as with any sequence. */
export function createSequences(database: Connection, schema: string): SequenceAllocator {
  const statement = {
    text: `SELECT nextval('${quoteTable(schema, '_record_number')}') FROM generate_series(1, $1::int)`,
    name: `numbers_${schema}`.slice(0, 60),
  }
  let next = 0
  let end = 0
  let fetching: Promise<void> = Promise.resolve()

  const takeFromBlock = (count: number, into: number[]): void => {
    while (into.length < count && next < end) into.push(next++)
  }
  const fetchMore = async (missing: number, into: number[], count: number): Promise<void> => {
    const { rows } = await database.run({ ...statement, values: [Math.ceil(missing / BLOCK)] })
    for (const [first] of rows) {
      next = Number(first)
      end = next + BLOCK
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
