import { AtelierError } from '../../kernel/errors.ts'
import type { ImportOptions } from './import-options.ts'
import { readMapping } from './read-mapping.ts'

type Parameters = Readonly<Record<string, unknown>>

const KNOWN = [
  'object',
  'fileName',
  'format',
  'sheet',
  'encoding',
  'mapping',
  'upsert',
  'dryRun',
  'skipRules',
  'timeZone',
  'headerRow',
  'defaults',
  'again',
]

/** The options of an import from the parameters of a URL; `mapping` and `defaults` are JSON. */
export function readImportOptions(parameters: Parameters): ImportOptions {
  const unknown = Object.keys(parameters).find(name => !KNOWN.includes(name))
  if (unknown) throw wrong(`There is no parameter "${unknown}". There are: ${KNOWN.join(', ')}.`)
  const text = (name: string): string | undefined => textOf(parameters, name)
  const object = text('object')
  if (!object) throw wrong('The parameter "object" is missing: the API name of what the rows are.')
  const mapping = text('mapping')
  const defaults = text('defaults')
  return compact({
    object,
    fileName: text('fileName') ?? 'file',
    format: formatOf(text('format')),
    sheet: text('sheet'),
    encoding: text('encoding'),
    mapping: mapping === undefined ? undefined : readMapping(parseJson('mapping', mapping)),
    upsert: text('upsert'),
    dryRun: flagOf('dryRun', text('dryRun')),
    skipRules: text('skipRules')
      ?.split(',')
      .map(name => name.trim()),
    timeZone: timeZoneOf(text('timeZone')),
    headerRow: rowOf(text('headerRow')),
    defaults: defaults === undefined ? undefined : readTexts('defaults', parseJson('defaults', defaults)),
    again: flagOf('again', text('again')),
  })
}

/** Without the keys that are undefined. */
function compact(options: { [Key in keyof ImportOptions]: ImportOptions[Key] | undefined }): ImportOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as ImportOptions
}

function textOf(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name]
  if (value === undefined || value === '') return undefined
  if (typeof value === 'string') return value
  throw wrong(`The parameter "${name}" may be given once.`)
}

function formatOf(text: string | undefined): 'csv' | 'xlsx' | undefined {
  if (text === undefined || text === 'csv' || text === 'xlsx') return text
  throw wrong(`The format "${text}" is not read: use csv or xlsx.`)
}

function flagOf(name: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined
  if (text === 'true' || text === 'false') return text === 'true'
  throw wrong(`The parameter "${name}" takes true or false.`)
}

function rowOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw wrong('The parameter "headerRow" takes the number of a row, from 1 on.')
}

function timeZoneOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch (cause) {
    throw new AtelierError('INVALID_INPUT', `There is no time zone "${text}".`, undefined, { cause })
  }
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const message = `The parameter "${name}" is not JSON: ${(cause as Error).message}`
    throw new AtelierError('INVALID_INPUT', message, undefined, { cause })
  }
}

function readTexts(name: string, value: unknown): Readonly<Record<string, string>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isObject && Object.values(value).every(one => typeof one === 'string'))
    return value as Record<string, string>
  throw wrong(`The parameter "${name}" takes an object of texts, e.g. {"Status": "Draft"}.`)
}

function wrong(message: string): AtelierError {
  return new AtelierError('INVALID_INPUT', message)
}
