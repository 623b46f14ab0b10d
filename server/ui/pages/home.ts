import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Query } from '../../records/query/query.ts'
import { readRecords } from '../../records/read-records.ts'
import { objectPath, recordPath } from '../addresses.ts'
import { compileCell, selectOf } from '../cell.ts'
import { showInstant } from '../date-text.ts'
import { compileList } from '../list-views.ts'
import { rowView } from '../rows.ts'
import { currentApp, inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

const RECENT = 8
const TASKS = 8

/** Where people begin: their open tasks, and what they have worked on. */
export async function homePage(visit: Visit): Promise<Page> {
  const app = currentApp(visit)
  const [tasks, recent] = await Promise.all([openTasks(visit), recentRecords(visit)])
  return inShell(visit, 'home', {
    title: app?.label ?? visit.session.org.name,
    object: 'home',
    userName: visit.viewer.name,
    tasks,
    recent,
    tabs: app?.tabs ?? [],
  })
}

/** Tasks of the viewer that are not closed; null where tasks may not be seen. */
async function openTasks({ session, viewer }: Visit): Promise<object | null> {
  const object = session.org.model.objects.get('task')
  const owner = object && compileCell(session, object, 'OwnerId')
  const closed = object && compileCell(session, object, 'IsClosed')
  if (!object || !session.access.object(object, 'read') || !owner || !closed) return null
  const columns = ['Subject', 'ActivityDate', 'Priority', 'WhatId']
  const list = compileList(session, object, { name: 'mine', label: '', columns, orderBy: [] })
  const query: Query = {
    ...list.query,
    filterScope: 'mine',
    where: {
      kind: 'compare',
      left: { kind: 'field', path: 'IsClosed' },
      operator: '=',
      right: { type: 'boolean', text: 'false' },
    },
    orderBy: [{ operand: { kind: 'field', path: 'ActivityDate' }, descending: false, nulls: 'last' }],
    limit: TASKS,
  }
  const records = await readRecords(session, query)
  return {
    columns: list.columns.map(({ label, look }) => ({ label, isNumeric: look.isNumeric === true })),
    rows: records.map(one => rowView(list.columns, one, viewer, recordPath(object.name, String(one.Id)))),
    all: objectPath(object.name),
  }
}

interface Recent {
  readonly name: string
  readonly label: string
  readonly address: string
  readonly when: string
  readonly instant: string
}

/** What the viewer has changed last, over the tabs of the app. */
async function recentRecords(visit: Visit): Promise<readonly Recent[]> {
  const { objects } = visit.session.org.model
  const tabs = (currentApp(visit)?.tabs ?? []).flatMap(tab => objects.get(tab.object.toLowerCase()) ?? [])
  const lists = await Promise.all(tabs.map(object => recentOf(visit, object)))
  return lists
    .flat()
    .sort((one, other) => other.instant.localeCompare(one.instant))
    .slice(0, RECENT)
}

async function recentOf({ session, viewer }: Visit, object: ObjectModel): Promise<readonly Recent[]> {
  const name = compileCell(session, object, object.nameField.name)
  const changed = compileCell(session, object, 'LastModifiedDate')
  const by = compileCell(session, object, 'LastModifiedById')
  if (!name || !changed || !by) return []
  const query: Query = {
    from: object.name,
    select: selectOf([name, changed]),
    where: {
      kind: 'compare',
      left: { kind: 'field', path: 'LastModifiedById' },
      operator: '=',
      right: { type: 'string', text: viewer.userId },
    },
    orderBy: [{ operand: { kind: 'field', path: 'LastModifiedDate' }, descending: true, nulls: 'last' }],
    limit: RECENT,
    scope: 'live',
  }
  const records = await readRecords(session, query)
  return records.map(record => {
    const instant = String(record.LastModifiedDate)
    const title = String(record[object.nameField.name] ?? record.Id)
    const address = recordPath(object.name, String(record.Id))
    return { name: title, label: object.label, address, instant, when: showInstant(instant, viewer) }
  })
}
