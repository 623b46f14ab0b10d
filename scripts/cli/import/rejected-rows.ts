import type { RejectedRow } from '../../../server/records/import/import-options.ts'
import type { FileNames } from './file-names.ts'
import { createRejectedFile, type RejectedFile } from './rejected-file.ts'

export interface Rejections {
  /** The first rows, in the order of the file. */
  readonly first: readonly RejectedRow[]
  /** How many rows have their first problem in a column; blank for whole rows. */
  readonly byColumn: ReadonlyMap<string, number>
  /** The file with all of them. */
  readonly path?: string
  /** Why there is no file. */
  readonly failure?: unknown
}

/** Rows come as they are rejected, and go into their file in the order of the original. */
export interface RejectedRows {
  add(row: RejectedRow): void
  /** No row up to this one will still come. */
  decide(row: number): Promise<void>
  finish(): Promise<Rejections>
  /** Leaves no file behind. */
  drop(): Promise<void>
}

const MOST_SHOWN = 10

export function collectRejectedRows(names: FileNames, header: readonly string[]): RejectedRows {
  const first: RejectedRow[] = []
  const byColumn = new Map<string, number>()
  let waiting: RejectedRow[] = []
  let file: RejectedFile | undefined = createRejectedFile(names, header)
  let failure: unknown
  // A disk that is full does not stop an import that is under way.
  const attempt = async <T>(work: (file: RejectedFile) => Promise<T>): Promise<T | undefined> => {
    try {
      return file && (await work(file))
    } catch (error) {
      failure = error
      await file?.drop().catch(() => undefined)
      file = undefined
      return undefined
    }
  }
  const decide = async (row: number): Promise<void> => {
    const decided = waiting.filter(one => one.row <= row).sort((one, other) => one.row - other.row)
    waiting = waiting.filter(one => one.row > row)
    first.push(...decided.slice(0, MOST_SHOWN - first.length))
    await attempt(one => one.add(decided))
  }
  return {
    add: row => {
      waiting.push(row)
      byColumn.set(row.column, (byColumn.get(row.column) ?? 0) + 1)
    },
    decide,
    finish: async () => {
      await decide(Number.POSITIVE_INFINITY)
      const path = await attempt(one => one.finish())
      return {
        first,
        byColumn,
        ...(path !== undefined && { path }),
        ...(failure !== undefined && { failure }),
      }
    },
    drop: async () => {
      await attempt(one => one.drop())
    },
  }
}
