import { toBigintArray } from './binary-arrays.ts'

/** Numbers of owners (`_owner`) as parameters of a statement. */
export interface OwnerMarks<Value = Buffer | string> {
  /** A bit for each number from `first` on, the lowest of a byte first; those at 0 and at `end` are never set. */
  readonly bits: Value
  readonly first: Value
  readonly end: Value
  /** `bigint[]` of the numbers that are far from the others. */
  readonly others: Value
}

/** Bytes that an owner's mark may take, with the gaps to the next: as much as its id would. */
const MOST_BYTES = 22
/** Bytes that do not matter. */
const FEW_BYTES = 1024
/** Owners that are held against a row one by one. */
const MOST_OTHERS = 16

/** Can the numbers be told in few bits, but for a few of them? */
export function isCompact(numbers: readonly number[]): boolean {
  return splitNumbers(numbers).others.length <= MOST_OTHERS
}

/** The marks of any numbers; those of numbers that are not compact are right, and slow. */
export function markOwners(numbers: readonly number[]): OwnerMarks {
  const { near, others } = splitNumbers(numbers)
  const first = (near[0] ?? 1) - 1
  const end = (near.at(-1) ?? first) - first + 1
  const bits = Buffer.alloc(Math.floor(end / 8) + 1)
  for (const number of near) {
    const place = number - first
    bits[Math.floor(place / 8)] = (bits[Math.floor(place / 8)] as number) | (1 << (place % 8))
  }
  return { bits, first: String(first), end: String(end), others: toBigintArray(others) }
}

/** The longest run of ascending numbers that is worth its bits; found from the end, since those made last are many. */
function splitNumbers(numbers: readonly number[]): {
  readonly near: readonly number[]
  readonly others: readonly number[]
} {
  const sorted = [...numbers].sort((a, b) => a - b)
  const last = sorted.at(-1) ?? 0
  const start = sorted.findIndex(
    (number, index) => (last - number) / 8 <= Math.max(FEW_BYTES, (sorted.length - index) * MOST_BYTES),
  )
  return { near: sorted.slice(start), others: sorted.slice(0, start) }
}
