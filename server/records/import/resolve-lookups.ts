import { Decimal } from 'decimal.js'
import { normalizeId } from '../../kernel/ids.ts'
import type { FieldModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { RuleType } from '../../rules/rule.ts'
import type { Query } from '../query/query.ts'
import { readRecords } from '../read-records.ts'
import type { Lookup } from './compile-lookup.ts'

const MOST_KNOWN = 200_000
const MOST_NAMED = 5

export interface Candidate {
  readonly id: string
  readonly name: string
}

/** The parent of each text: its id, the candidates when several fit, or none. */
export interface Resolved {
  readonly ids: ReadonlyMap<string, string>
  readonly ambiguous: ReadonlyMap<string, readonly Candidate[]>
}

/** Finds the parents of a batch among those that may be seen: one query for each field that they are looked up by. */
export async function resolveLookup(
  session: Session,
  lookup: Lookup,
  texts: Iterable<string>,
): Promise<Resolved> {
  if (lookup.known.size > MOST_KNOWN) lookup.known.clear()
  const ids = new Map<string, string>()
  const ambiguous = new Map<string, readonly Candidate[]>()
  let open: string[] = []
  for (const text of texts) {
    const id = lookup.known.get(text) ?? ownId(lookup, text)
    if (id) ids.set(text, id)
    else open.push(text)
  }
  for (const field of lookup.by) {
    if (open.length === 0) break
    const found = await findBy(session, lookup, field, open)
    for (const [text, candidates] of found) {
      if (candidates.length === 1) ids.set(text, (candidates[0] as Candidate).id)
      else ambiguous.set(text, candidates)
    }
    open = open.filter(text => !found.has(text))
  }
  for (const [text, id] of ids) lookup.known.set(text, id)
  return { ids, ambiguous }
}

/** A record id of the parent's object stands for itself. */
function ownId({ target }: Lookup, text: string): string | undefined {
  return text.startsWith(target.keyPrefix) ? (normalizeId(text) ?? undefined) : undefined
}

async function findBy(
  session: Session,
  { target, where }: Lookup,
  field: FieldModel,
  texts: readonly string[],
): Promise<ReadonlyMap<string, readonly Candidate[]>> {
  const byKey = new Map<string, string[]>()
  for (const text of texts) {
    const key = keyOf(field, text)
    if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), text])
  }
  const found = new Map<string, Candidate[]>()
  if (byKey.size === 0) return found
  const name = target.nameField.name
  const type = field.fieldType.ruleType(field) === 'number' ? 'number' : 'string'
  const values = [...byKey.keys()].map(text => ({ type, text }) as const)
  const query: Query = {
    from: target.name,
    select: [...new Set(['Id', name, field.name])].map(path => ({ kind: 'field', path })),
    where: { kind: 'and', of: [{ kind: 'in', left: pathOf(field), not: false, values }, ...where] },
    orderBy: [{ operand: { kind: 'field', path: 'Id' }, descending: false }],
    scope: 'live',
  }
  for (const record of await readRecords(session, query)) {
    const candidate = { id: String(record.Id), name: String(record[name] ?? record.Id) }
    const key = keyOf(field, String(record[field.name])) ?? ''
    for (const text of byKey.get(key) ?? []) found.set(text, [...(found.get(text) ?? []), candidate])
  }
  return found
}

function pathOf({ name }: FieldModel): { readonly kind: 'field'; readonly path: string } {
  return { kind: 'field', path: name }
}

type ToKey = (text: string, field: FieldModel) => string | undefined

/** Equal keys are equal values of the field; undefined for what cannot be one. */
const KEYS: Readonly<Partial<Record<RuleType, ToKey>>> = {
  number: text => (/^-?\d{1,30}(\.\d{1,30})?$/.test(text) ? new Decimal(text).toFixed() : undefined),
  id: text => normalizeId(text) ?? undefined,
}

function keyOf(field: FieldModel, text: string): string | undefined {
  const toKey = KEYS[field.fieldType.ruleType(field)] ?? textKey
  return toKey(text, field)
}

function textKey(text: string, { caseSensitive }: FieldModel): string | undefined {
  if (text.includes('\0')) return undefined
  return caseSensitive ? text : text.toLowerCase()
}

export function describeCandidates(candidates: readonly Candidate[]): string {
  const named = candidates.slice(0, MOST_NAMED).map(({ id, name }) => `${name} (${id})`)
  const more = candidates.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
