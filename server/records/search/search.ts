import type { IndexState } from '../../org/index-state.ts'
import { searchState } from '../../org/search-state.ts'
import type { Session } from '../../org/session.ts'
import type { Condition, FindNode, Query, SearchCondition, SearchScope } from '../query/query.ts'
import { writeRecords } from '../read/output-json.ts'
import { withFreshModel } from '../read/run.ts'
import { alikeNode } from './alike.ts'
import { type Found, findRows } from './find-rows.ts'
import { parseSearch, type SearchRequest } from './parse-search.ts'
import { searchCondition, searchedObject, searchedObjects } from './searched-objects.ts'

/**
 * Answers SOSL text as `{searchRecords}` in JSON text: records by object, those whose name holds what was to be found
 * before the others. When nothing is found, what is spelled alike is.
 */
export async function searchJson(session: Session, text: string, version: string): Promise<string> {
  const request = parseSearch(text)
  const base = `/services/data/v${version.replace(/^v/, '')}/sobjects/`
  const found = await withFreshModel(session, () => searchAll(session, request))
  const records = found.filter(({ rows }) => rows.length > 0)
  return `{"searchRecords":[${records.map(({ rows, write }) => writeRecords(rows, write, base)).join()}]}`
}

/** One search of one object. */
interface Part {
  readonly query: Query
  readonly find: FindNode
  readonly among: SearchScope
}

/** Found records, those of one object together; what is misspelled, when nothing else is found. */
export async function searchAll(session: Session, request: SearchRequest): Promise<readonly Found[]> {
  const state = await searchState(session.org)
  const queries = request.returning ?? searchedObjects(session).map(object => idsOf(object.name))
  for (const { from } of queries) searchedObject(session, from)
  const found = await findIn(session, state, queries, request, request.find)
  const alike = request.corrects ? alikeNode(request.find) : undefined
  const isFound = found.some(({ rows }) => rows.length > 0)
  return isFound || !alike ? found : findIn(session, state, queries, request, alike)
}

async function findIn(
  session: Session,
  state: IndexState,
  queries: readonly Query[],
  { among, limit }: SearchRequest,
  find: FindNode,
): Promise<readonly Found[]> {
  const found: Found[] = []
  let left = limit
  for (const query of queries) {
    const most = Math.min(left, query.limit ?? left)
    for (const one of await findByRank(session, state, { query: { ...query, limit: most }, find, among })) {
      found.push(one)
      left -= one.rows.length
    }
  }
  return found
}

/** In two parts, where nobody asks for another order: by name first. */
async function findByRank(session: Session, state: IndexState, part: Part): Promise<readonly Found[]> {
  const { query, find, among } = part
  const condition = searchCondition(state, searchedObject(session, query.from), find, among)
  const { limit = 0, orderBy, offset } = query
  if (limit === 0) return []
  if (orderBy || offset || among !== 'ALL') return [await findRows(session, narrowed(query, [condition]))]
  const byName: SearchCondition = { ...condition, among: 'NAME' }
  const named = await findRows(session, narrowed(query, [byName]))
  const rest = limit - named.rows.length
  if (rest === 0) return [named]
  const others: Condition[] = [condition, { kind: 'not', of: byName }]
  return [named, await findRows(session, { ...narrowed(query, others), limit: rest })]
}

function narrowed(query: Query, more: readonly Condition[]): Query {
  return {
    ...query,
    isRare: true,
    where: { kind: 'and', of: [...more, ...(query.where ? [query.where] : [])] },
  }
}

function idsOf(from: string): Query {
  return { from, select: [{ kind: 'field', path: 'Id' }], scope: 'live' }
}
