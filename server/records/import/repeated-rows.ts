import type { ReadRow } from './read-row.ts'

/** More are not remembered: what is unique is compared by the database then. */
const MOST_KNOWN = 2_000_000

interface Known {
  readonly row: number
  readonly digest: number
}

/** Rows by key: the first one counts, a later one is its copy. */
export interface RepeatedRows {
  /** Why the row is left out; undefined for the first one of its key. */
  reasonFor(row: ReadRow): string | undefined
}

export function createRepeatedRows(): RepeatedRows {
  const byKey = new Map<string, Known>()
  return {
    reasonFor: row => {
      if (row.key === undefined) return undefined
      const known = byKey.get(row.key)
      const digest = digestOf(row)
      if (!known) {
        if (byKey.size < MOST_KNOWN) byKey.set(row.key, { row: row.row, digest })
        return undefined
      }
      return known.digest === digest
        ? `A copy of row ${known.row}.`
        : `Repeats row ${known.row} with other values; row ${known.row} is kept.`
    },
  }
}

/** 32 bits tell a copy from a row that differs well enough for the words of a reason (FNV-1a). */
function digestOf({ values, lookups }: ReadRow): number {
  let hash = 0x811c9dc5
  const mix = (text: string): void => {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    hash = Math.imul(hash ^ 31, 0x01000193)
  }
  for (const name in values) mix(String(values[name]))
  for (const text of lookups) mix(text)
  return hash
}
