import { basename } from 'node:path'
import type { ColumnMapping } from '../../../server/records/import/import-options.ts'

/** The options of `atelier import`. */
export interface ImportFlags {
  readonly object: string
  readonly sheet?: string
  readonly map?: string
  readonly upsert?: string
  readonly dryRun?: boolean
  readonly skipRule?: readonly string[]
  readonly encoding?: string
  readonly timeZone?: string
  readonly headerRow?: string
  readonly again?: boolean
}

/** The options as the server's import takes them. */
export function importParameters(
  path: string,
  object: string,
  flags: ImportFlags,
  mapping: ColumnMapping | undefined,
): URLSearchParams {
  const { sheet, upsert, dryRun, skipRule, encoding, timeZone, headerRow, again } = flags
  const values = {
    object,
    fileName: basename(path),
    mapping: mapping && mappingText(mapping),
    sheet,
    upsert,
    dryRun: dryRun && 'true',
    skipRules: skipRule?.join(),
    encoding,
    timeZone,
    headerRow,
    again: again && 'true',
  }
  return new URLSearchParams(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** Bytes of an address that servers take for sure. */
const LONGEST = 60_000

/** The mapping of a very wide file goes without the columns that are left out anyway. */
function mappingText(mapping: ColumnMapping): string {
  const text = JSON.stringify(mapping)
  if (encodeURIComponent(text).length < LONGEST) return text
  return JSON.stringify({ ...mapping, columns: mapping.columns.filter(({ field }) => field !== null) })
}
