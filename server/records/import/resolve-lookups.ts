import sql from 'sql-template-tag'
import { normalizeId } from '../../kernel/ids.ts'
import type { FieldModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { Connection } from '../../storage/database.ts'
import { columnRef, tableRef } from '../../storage/sql/names.ts'
import { toStatement } from '../../storage/sql/slots.ts'
import { arrayLiteral } from '../write/values.ts'
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

/** Finds the parents of a batch: one statement for each field that they are looked up by. */
export async function resolveLookup(
  session: Session,
  connection: Connection,
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
    const found = await findBy(session, connection, lookup, field, open)
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
  if (!text.startsWith(target.keyPrefix) || (text.length !== 15 && text.length !== 18)) return undefined
  return normalizeId(text) ?? undefined
}

async function findBy(
  session: Session,
  connection: Connection,
  { target, where }: Lookup,
  field: FieldModel,
  texts: readonly string[],
): Promise<ReadonlyMap<string, readonly Candidate[]>> {
  const { comparable, ruleType } = field.fieldType
  const stored = comparable(columnRef('t', field.column as string), field)
  const wanted = ruleType(field) === 'number' ? sql`w."text"::numeric` : comparable(sql`w."text"`, field)
  const name = columnRef('t', target.nameField.column as string)
  const usable = ruleType(field) === 'number' ? texts.filter(text => /^-?\d+(\.\d+)?$/.test(text)) : texts
  const { rows } = await connection.run(
    toStatement(
      sql`SELECT w."text", t."id", ${name}::text FROM unnest(${arrayLiteral(usable)}::text[]) AS w("text") JOIN ${tableRef(session.org.schema, target.table)} AS t ON ${stored} = ${wanted} AND NOT t."isdeleted"${where} ORDER BY t."id"`,
    ),
  )
  const found = new Map<string, Candidate[]>()
  for (const [text, id, label] of rows as readonly (readonly [string, string, string | null])[]) {
    const candidates = found.get(text) ?? []
    found.set(text, candidates)
    candidates.push({ id, name: label ?? id })
  }
  return found
}

export function describeCandidates(candidates: readonly Candidate[]): string {
  const named = candidates.slice(0, MOST_NAMED).map(({ id, name }) => `${name} (${id})`)
  const more = candidates.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
