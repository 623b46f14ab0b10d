import type { OrgModel } from '../metadata/org-model.ts'
import { INDEX_NAME } from '../storage/ddl/index-name.ts'
import { type WantedIndex, wantedIndexes } from '../storage/ddl/wanted-indexes.ts'
import type { Org } from './session.ts'
import { trigramsOf } from './trigrams.ts'

/** What the database has of the indexes of an org's objects. */
export interface IndexState {
  /** Schema of the extension pg_trgm; undefined where the database does not have it. */
  readonly trigrams: string | undefined
  /** Indexes that are there and complete, with their tables. */
  readonly indexes: ReadonlyMap<string, string>
  /** Those that a build has left behind incomplete, or is making. */
  readonly broken: readonly string[]
  /** Bytes of the rows, by table. */
  readonly sizes: ReadonlyMap<string, number>
}

/** Bytes. Below this a table is read through as fast as an index for searches would answer. */
const WORTH_SEARCHING = 1_000_000

/** The indexes that Atelier makes, of objects' tables and of those that are set aside; what others have made is theirs. */
export async function readIndexState({
  database,
  schema,
}: Pick<Org, 'database' | 'schema'>): Promise<IndexState> {
  const trigrams = await trigramsOf(database)
  const { rows } = await database.run({
    text: `SELECT t.relname, pg_relation_size(t.oid), i.relname, x.indisvalid
      FROM pg_catalog.pg_class t LEFT JOIN (pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid AND i.relname ~ $2
        AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint c WHERE c.conindid = i.oid AND c.contype IN ('p', 'u', 'x'))) ON x.indrelid = t.oid
      WHERE t.relnamespace = to_regnamespace(quote_ident($1)) AND t.relkind = 'r' AND t.relname ~ '^([^_]|_[0-9]+_)'`,
    values: [schema, INDEX_NAME],
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

/** In the order in which they are made. */
export function missingIndexes(model: OrgModel, state: IndexState): readonly WantedIndex[] {
  return wantedIndexes(model).filter(
    ({ name, table, isForSearches, needsTrigrams }) =>
      state.indexes.get(name) !== table &&
      (!isForSearches || (state.sizes.get(table) ?? 0) >= WORTH_SEARCHING) &&
      (!needsTrigrams || state.trigrams !== undefined),
  )
}

/** What an older version or model has left, or a removed object under a name that is wanted elsewhere now. */
export function unusedIndexes(model: OrgModel, state: IndexState): readonly string[] {
  const wanted = new Map(wantedIndexes(model).map(({ name, table }) => [name, table]))
  return [...state.indexes].flatMap(([name, table]) => (wanted.get(name) === table ? [] : [name]))
}
