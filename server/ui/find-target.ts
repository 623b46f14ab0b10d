import type { Parsed } from '../fields/field-type.ts'
import { problemOf } from '../kernel/errors.ts'
import { keyPrefixOf } from '../kernel/ids.ts'
import { type Message, say } from '../kernel/message.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'
import { hasOneOf, hasText } from '../records/query/conditions.ts'
import type { Condition, Query } from '../records/query/query.ts'
import { readRecords } from '../records/read-records.ts'
import { literal } from '../records/search/parse-find.ts'
import { suggestRecords } from '../records/search/suggest-records.ts'
import { anyOf } from '../records/seen-names.ts'
import type { InputContext, InputTexts } from './look.ts'
import { nameOf } from './record-name.ts'
import { type SourceValues, sourcePaths } from './source-paths.ts'

export interface Target {
  readonly id: string
  readonly name: string
  readonly object: string
}

const MOST = 8

/** Objects that the lookup leads to and that may be seen. */
export function targetsOf(session: Session, field: FieldModel): readonly ObjectModel[] {
  return (field.referenceTo ?? []).flatMap(name => {
    const object = modelInWords(session).objects.get(name.toLowerCase())
    return object && session.access.object(object, 'read') && session.access.field(object.nameField, 'read')
      ? [object]
      : []
  })
}

/**
 * Records that a lookup may be set to, for what was typed of their names: those that begin so first, then others with these
 * words, then what is spelled alike. Nothing typed: the first ones.
 */
export async function suggestTargets(
  session: Session,
  field: FieldModel,
  text: string,
  values: SourceValues = new Map(),
): Promise<readonly Target[]> {
  const lookup = lookupOf(field, values)
  const found: Target[] = []
  for (const object of targetsOf(session, field)) {
    if (found.length < MOST)
      found.push(...(await suggestOf(session, object, text, { lookup, most: MOST - found.length })))
  }
  return found
}

async function suggestOf(
  session: Session,
  object: ObjectModel,
  text: string,
  { lookup, most }: { readonly lookup: FilteringLookup | undefined; readonly most: number },
): Promise<readonly Target[]> {
  if (text !== '' && object.enableSearch && !object.recordTexts) {
    const request = { objects: [object.name], text, limit: most, ...(lookup && { lookup }) }
    const found = await suggestRecords(session, request)
    return found.map(({ id, name = id }) => ({ id, name, object: object.name }))
  }
  const literals = Object.entries(lookup?.values ?? {}).map(([name, value]) => [name, literal(value)])
  const filter: readonly Condition[] = lookup
    ? [{ ...lookup, kind: 'lookup', values: Object.fromEntries(literals) }]
    : []
  return readTargets(session, object, { kind: 'and', of: [named(object, text, 'holds'), ...filter] }, most)
}

interface FilteringLookup {
  readonly object: string
  readonly field: string
  readonly values: Readonly<Record<string, string>>
}

/** Whose filter holds. One that asks for values of the record that are not known here is left to the save. */
function lookupOf(field: FieldModel, values: SourceValues): FilteringLookup | undefined {
  const { object, name, compiledLookupFilter } = field
  if (!compiledLookupFilter || !sourcePaths(field).every(path => values.has(path))) return undefined
  const given = [...values].filter((entry): entry is [string, string] => entry[1] !== null)
  return { object, field: name, values: Object.fromEntries(given) }
}

/** What was typed or chosen in a lookup's control → id. A name must be the name of one record only. */
export async function findTarget([id = '', typed = '']: InputTexts, context: InputContext): Promise<Parsed> {
  const { session, field } = context
  const text = typed.trim()
  if (text === '') return { value: null }
  const chosen = id === '' ? undefined : await readTarget(session, field, id)
  if (chosen?.name === text || (id !== '' && id === text)) return { value: id }
  const exact = await findByName(session, field, text)
  const near = exact.length > 0 ? [] : await suggestTargets(session, field, text)
  const found = exact.length > 0 ? exact : near.filter(({ name }) => holds(name, text))
  if (found.length === 1) return { value: (found[0] as Target).id }
  return { problem: problemOf('INVALID_CROSS_REFERENCE_KEY', unclear(context, text, found, near)) }
}

/** What is only spelled alike is not taken for what was meant. */
function holds(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase())
}

function unclear(
  { session, field }: InputContext,
  text: string,
  found: readonly Target[],
  near: readonly Target[],
): Message {
  const list = (targets: readonly Target[]): string => targets.map(({ name }) => `"${name}"`).join(', ')
  if (found.length > 0)
    return say('"{typed}" may be {names}: type more of the name.', { typed: text, names: list(found) })
  const labels = targetsOf(session, field).map(({ label }) => label)
  const none = { targets: anyOf(labels.length > 0 ? labels : [field.label]), typed: text }
  if (near.length === 0) return say('There is no {targets} called "{typed}".', none)
  const names = list(near.slice(0, 3))
  return say('There is no {targets} called "{typed}". Was {names} meant?', { ...none, names })
}

async function findByName(session: Session, field: FieldModel, text: string): Promise<readonly Target[]> {
  const lists = targetsOf(session, field).map(object =>
    readTargets(session, object, named(object, text, 'is'), MOST),
  )
  return (await Promise.all(lists)).flat()
}

/** The record of the id, when it may be seen. */
export async function readTarget(
  session: Session,
  field: FieldModel,
  id: string,
): Promise<Target | undefined> {
  const object = targetsOf(session, field).find(({ keyPrefix }) => keyPrefix === keyPrefixOf(id))
  if (!object) return undefined
  const [found] = await readTargets(session, object, hasText('Id', id), 1)
  return found
}

async function readTargets(
  session: Session,
  object: ObjectModel,
  where: Condition,
  most: number,
): Promise<readonly Target[]> {
  const name = object.nameField.name
  const query: Query = {
    from: object.name,
    select: [
      { kind: 'field', path: 'Id' },
      { kind: 'field', path: name },
    ],
    where,
    orderBy: [{ operand: { kind: 'field', path: name }, descending: false }],
    limit: most,
    scope: 'live',
  }
  const records = await readRecords(session, query)
  return records.map(record => ({
    id: String(record.Id),
    name: nameOf(object, record),
    object: object.name,
  }))
}

/** Records whose name is or holds the text: as it is stored, and as whoever reads it knows it. */
function named({ nameField, recordTexts }: ObjectModel, text: string, how: 'is' | 'holds'): Condition {
  const pattern = how === 'is' ? escapeLike(text) : `%${escapeLike(text)}%`
  const right = { type: 'string', text: pattern } as const
  const left = { kind: 'field', path: nameField.name } as const
  const stored: Condition = { kind: 'compare', left, operator: 'LIKE', right }
  if (!recordTexts) return stored
  const known = [...recordTexts].flatMap(([id, texts]) => {
    const name = texts.get(nameField.name.toLowerCase())?.toLowerCase() ?? ''
    const sought = text.toLowerCase()
    return (how === 'is' ? name === sought : name.includes(sought)) ? [id] : []
  })
  return known.length === 0 ? stored : { kind: 'or', of: [stored, hasOneOf('Id', known)] }
}

/** The text itself in a LIKE pattern. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
