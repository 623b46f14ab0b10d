import type { OrgModel } from '../metadata/org-model.ts'
import { nameWordsOf } from '../storage/ddl/search-indexes.ts'
import type { Org } from './session.ts'

/** Words that many records of an object have, each with the share of records that do, from 0 to 1. */
export type CommonWords = ReadonlyMap<string, number>

/**
 * The common words by table, as PostgreSQL counts them when it analyzes the index over the names and other standard texts:
 * at most a thousand, and none that only a few in ten thousand have. They tell how to look, never what there is: they are of
 * all records, whoever asks. Tables without such an index, or not analyzed yet, are not among them.
 */
export async function readCommonWords({
  database,
  schema,
  model,
}: Pick<Org, 'database' | 'schema' | 'model'>): Promise<ReadonlyMap<string, CommonWords>> {
  const tables = tablesByIndex(model)
  const { rows } = await database.run({
    text: `SELECT s.tablename, w.word, w.share FROM pg_catalog.pg_stats s
      CROSS JOIN LATERAL unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS w(word, share)
      WHERE s.schemaname = $1 AND s.tablename = ANY($2::text[]) AND w.word IS NOT NULL`,
    values: [schema, [...tables.keys()]],
  })
  const found = new Map<string, Map<string, number>>()
  for (const [index, word, share] of rows as readonly (readonly [string, string, string])[]) {
    const table = tables.get(index) as string
    const words = found.get(table) ?? new Map<string, number>()
    found.set(table, words.set(word, Number(share)))
  }
  return found
}

/** Of each object that is searched, the index in which the words of its name are. */
function tablesByIndex(model: OrgModel): ReadonlyMap<string, string> {
  const tables = [...model.objects.values()].flatMap(object => {
    const group = nameWordsOf(object)
    return group ? [[group.index, object.table] as const] : []
  })
  return new Map(tables)
}
