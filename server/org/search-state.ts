import type { ObjectModel } from '../metadata/org-model.ts'
import { type CommonWords, readCommonWords } from './common-words.ts'
import { type IndexState, missingIndexes, readIndexState } from './index-state.ts'
import type { Org } from './session.ts'

/** Bytes. Above this nothing is searched without an index: what is not indexed yet is not found yet. */
const TOO_BIG = 32_000_000

/** Milliseconds that a state is believed: where something is missing, it is likely to come soon. */
const FRESH = { whole: 60_000, waiting: 2_000 }

export interface SearchState extends IndexState {
  /** Words that many records of a table have; of big tables. */
  readonly commonWords?: ReadonlyMap<string, CommonWords>
}

interface Known {
  readonly model: Org['model']
  readonly until: number
  readonly state: Promise<SearchState>
}

const known = new WeakMap<Org, Known>()

/** What the database has for searches, as of some seconds ago at most; one look serves all who ask meanwhile. */
export async function searchState(org: Org): Promise<SearchState> {
  const before = known.get(org)
  if (before && before.model === org.model && before.until > Date.now()) return before.state
  const state = readState(org)
  const entry = { model: org.model, state }
  known.set(org, { ...entry, until: Date.now() + FRESH.waiting })
  state.catch(() => known.delete(org))
  const isWaiting = missingIndexes(org.model, await state).some(({ isForSearches }) => isForSearches)
  known.set(org, { ...entry, until: Date.now() + (isWaiting ? FRESH.waiting : FRESH.whole) })
  return state
}

async function readState(org: Org): Promise<SearchState> {
  const [state, commonWords] = await Promise.all([readIndexState(org), readCommonWords(org)])
  return { ...state, commonWords }
}

/** May the fields of an index be searched: through it, or without it because the table is small? */
export function isSearchable(state: IndexState, { table }: ObjectModel, index: string): boolean {
  return state.indexes.get(index) === table || (state.sizes.get(table) ?? 0) < TOO_BIG
}
