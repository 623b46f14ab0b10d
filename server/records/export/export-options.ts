import { AtelierError } from '../../kernel/errors.ts'
import type { Query } from '../query/query.ts'

export type ExportFormat = 'csv' | 'xlsx'

export interface ExportOptions {
  /** SOQL text; a query as data; or an object with the fields wanted (all that can be read when none are named). */
  readonly soql?: string
  readonly query?: Query
  readonly object?: string
  readonly fields?: readonly string[]
  readonly format: ExportFormat
  /** What stands in the header: API names (default), which an import maps for sure, or labels. */
  readonly header?: 'name' | 'label'
}

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv;charset=UTF-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const KNOWN = ['q', 'object', 'fields', 'format', 'header']

/** The options of an export from the parameters of a URL. */
export function readExportOptions(parameters: Readonly<Record<string, unknown>>): ExportOptions {
  const unknown = Object.keys(parameters).find(name => !KNOWN.includes(name))
  if (unknown) throw wrong(`There is no parameter "${unknown}". There are: ${KNOWN.join(', ')}.`)
  const text = (name: string): string | undefined => {
    const value = parameters[name]
    if (value === undefined || value === '') return undefined
    if (typeof value === 'string') return value
    throw wrong(`The parameter "${name}" may be given once.`)
  }
  const { q: soql, object, fields } = { q: text('q'), object: text('object'), fields: text('fields') }
  if ((soql === undefined) === (object === undefined))
    throw wrong('Give either "q" (a SOQL query) or "object" (the API name of an object).')
  return {
    ...(soql !== undefined && { soql }),
    ...(object !== undefined && { object }),
    ...(fields !== undefined && { fields: fields.split(',').map(field => field.trim()) }),
    format: oneOf('format', text('format') ?? 'csv', ['csv', 'xlsx']),
    header: oneOf('header', text('header') ?? 'name', ['name', 'label']),
  }
}

function oneOf<const T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find(one => one === text)
  if (found) return found
  throw wrong(`The parameter "${name}" takes ${allowed.join(' or ')}.`)
}

function wrong(message: string): AtelierError {
  return new AtelierError('INVALID_INPUT', message)
}
