import { keyPrefixOf } from '../../kernel/ids.ts'
import type { Session } from '../../org/session.ts'
import { hasOneOf } from '../query/conditions.ts'
import type { Query } from '../query/query.ts'
import type { ReadRecord } from '../read/output-records.ts'
import { withFreshModel } from '../read/run.ts'
import { readRecords, recordMaker } from '../read-records.ts'
import { MOST_RESULTS } from './parse-search.ts'
import { searchAll } from './search.ts'
import { suggestAlike } from './suggest-alike.ts'
import { typedFind } from './typed-find.ts'

/** Of each object. */
const MOST_ALIKE = 20

/**
 * Records for what somebody typed, by the name of their object: those whose name holds it before the others. Each query
 * says what to read of one object, its Id with it, and how many at most. Undefined: too little was typed.
 */
export async function searchRecords(
  session: Session,
  text: string,
  returning: readonly Query[],
): Promise<ReadonlyMap<string, readonly ReadRecord[]> | undefined> {
  const find = typedFind(text)
  if (!find) return undefined
  const request = { find, among: 'ALL', returning, limit: MOST_RESULTS, corrects: true } as const
  const found = await withFreshModel(session, () => searchAll(session, request))
  if (found.every(({ rows }) => rows.length === 0)) return readAlike(session, text, returning)
  const byObject = new Map<string, ReadRecord[]>()
  for (const { plan, rows } of found) {
    const make = recordMaker(plan)
    for (const row of rows) {
      const record = make(row) as ReadRecord
      const { name = '' } = session.org.model.objectsByPrefix.get(keyPrefixOf(String(record.Id))) ?? {}
      byObject.set(name, [...(byObject.get(name) ?? []), record])
    }
  }
  return byObject
}

/** What somebody who types is suggested when nothing is found. */
async function readAlike(
  session: Session,
  text: string,
  returning: readonly Query[],
): Promise<ReadonlyMap<string, readonly ReadRecord[]>> {
  const objects = returning.map(({ from }) => from)
  const alike = await suggestAlike(session, objects, text, MOST_ALIKE)
  const read = async (query: Query): Promise<readonly [string, readonly ReadRecord[]][]> => {
    const ids = alike.filter(({ object }) => object === query.from).map(({ id }) => id)
    if (ids.length === 0) return []
    const of = [hasOneOf('Id', ids), ...(query.where ? [query.where] : [])]
    return [[query.from, await readRecords(session, { ...query, where: { kind: 'and', of } })]]
  }
  return new Map((await Promise.all(returning.map(read))).flat())
}
