import { extname } from 'node:path'
import { WrongUse } from '../report.ts'

/** The options of `atelier export`. */
export interface ExportFlags {
  readonly object?: string
  readonly fields?: string
  readonly query?: string
  readonly to?: string
  readonly labels?: boolean
}

/** Refuses options that make no sense together. */
export function checkExportFlags({ object, fields, query, to }: ExportFlags): void {
  if ((object === undefined) === (query === undefined))
    throw new WrongUse(['Say what to export: either --object Name or --query "SELECT …".'])
  if (fields !== undefined && query !== undefined)
    throw new WrongUse(['--fields goes with --object: a query names its fields itself.'])
  if (to !== undefined && formatOf(to) === undefined)
    throw new WrongUse([`--to takes a file that ends in .csv or .xlsx, not "${to}".`])
}

/** The options as the server's export takes them. */
export function exportParameters({ object, fields, query, to, labels }: ExportFlags): URLSearchParams {
  const values = {
    object,
    fields,
    q: query,
    format: to === undefined ? 'csv' : formatOf(to),
    header: labels && 'label',
  }
  return new URLSearchParams(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function formatOf(path: string): 'csv' | 'xlsx' | undefined {
  const ending = extname(path).toLowerCase()
  return ending === '.csv' ? 'csv' : ending === '.xlsx' ? 'xlsx' : undefined
}
