import { emit } from '../kernel/observe.ts'
import type { ObjectModel, OrgModel } from '../metadata/org-model.ts'
import type { Database } from '../storage/database.ts'
import { SEARCH_INDEX_NAME, type SearchIndex, searchShape } from '../storage/ddl/search-indexes.ts'
import type { Org } from './session.ts'

/** What the database has for searches of an org. */
export interface SearchState {
  /** Schema of the extension pg_trgm; undefined where the database does not have it. */
  readonly trigrams: string | undefined
  /** Indexes that are there and complete, with their tables. */
  readonly indexes: ReadonlyMap<string, string>
  /** Those that a build has left behind incomplete. */
  readonly broken: readonly string[]
  /** Bytes, by table. */
  readonly sizes: ReadonlyMap<string, number>
}

/** Below this a table is read through as fast as an index would answer. */
export const WORTH_AN_INDEX = 1_000_000
/** Above this nothing is searched without an index: what is not indexed yet is not found yet. */
const TOO_BIG = 32_000_000

/** Milliseconds that a state is believed: where something is missing, it is likely to come soon. */
const FRESH = { whole: 60_000, waiting: 2_000 }

interface Known {
  readonly model: OrgModel
  readonly until: number
  readonly state: Promise<SearchState>
}

const known = new WeakMap<Org, Known>()

/** The state as of some seconds ago at most; one look serves all who ask meanwhile. */
export async function searchState(org: Org): Promise<SearchState> {
  const before = known.get(org)
  if (before && before.model === org.model && before.until > Date.now()) return before.state
  const state = readSearchState(org)
  const entry = { model: org.model, state }
  known.set(org, { ...entry, until: Date.now() + FRESH.waiting })
  state.catch(() => known.delete(org))
  const isWhole = missingIndexes(org.model, await state).length === 0
  known.set(org, { ...entry, until: Date.now() + (isWhole ? FRESH.whole : FRESH.waiting) })
  return state
}

/** May the fields of an index be searched: through it, or without it because the table is small? */
export function isSearchable(state: SearchState, { table }: ObjectModel, index: string): boolean {
  return state.indexes.has(index) || (state.sizes.get(table) ?? 0) < TOO_BIG
}

export function missingIndexes(model: OrgModel, state: SearchState): readonly SearchIndex[] {
  return wantedIndexes(model).filter(
    ({ name, table, needsTrigrams }) =>
      !state.indexes.has(name) &&
      (state.sizes.get(table) ?? 0) >= WORTH_AN_INDEX &&
      (!needsTrigrams || state.trigrams !== undefined),
  )
}

export function wantedIndexes(model: OrgModel): readonly SearchIndex[] {
  return [...model.objects.values()].flatMap(object => searchShape(object).indexes)
}

export async function readSearchState({ database, schema, model }: Org): Promise<SearchState> {
  const trigrams = await trigramsOf(database)
  const tables = [...model.objects.values()].flatMap(object => (object.enableSearch ? [object.table] : []))
  const { rows } = await database.run({
    text: `SELECT t.relname, pg_relation_size(t.oid), i.relname, x.indisvalid
      FROM pg_catalog.pg_class t LEFT JOIN (pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid AND i.relname ~ $3) ON x.indrelid = t.oid
      WHERE t.relnamespace = to_regnamespace(quote_ident($1)) AND t.relkind = 'r' AND (t.relname = ANY($2) OR i.oid IS NOT NULL)`,
    values: [schema, tables, SEARCH_INDEX_NAME],
  })
  const found = rows as readonly (readonly [string, string, string | null, string | null])[]
  const named = (valid: string) => found.filter(row => row[3] === valid)
  return {
    trigrams,
    indexes: new Map(named('t').map(([table, , name]) => [name as string, table])),
    broken: named('f').map(([, , name]) => name as string),
    sizes: new Map(found.map(([table, size]) => [table, Number(size)])),
  }
}

const extensions = new WeakMap<Database, Promise<string | undefined>>()

/** Where pg_trgm is; it is made where it is not and the database's user may. Asked once in a process. */
function trigramsOf(database: Database): Promise<string | undefined> {
  const before = extensions.get(database)
  if (before) return before
  const found = findTrigrams(database)
  extensions.set(database, found)
  found.catch(() => extensions.delete(database))
  return found
}

async function findTrigrams(database: Database): Promise<string | undefined> {
  const there = await schemaOfTrigrams(database)
  if (there !== undefined) return there
  try {
    await database.run({ text: 'CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA atelier', values: [] })
  } catch (error) {
    const message =
      'Searches forgive no typing errors: PostgreSQL does not let Atelier have its extension pg_trgm. Let an administrator of the database run: CREATE EXTENSION pg_trgm'
    const made = await schemaOfTrigrams(database)
    if (made === undefined) emit('warning', { message, error })
    return made
  }
  return schemaOfTrigrams(database)
}

async function schemaOfTrigrams(database: Database): Promise<string | undefined> {
  const { rows } = await database.run({
    text: `SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'`,
    values: [],
  })
  return rows[0]?.[0] ?? undefined
}
