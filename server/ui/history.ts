import { keyPrefixOf } from '../kernel/ids.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import { type FieldChange, readFieldHistory } from '../records/field-history.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { visibleNames } from '../records/visible-records.ts'
import type { Cell } from './cell.ts'
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

/** A record, and what its page shows of it. */
interface Remembered {
  readonly object: ObjectModel
  readonly id: string
  readonly record: ReadRecord
  readonly layout: { readonly cells: readonly Cell[] }
}

/** What has become of a record, newest first; nothing for objects that keep no history. */
export async function historyOf(
  visit: Visit,
  { object, id, record, layout }: Remembered,
): Promise<readonly HistoryEntry[]> {
  if (!object.enableHistory) return []
  const changes = await readFieldHistory(visit.session, id, { limit: MOST })
  return historyEntries(visit, object, changes, namesOn(record, layout.cells))
}

/** What the page calls the records that its lookups name: most changes are of them, or by them. */
function namesOn(record: ReadRecord, cells: readonly Cell[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const cell of cells) {
    if (!cell.field.referenceTo) continue
    const { value, target } = cell.read(record)
    if (target) names.set(String(value), target.name)
  }
  return names
}

/** Changes of records of one object, as people read them. */
export async function historyEntries(
  visit: Visit,
  object: ObjectModel,
  changes: readonly FieldChange[],
  known: ReadonlyMap<string, string> = new Map(),
): Promise<readonly HistoryEntry[]> {
  const { viewer } = visit
  const names = await namesIn(visit, object, changes, known)
  return changes.map(({ field, oldValue, newValue, changed, changedById }) => ({
    when: showInstant(changed, viewer),
    instant: changed,
    who: names.get(changedById) ?? '',
    label: object.fields.get(field.toLowerCase())?.label ?? field,
    before: names.get(oldValue ?? '') ?? textOf(visit, object, field, oldValue),
    after: names.get(newValue ?? '') ?? textOf(visit, object, field, newValue),
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

/** What the viewer may call the records that changed lookups named, and whoever changed them. */
async function namesIn(
  { session }: Visit,
  object: ObjectModel,
  changes: readonly FieldChange[],
  known: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const ids = changes.flatMap(({ field, oldValue, newValue, changedById }) => {
    const isLookup = object.fields.get(field.toLowerCase())?.referenceTo !== undefined
    return isLookup ? [changedById, oldValue, newValue] : [changedById]
  })
  const unique = [...new Set(ids.filter(id => id !== null && !known.has(id)))] as readonly string[]
  const found = await Promise.all(
    [...new Set(unique.map(keyPrefixOf))].map(prefix => {
      const of = session.org.model.objectsByPrefix.get(prefix)
      return of
        ? visibleNames(
            session,
            of,
            unique.filter(id => keyPrefixOf(id) === prefix),
          )
        : new Map<string, string>()
    }),
  )
  return found.length === 0 ? known : new Map([...known, ...found.flatMap(names => [...names])])
}
