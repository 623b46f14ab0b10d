import { readPage } from '../../records/read-page.ts'
import { recordPath, relatedPath, withParameters } from '../addresses.ts'
import { readAssets } from '../assets.ts'
import { missingPage } from '../object-of.ts'
import { nameOf } from '../record-name.ts'
import { laterList, relatedListView, relatedQuery } from '../related.ts'
import { rowView } from '../rows.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { findRecord, type RecordAddress } from './record.ts'

const ROWS = 50

/** A related list as a page of its own; the record's page takes its card from here, too. */
export async function relatedListPage(
  visit: Visit,
  address: RecordAddress & { readonly relationship: string; readonly after?: string | undefined },
): Promise<Page> {
  const { session, viewer } = visit
  const found = await findRecord(session, address)
  const { object, id, record, layout } = found
  const wanted = address.relationship.toLowerCase()
  const related = layout.related.find(({ name }) => name.toLowerCase() === wanted)
  if (!related) throw missingPage()
  const { list } = related
  const page = await readPage(session, relatedQuery(related, id), { size: ROWS, after: address.after })
  const view = laterList(session, object, related, id)
  const path = relatedPath(object.name, id, related.name)
  return inShell(visit, 'related-list', {
    title: `${related.label} | ${nameOf(object, record)}`,
    object: object.name,
    name: nameOf(object, record),
    record: recordPath(object.name, id),
    next: page.next ? withParameters(path, { after: page.next }) : '',
    first: address.after ? path : '',
    list: {
      ...view,
      isRead: true,
      count: '',
      rows: page.records.map(one =>
        rowView(list.columns, one, viewer, recordPath(related.object.name, String(one.Id))),
      ),
    },
  })
}

/** The card of a related list, for a record's page that has come without it. */
export async function relatedCard(
  visit: Visit,
  address: RecordAddress & { readonly relationship: string },
): Promise<Page> {
  const found = await findRecord(visit.session, address)
  const wanted = address.relationship.toLowerCase()
  const related = found.layout.related.find(({ name }) => name.toLowerCase() === wanted)
  if (!related) throw missingPage()
  const view = await relatedListView(visit, found, related)
  const { language, locale } = visit.viewer
  return {
    template: 'related-card',
    status: 200,
    model: { ...view, language, locale, assets: await readAssets() },
  }
}
