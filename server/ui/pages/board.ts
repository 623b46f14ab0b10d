import { objectPath, withParameters } from '../addresses.ts'
import { boardFields, lanesOf } from '../board.ts'
import { goneNotice } from '../gone-list.ts'
import { liveView } from '../live-view.ts'
import { mayCreate, mayEdit } from '../may.ts'
import { missingPage, objectOf } from '../object-of.ts'
import { openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

export interface BoardRequest {
  readonly object: string
  readonly filterName?: string | undefined
  /** The picklist whose values are the lanes. */
  readonly by?: string | undefined
}

/** The records of a list view as cards, in a lane for each value of a picklist. */
export async function boardPage(visit: Visit, request: BoardRequest): Promise<Page> {
  const { session } = visit
  const object = objectOf(session, request.object)
  const opened = await openList(session, object, request.filterName)
  const { lists, list } = opened
  const fields = boardFields(session, object)
  const wanted = (request.by ?? list.view.kanban?.groupBy)?.toLowerCase()
  const by = fields.find(({ name }) => name.toLowerCase() === wanted) ?? fields[0]
  if (!by) throw missingPage()
  const filterName = list.view.name
  const path = objectPath(object.name, 'board')
  const mayMove = mayEdit(session, object) && by.updateable && session.access.field(by, 'edit')
  return inShell(visit, 'board', {
    title: list.view.label,
    notice: goneNotice(opened, request.filterName, list.view.label),
    object: object.name,
    label: object.label,
    pluralLabel: object.pluralLabel,
    views: lists.map(({ view }) => ({
      label: view.label,
      address: withParameters(path, { filterName: view.name, by: by.name }),
      isCurrent: view === list.view,
    })),
    pipeline: list.view.kanban ? withParameters(objectPath(object.name, 'pipeline'), { filterName }) : '',
    list: withParameters(objectPath(object.name), { filterName }),
    create: mayCreate(session, object) ? objectPath(object.name, 'new') : '',
    by: { name: by.name, label: by.label },
    others: fields.map(field => ({
      label: field.label,
      address: withParameters(path, { filterName, by: field.name }),
      isCurrent: field === by,
    })),
    lanes: await lanesOf(visit, object, list, by),
    mayMove,
    live: liveView(session, object, { isList: true }),
    url: visit.url,
  })
}
