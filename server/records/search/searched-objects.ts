import { AtelierError } from '../../kernel/errors.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import type { IndexState } from '../../org/index-state.ts'
import { isSearchable } from '../../org/search-state.ts'
import type { Session } from '../../org/session.ts'
import { searchShape } from '../../storage/ddl/search-indexes.ts'
import type { FindNode, SearchCondition, SearchScope } from '../query/query.ts'
import { noSuchObject } from '../read/plan-errors.ts'

/** Objects that the session may search. */
export function searchedObjects({ org, access }: Session): readonly ObjectModel[] {
  return [...org.model.objects.values()].filter(
    object => object.enableSearch && access.object(object, 'read'),
  )
}

/** An object by its name. Throws INVALID_TYPE, the same for unknown and hidden ones. */
export function searchedObject({ org, access }: Session, name: string): ObjectModel {
  const object = org.model.objects.get(name.toLowerCase())
  if (!object || !access.object(object, 'read')) throw noSuchObject(org.model, access, name)
  if (object.enableSearch) return object
  throw new AtelierError('INVALID_TYPE', `entity type ${object.name} does not support search`)
}

/** The search as a condition of a query, with what the database has for it. */
export function searchCondition(
  state: IndexState,
  object: ObjectModel,
  find: FindNode,
  among: SearchScope,
): SearchCondition {
  const missing = searchShape(object)
    .indexes.map(({ name }) => name)
    .filter(name => !isSearchable(state, object, name))
  return { kind: 'search', find, among, missing, ...(state.trigrams && { trigrams: state.trigrams }) }
}
