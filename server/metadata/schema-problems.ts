import type { ErrorObject } from 'ajv'
import type { JSONPath } from 'jsonc-parser'
import type { Problem } from '../kernel/errors.ts'
import type { MetadataType } from './metadata-type.ts'
import { suggest } from './nearest-word.ts'
import { locate } from './parse-json.ts'

interface Description {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  /** Added to the error's own path. */
  readonly below?: string
  readonly part?: 'key'
}

type Describe = (error: ErrorObject, subject: string) => Description | undefined

const MOST_LISTED = 24

/** One entry a JSON Schema keyword: what its error says to the person who edits the file. */
const DESCRIPTIONS: Readonly<Record<string, Describe>> = {
  additionalProperties: (error, subject) => {
    const key = String(error.params.additionalProperty)
    const properties = (error.parentSchema?.properties ?? {}) as Record<string, unknown>
    const keys = usefulKeys(properties)
    return {
      code: 'schema.unknown-key',
      message: `"${key}" is not a key of ${subject}.`,
      hint: suggest(key, Object.keys(properties)) ?? listValid('Valid keys', keys),
      below: key,
      part: 'key',
    }
  },
  required: (error, subject) => ({
    code: 'schema.missing-key',
    message: `"${error.params.missingProperty}" is missing in ${subject}.`,
  }),
  enum: (error, subject) => describeValue(error.data, error.params.allowedValues as unknown[], subject),
  const: (error, subject) => {
    const { code, message, hint } = describeValue(error.data, [error.params.allowedValue], subject)
    const reason = error.parentSchema?.description
    return { code, message, hint: typeof reason === 'string' ? reason : hint }
  },
  type: (error, subject) => ({
    code: 'schema.type',
    message: `${capitalize(subject)} must be ${nameTypes(error.params.type)}, not ${show(error.data)}.`,
  }),
  oneOf: (error, subject) => {
    const branches = (error.parentSchema?.oneOf ?? []) as readonly { readonly required?: readonly string[] }[]
    const keys = branches.flatMap(branch => branch.required ?? []).map(key => `"${key}"`)
    return error.params.passingSchemas === null
      ? { code: 'schema.missing-key', message: `${keys.join(' or ')} is missing in ${subject}.` }
      : { code: 'schema.excluding-keys', message: `Only one of ${keys.join(' and ')} may be in ${subject}.` }
  },
  // What it says is said by the errors inside it.
  if: () => undefined,
}

export function describeSchemaErrors(
  errors: readonly ErrorObject[],
  value: unknown,
  type: Pick<MetadataType, 'name'>,
  file: { readonly path: string; readonly text: string },
): readonly Problem[] {
  const problems: Problem[] = []
  const seen = new Set<string>()
  const choices = errors.filter(error => error.keyword === 'oneOf').map(error => `${error.schemaPath}/`)
  for (const error of errors) {
    if (choices.some(choice => error.schemaPath.startsWith(choice))) continue
    const path = toPath(error.instancePath, value)
    const subject = nameSubject(path, type, value)
    const describe = DESCRIPTIONS[error.keyword] ?? describeOther
    const { code, message, hint, below, part } = describe(error, subject) ?? {}
    if (!code || !message) continue
    const at = below === undefined ? path : [...path, below]
    const key = `${at.join('/')} ${message}`
    if (seen.has(key)) continue
    seen.add(key)
    const position = locate(file.text, file.path, at, part)
    problems.push({ code, message, path: `/${at.join('/')}`, position, ...(hint && { hint }) })
  }
  return problems.filter(problem => !isMistyped(problem, problems))
}

/** A key is missing where another one is close to it: it is there, mistyped, and told so. */
function isMistyped({ code, message }: Problem, problems: readonly Problem[]): boolean {
  const [, key] = /^"([^"]+)" is missing in /.exec(message) ?? []
  if (code !== 'schema.missing-key' || key === undefined) return false
  return problems.some(other => other.code === 'schema.unknown-key' && other.hint === suggest(key, [key]))
}

function describeOther(error: ErrorObject, subject: string): Description {
  return {
    code: 'schema.invalid-value',
    message: `${capitalize(subject)} ${error.message ?? 'is not valid'}.`,
  }
}

function describeValue(value: unknown, valid: readonly unknown[], subject: string): Description {
  const words = valid.map(String)
  return {
    code: 'schema.unknown-value',
    message: `${show(value)} is not a valid value of ${subject}.`,
    hint: (typeof value === 'string' && suggest(value, words)) || listValid('Valid', words),
  }
}

/** Keys that have something to say: not `$schema`, nor those that are false at most. */
function usefulKeys(properties: Readonly<Record<string, unknown>>): readonly string[] {
  const isFixed = (schema: unknown) => (schema as { const?: unknown }).const === false
  return Object.keys(properties).filter(key => key !== '$schema' && !isFixed(properties[key]))
}

function listValid(title: string, words: readonly string[]): string {
  const shown = words.slice(0, MOST_LISTED).join(', ')
  return `${title}: ${shown}${words.length > MOST_LISTED ? ' …' : '.'}`
}

function nameSubject(path: JSONPath, type: Pick<MetadataType, 'name'>, value: unknown): string {
  const last = path.at(-1)
  if (last === undefined) {
    const kind = type.name.replace('-', ' ')
    const own = (value as { type?: unknown } | null)?.type
    const name = type.name === 'field' && typeof own === 'string' ? `${own} ${kind}` : kind
    return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`
  }
  return typeof last === 'string' ? `"${last}"` : `entry ${last + 1} of "${path.at(-2) ?? ''}"`
}

function nameTypes(types: string | readonly string[]): string {
  const names: Record<string, string> = {
    boolean: 'true or false',
    string: 'a text',
    integer: 'a whole number',
    number: 'a number',
    array: 'a list [ … ]',
    object: 'an object { … }',
    null: 'null',
  }
  return [types]
    .flat()
    .map(type => names[type] ?? type)
    .join(' or ')
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function toPath(pointer: string, root: unknown): JSONPath {
  const path: (string | number)[] = []
  let value = root
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const segment = Array.isArray(value) ? Number(key) : key
    path.push(segment)
    value = (value as Record<string | number, unknown>)[segment]
  }
  return path
}
