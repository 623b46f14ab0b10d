import type { ObjectModel } from '../metadata/org-model.ts'
import { hasOneOf } from '../records/query/conditions.ts'
import type { Condition, Query } from '../records/query/query.ts'
import { objectPath, withParameters } from './addresses.ts'
import type { FormBody } from './form-input.ts'
import { checkThere } from './gone-list.ts'
import { queryOf } from './list-query.ts'
import { openList } from './saved-lists.ts'
import type { Visit } from './visit.ts'

/** Records that were chosen in a list: some of its rows, or all that it has. */
export interface Selection {
  readonly query: Query
  /** Undefined: all of the list. */
  readonly ids: readonly string[] | undefined
  /** What forms send on, so that the selection stays what it is. */
  readonly controls: readonly { readonly name: string; readonly value: string }[]
  /** Address of the list. */
  readonly list: string
}

const OF_LIST = ['filterName', 'by', 'value', 'sort', 'desc', 'q'] as const

export async function readSelection(
  { session }: Visit,
  object: ObjectModel,
  given: FormBody,
): Promise<Selection> {
  const request = Object.fromEntries(OF_LIST.map(name => [name, textOf(given[name])]))
  const opened = await openList(session, object, request.filterName)
  const { list } = opened
  const isAll = given.all === '1'
  if (isAll) checkThere(opened, request.filterName)
  const ids = [given.id ?? []].flat()
  const query = isAll
    ? queryOf(session, object, list, { object: object.name, ...request })
    : { from: object.name, select: [], where: withIds(ids), scope: 'live' as const }
  const ofList = OF_LIST.flatMap(name => (request[name] ? [{ name, value: request[name] }] : []))
  return {
    query,
    ids: isAll ? undefined : ids,
    controls: [
      ...ofList,
      ...(isAll ? [{ name: 'all', value: '1' }] : ids.map(value => ({ name: 'id', value }))),
    ],
    list: withParameters(objectPath(object.name), request),
  }
}

const textOf = (sent: FormBody[string]): string | undefined => (typeof sent === 'string' ? sent : undefined)

/** Records of these ids, of which there may be none. */
export function withIds(ids: readonly string[]): Condition {
  return hasOneOf('Id', ids.length > 0 ? ids : [''])
}
