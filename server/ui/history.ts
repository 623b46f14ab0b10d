import type { ObjectModel } from '../metadata/org-model.ts'
import { type FieldChange, readFieldHistory } from '../records/field-history.ts'
import type { Query } from '../records/query/query.ts'
import { readRecords } from '../records/read-records.ts'
import { showInstant } from './date-text.ts'
import { lookOf } from './look.ts'
import type { Visit } from './visit.ts'

export interface HistoryEntry {
  readonly when: string
  readonly instant: string
  readonly who: string
  readonly label: string
  readonly before: string
  readonly after: string
}

const MOST = 10

/** What has become of a record, newest first; nothing for objects that keep no history. */
export async function historyOf(
  visit: Visit,
  object: ObjectModel,
  id: string,
): Promise<readonly HistoryEntry[]> {
  if (!object.enableHistory) return []
  return historyEntries(visit, object, await readFieldHistory(visit.session, id, { limit: MOST }))
}

/** Changes of records of one object, as people read them. */
export async function historyEntries(
  visit: Visit,
  object: ObjectModel,
  changes: readonly FieldChange[],
): Promise<readonly HistoryEntry[]> {
  const { viewer } = visit
  const names = await userNames(visit, new Set(changes.map(({ changedById }) => changedById)))
  return changes.map(({ field, oldValue, newValue, changed, changedById }) => ({
    when: showInstant(changed, viewer),
    instant: changed,
    who: names.get(changedById) ?? '',
    label: object.fields.get(field.toLowerCase())?.label ?? field,
    before: textOf(visit, object, field, oldValue),
    after: textOf(visit, object, field, newValue),
  }))
}

/** History keeps the raw text of values. */
function textOf({ viewer }: Visit, object: ObjectModel, name: string, raw: string | null): string {
  const field = object.fields.get(name.toLowerCase())
  if (raw === null || !field) return raw ?? ''
  const shown = lookOf(field).show(
    { value: field.fieldType.fromDatabase(raw), target: null },
    { field, viewer },
  )
  const { text } = shown as { readonly text?: string }
  return text ?? raw
}

async function userNames({ session }: Visit, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const user = session.org.model.objects.get('user')
  if (ids.size === 0 || !user || !session.access.object(user, 'read')) return new Map()
  const query: Query = {
    from: 'User',
    select: [
      { kind: 'field', path: 'Id' },
      { kind: 'field', path: 'Name' },
    ],
    where: {
      kind: 'in',
      left: { kind: 'field', path: 'Id' },
      not: false,
      values: [...ids].map(text => ({ type: 'string', text }) as const),
    },
    scope: 'live',
  }
  const users = await readRecords(session, query)
  return new Map(users.map(({ Id, Name }) => [String(Id), String(Name)]))
}
