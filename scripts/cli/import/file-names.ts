import { basename, dirname, join, parse } from 'node:path'

/** Files that an import leaves beside the one that it reads. */
export interface FileNames {
  /** `orders.Order.map.json`: which column fills which field, for the next run. */
  readonly mapping: string
  /** `orders.Order.rejected.csv`, `orders.Order.rejected-2.csv` …: rows to be corrected and imported again. */
  rejected(number: number): string
}

const REJECTED = /\.rejected(?:-\d+)?\.csv$/i
/** What some systems do not take in a file's name. */
const AWKWARD = /[/\\:*?"<>|]/g

/** The file of rejected rows has the mapping of its original. */
export function fileNames(path: string, object: string, sheet: string | undefined): FileNames {
  const name = basename(path)
  const parts = [parse(name).name, ...(sheet === undefined ? [] : [sheet.replace(AWKWARD, '_')]), object]
  const base = join(dirname(path), REJECTED.test(name) ? name.replace(REJECTED, '') : parts.join('.'))
  return {
    mapping: `${base}.map.json`,
    rejected: number => `${base}.rejected${number > 1 ? `-${number}` : ''}.csv`,
  }
}
