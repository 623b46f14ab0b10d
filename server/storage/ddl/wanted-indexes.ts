import type { OrgModel } from '../../metadata/org-model.ts'
import { createIndexSql } from './create-index.ts'
import { impliedIndexes } from './implied-indexes.ts'
import { createSearchIndex, type SearchIndex, searchShape } from './search-indexes.ts'
import type { IndexShape } from './shape.ts'

/** An index that a model asks for. */
export interface WantedIndex {
  readonly name: string
  readonly table: string
  /** Searches of small tables do without. */
  readonly isForSearches: boolean
  /** By the extension pg_trgm. */
  readonly needsTrigrams: boolean
  /** The statement that makes it while records are saved; `trigrams` is the schema of pg_trgm. */
  readonly create: (schema: string, trigrams: string) => string
}

const known = new WeakMap<OrgModel, readonly WantedIndex[]>()

/** All indexes of a model's tables; unique ones, which the stored values may refuse, at the end. */
export function wantedIndexes(model: OrgModel): readonly WantedIndex[] {
  const before = known.get(model)
  if (before) return before
  const objects = [...model.objects.values()]
  const implied = objects.flatMap(impliedIndexes)
  const wanted = [
    ...implied.filter(({ unique }) => !unique).map(toWanted),
    ...objects.flatMap(object => searchShape(object).indexes).map(forSearches),
    ...implied.filter(({ unique }) => unique).map(toWanted),
  ]
  known.set(model, wanted)
  return wanted
}

function toWanted(index: IndexShape): WantedIndex {
  const { name, table } = index
  const create = (schema: string): string => createIndexSql(index, schema, 'CONCURRENTLY IF NOT EXISTS')
  return { name, table, isForSearches: false, needsTrigrams: false, create }
}

function forSearches(index: SearchIndex): WantedIndex {
  const { name, table, needsTrigrams } = index
  const create = (schema: string, trigrams: string): string => createSearchIndex(index, schema, trigrams)
  return { name, table, isForSearches: true, needsTrigrams, create }
}
