import type { Session } from '../org/session.ts'
import { hasText } from '../records/query/conditions.ts'
import type { Query } from '../records/query/query.ts'
import { readPage } from '../records/read-page.ts'
import { objectPath, recordPath, relatedPath, withParameters } from './addresses.ts'
import type { RelatedList } from './layouts.ts'
import { mayCreate } from './may.ts'
import { rowView } from './rows.ts'
import type { Visit } from './visit.ts'

const ROWS = 6

export interface RelatedView {
  readonly isFiles: false
  readonly id: string
  readonly label: string
  /** The list as a page of its own. */
  readonly address: string
  /** Where its card alone is. */
  readonly card: string
  readonly create: string
  readonly createLabel: string
  /** False: the page fetches it when it is scrolled to. */
  readonly isRead: boolean
  readonly columns: readonly { readonly label: string; readonly isNumeric: boolean }[]
  readonly rows: readonly object[]
  /** `3`, or `6+`. */
  readonly count: string
  readonly hasMore: boolean
}

interface ParentObject {
  readonly name: string
}

interface Parent {
  readonly object: ParentObject
  readonly id: string
}

/** The first records of a related list. */
export async function relatedListView(
  visit: Visit,
  parent: Parent,
  related: RelatedList,
): Promise<RelatedView> {
  const { session, viewer } = visit
  const { object, list } = related
  const page = await readPage(session, relatedQuery(related, parent.id), { size: ROWS })
  return {
    ...laterList(session, parent.object, related, parent.id),
    isRead: true,
    rows: page.records.map(record =>
      rowView(list.columns, record, viewer, recordPath(object.name, String(record.Id))),
    ),
    count: `${page.records.length}${page.next ? '+' : ''}`,
    hasMore: page.next !== undefined,
  }
}

/** A related list that is fetched when it is scrolled to. */
export function laterList(
  session: Session,
  parent: ParentObject,
  { name, label, object, lookup, list }: RelatedList,
  id: string,
): RelatedView {
  const back = recordPath(parent.name, id)
  const create = withParameters(objectPath(object.name, 'new'), { [lookup]: id, retURL: back })
  return {
    isFiles: false,
    id: name,
    label,
    address: relatedPath(parent.name, id, name),
    card: recordPath(parent.name, id, `related/${encodeURIComponent(name)}/card`),
    create: mayCreate(session, object) ? create : '',
    createLabel: object.label,
    isRead: false,
    columns: list.columns.map(({ label, look }) => ({ label, isNumeric: look.isNumeric === true })),
    rows: [],
    count: '',
    hasMore: false,
  }
}

export function relatedQuery({ lookup, list }: RelatedList, id: string): Query {
  return { ...list.query, where: hasText(lookup, id) }
}
