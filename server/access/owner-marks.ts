/** Numbers (`_owner`) that are close together, as parameters of a statement. */
export interface OwnerMarks<Value = Buffer | string> {
  /** A bit for each number from `first` to `last`, the lowest of a byte first. */
  readonly bits: Value
  readonly first: Value
  /** Less than `first` when there are none. */
  readonly last: Value
}

/** Bytes that an owner's mark may take, with the gaps to the next: as much as its id would. */
const MOST_BYTES = 22
/** Bytes that do not matter. */
const FEW_BYTES = 1024

/**
 * Numbers in ascending order, in two parts: groups of the metadata have low ones, users and queues high ones, with
 * much between them.
 */
function splitNumbers(numbers: readonly number[]): readonly [readonly number[], readonly number[]] {
  const sorted = [...numbers].sort((a, b) => a - b)
  let at = 0
  let widest = 0
  for (let index = 1; index < sorted.length; index++) {
    const gap = (sorted[index] as number) - (sorted[index - 1] as number)
    if (gap > widest) [at, widest] = [index, gap]
  }
  return [sorted.slice(0, at), sorted.slice(at)]
}

/** Do the marks of these numbers take less room than a list of their ids? */
export function isCompact(numbers: readonly number[]): boolean {
  const bytes = splitNumbers(numbers).map(part => ((part.at(-1) ?? 0) - (part[0] ?? 0)) / 8)
  return bytes.every(size => size <= Math.max(FEW_BYTES, numbers.length * MOST_BYTES))
}

/** A number is marked in one of the two. Only for numbers that are compact, or some of them. */
export function markOwners(numbers: readonly number[]): readonly [OwnerMarks, OwnerMarks] {
  const [low, high] = splitNumbers(numbers)
  return [marksOf(low), marksOf(high)]
}

function marksOf(numbers: readonly number[]): OwnerMarks {
  const first = numbers[0] ?? 0
  const last = numbers.at(-1) ?? -1
  const bits = Buffer.alloc(Math.floor((last - first) / 8) + 1)
  for (const number of numbers) {
    const place = number - first
    const byte = Math.floor(place / 8)
    bits[byte] = (bits[byte] as number) | (1 << (place % 8))
  }
  return { bits, first: String(first), last: String(last) }
}
