import { type Message, say } from '../kernel/message.ts'
import type { FieldSpec, PicklistValue } from './field-spec.ts'
import { echo } from './problems.ts'

interface Lookup {
  readonly active: ReadonlySet<string>
  /** Active values, then all, by their lower-case form. */
  readonly byCase: ReadonlyMap<string, string>
  readonly byCaseOfAll: ReadonlyMap<string, string>
  /** By value and label without regard to case, blanks, underscores and hyphens. */
  readonly byLooseForm: ReadonlyMap<string, string>
}

const NONE: readonly PicklistValue[] = []
const MOST_LISTED = 12
const lookups = new WeakMap<readonly PicklistValue[], Lookup>()

function lookupOf({ values = NONE }: FieldSpec): Lookup {
  let lookup = lookups.get(values)
  if (!lookup) {
    lookup = makeLookup(values)
    lookups.set(values, lookup)
  }
  return lookup
}

function makeLookup(values: readonly PicklistValue[]): Lookup {
  const active = values.filter(value => value.isActive)
  // The first of several that look alike wins, and a value wins over a label.
  const first = (entries: readonly (readonly [string, string])[]) => new Map([...entries].reverse())
  return {
    active: new Set(active.map(value => value.fullName)),
    byCase: first(active.map(({ fullName }) => [fullName.toLowerCase(), fullName])),
    byCaseOfAll: first(values.map(({ fullName }) => [fullName.toLowerCase(), fullName])),
    byLooseForm: first([
      ...active.map(({ fullName }) => [looseForm(fullName), fullName] as const),
      ...active.map(({ fullName, label }) => [looseForm(label), fullName] as const),
    ]),
  }
}

function looseForm(text: string): string {
  return text.toLowerCase().replace(/[\s\u00a0_-]+/g, '')
}

/** The active value that the text names, in the case in which it is stored. */
export function findActiveValue(text: string, spec: FieldSpec): string | undefined {
  const { active, byCase } = lookupOf(spec)
  return active.has(text) ? text : byCase.get(text.toLowerCase())
}

/** The value, active or not, in the case in which it is stored. */
export function findStoredValue(text: string, spec: FieldSpec): string | undefined {
  return lookupOf(spec).byCaseOfAll.get(text.toLowerCase())
}

/** What a person may mean: `Hardware designer`, `HARDWARE_DESIGNER` or the label for `Hardware_Designer`. */
export function findTypedValue(text: string, spec: FieldSpec): string | undefined {
  return findActiveValue(text, spec) ?? lookupOf(spec).byLooseForm.get(looseForm(text))
}

export function badValueMessage(text: string): Message {
  return say('bad value for restricted picklist field: {value}', { value: echo(text) })
}

export function allowedHint(spec: FieldSpec): Message {
  const names = (spec.values ?? NONE).filter(value => value.isActive).map(value => value.fullName)
  if (names.length === 0) return say('The picklist has no active values.')
  const values = names.slice(0, MOST_LISTED).join(', ')
  if (names.length <= MOST_LISTED) return say('Allowed: {values}.', { values })
  return say('Allowed: {values} and {count} more.', { values, count: names.length - MOST_LISTED })
}

/** The values as a TypeScript type; of an unrestricted picklist any text, with the known ones offered. */
export function valuesType({ values = NONE, restricted }: FieldSpec): string {
  const names = values.map(({ fullName }) => `'${escapeQuotes(fullName)}'`)
  if (names.length === 0) return 'string'
  return restricted ? names.join(' | ') : [...names, '(string & {})'].join(' | ')
}

function escapeQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
}

/** Metadata keys of picklists. */
export const valueSetSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    restricted: { type: 'boolean', default: false, description: 'Only the values listed are taken.' },
    valueSetName: { type: 'string', description: 'A value set that several fields share.' },
    controllingField: { type: 'string', description: 'Field whose value says which values are offered.' },
    valueSetDefinition: {
      type: 'object',
      additionalProperties: false,
      required: ['value'],
      properties: {
        sorted: { type: 'boolean', default: false, description: 'Show the values by label.' },
        value: {
          type: 'array',
          maxItems: 1000,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['fullName'],
            properties: {
              fullName: { type: 'string', minLength: 1, maxLength: 255, description: 'As stored.' },
              label: { type: 'string', minLength: 1, maxLength: 255 },
              default: { type: 'boolean', default: false },
              isActive: { type: 'boolean', default: true },
              category: { type: 'string', description: 'Grouping of a status value: Draft, Activated …' },
              description: { type: 'string' },
              color: { type: 'string', pattern: '^#[0-9A-Fa-f]{6}$' },
              closed: { type: 'boolean' },
              won: { type: 'boolean' },
              converted: { type: 'boolean' },
              reviewed: { type: 'boolean' },
              highPriority: { type: 'boolean' },
              probability: { type: 'integer', minimum: 0, maximum: 100 },
              forecastCategory: { type: 'string' },
              formerly: { type: 'array', items: { type: 'string' }, uniqueItems: true },
            },
          },
        },
      },
    },
    valueSettings: {
      type: 'array',
      description: 'Values that each value of the controlling field offers.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['controllingFieldValue', 'valueName'],
        properties: {
          controllingFieldValue: { type: 'array', items: { type: 'string' } },
          valueName: { type: 'string' },
        },
      },
    },
  },
  if: { not: { required: ['valueSetName'] } },
  then: { required: ['valueSetDefinition'] },
}
