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

interface Parent {
  readonly object: { readonly name: string }
  readonly id: string
}

/** The first records of a related list. */
export async function relatedListView(
  visit: Visit,
  parent: Parent,
  related: RelatedList,
  isRead: boolean,
): Promise<RelatedView> {
  const { session, viewer } = visit
  const { object, list } = related
  const page = isRead
    ? await readPage(session, relatedQuery(related, parent.id), { size: ROWS })
    : { records: [], next: undefined }
  const back = recordPath(parent.object.name, parent.id)
  const create = withParameters(objectPath(object.name, 'new'), { [related.lookup]: parent.id, retURL: back })
  return {
    isFiles: false,
    id: related.name,
    label: related.label,
    address: relatedPath(parent.object.name, parent.id, related.name),
    card: recordPath(parent.object.name, parent.id, `related/${encodeURIComponent(related.name)}/card`),
    create: mayCreate(session, object) ? create : '',
    createLabel: object.label,
    isRead,
    columns: list.columns.map(({ label, look }) => ({ label, isNumeric: look.isNumeric === true })),
    rows: page.records.map(record =>
      rowView(list.columns, record, viewer, recordPath(object.name, String(record.Id))),
    ),
    count: isRead ? `${page.records.length}${page.next ? '+' : ''}` : '',
    hasMore: page.next !== undefined,
  }
}

export function relatedQuery({ lookup, list }: RelatedList, id: string): Query {
  return { ...list.query, where: hasText(lookup, id) }
}
