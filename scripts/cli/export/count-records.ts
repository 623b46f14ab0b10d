/** Counts the records of CSV text that comes in parts, the header left out. */
export interface RecordCount {
  take(part: Uint8Array): void
  readonly records: number
}

const QUOTE = 0x22
const NEWLINE = 0x0a

export function countRecords(): RecordCount {
  let lines = 0
  let isQuoted = false
  return {
    take: part => {
      for (const byte of part) {
        // A doubled quote opens the cell again at once.
        if (byte === QUOTE) isQuoted = !isQuoted
        else if (byte === NEWLINE && !isQuoted) lines++
      }
    },
    get records() {
      return Math.max(0, lines - 1)
    },
  }
}
