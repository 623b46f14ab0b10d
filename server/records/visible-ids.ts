import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { Query } from './query/query.ts'
import { readRecords } from './read-records.ts'

/** Those of the records that are there and open to the session. */
export async function visibleIds(
  session: Session,
  object: ObjectModel,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const query: Query = {
    from: object.name,
    select: [{ kind: 'field', path: 'Id' }],
    where: {
      kind: 'in',
      left: { kind: 'field', path: 'Id' },
      not: false,
      values: ids.map(text => ({ type: 'string', text })),
    },
    scope: 'live',
  }
  const records = await readRecords(session, query)
  return new Set(records.map(({ Id }) => String(Id)))
}
