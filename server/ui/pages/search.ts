import type { ObjectModel } from '../../metadata/org-model.ts'
import type { ReadRecord } from '../../records/read/output-records.ts'
import { searchRecords } from '../../records/search/search-records.ts'
import { suggestAlike } from '../../records/search/suggest-alike.ts'
import { type Suggestion, suggestRecords } from '../../records/search/suggest-records.ts'
import { objectPath, recordPath, SEARCH, withParameters } from '../addresses.ts'
import { mayCreate } from '../may.ts'
import { messageIn } from '../messages.ts'
import { missingPage, objectOf } from '../object-of.ts'
import { rowView } from '../rows.ts'
import { searchColumns, searchOrder } from '../search-columns.ts'
import { currentApp, inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

export interface PageSearch {
  readonly q?: string | undefined
  /** Only records of this object, and more of them. */
  readonly object?: string | undefined
}

const FEW = 5
const MANY = 100

/** What was found of each object, the tabs of the app first. */
export async function searchPage(visit: Visit, { q = '', object }: PageSearch): Promise<Page> {
  const typed = q.trim()
  const all = searchedBy(visit)
  const objects = object ? all.filter(({ name }) => name.toLowerCase() === object.toLowerCase()) : all
  if (objects.length === 0 && object) throw missingPage()
  const most = object ? MANY : FEW
  const queries = objects.map(one => {
    const { orderBy: _, ...query } = searchColumns(visit.session, one).query
    return { ...query, limit: most + 1 }
  })
  const found = await searchRecords(visit.session, typed, queries)
  const groups = objects.flatMap(one => {
    const records = found?.get(one.name)
    return records ? [groupOf(visit, one, records, { typed, most })] : []
  })
  return inShell(visit, 'search', {
    title: typed,
    searched: typed,
    groups,
    isBegun: found !== undefined,
    isOne: object !== undefined,
    what: object ? objects[0]?.pluralLabel : '',
    everywhere: withParameters(SEARCH, { q: typed }),
    most,
  })
}

function searchedBy(visit: Visit): readonly ObjectModel[] {
  return searchOrder(visit.session, currentApp(visit)?.tabs.map(tab => tab.object) ?? [])
}

function groupOf(
  { session, viewer }: Visit,
  object: ObjectModel,
  records: readonly ReadRecord[],
  { typed, most }: { readonly typed: string; readonly most: number },
): object {
  const { columns } = searchColumns(session, object)
  return {
    name: object.name,
    label: object.label,
    pluralLabel: object.pluralLabel,
    columns: columns.map(({ label, look }) => ({ label, isNumeric: look.isNumeric === true })),
    rows: records
      .slice(0, most)
      .map(record => rowView(columns, record, viewer, recordPath(object.name, String(record.Id)))),
    isMore: records.length > most,
    all: withParameters(SEARCH, { q: typed, object: object.name }),
  }
}

export interface SearchSuggestion {
  readonly name: string
  /** Label of the object. */
  readonly kind: string
  readonly address: string
}

const SUGGESTED = 8
const FEW_COMMANDS = 4

/** Forms for new records of the app's tabs, for whoever may make some, by what is typed of `New Account`. */
export function newRecordCommands(visit: Visit, text: string): readonly SearchSuggestion[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
  if (words.length === 0) return []
  const { session, viewer } = visit
  const tabs = currentApp(visit)?.tabs ?? []
  return tabs
    .map(tab => objectOf(session, tab.object))
    .filter(object => mayCreate(session, object))
    .map(({ name, label }) => ({
      ...{ name: messageIn(viewer.language, 'lookup.new', { what: label }), kind: '' },
      address: objectPath(name, 'new'),
    }))
    .filter(({ name }) => words.every(word => name.toLowerCase().includes(word)))
    .slice(0, FEW_COMMANDS)
}

/** Records for somebody who types: of the tabs of the app; of anything else only when they have none. */
export async function searchSuggestions(visit: Visit, text: string): Promise<readonly SearchSuggestion[]> {
  const objects = searchedBy(visit)
  const tabs = new Set(currentApp(visit)?.tabs.map(tab => tab.object))
  const parts = [objects.filter(({ name }) => tabs.has(name)), objects.filter(({ name }) => !tabs.has(name))]
  for (const part of parts) {
    // Typing errors are forgiven where people mostly look.
    const request = { objects: part.map(({ name }) => name), text, forgives: part === parts[0] }
    const found = await suggestRecords(visit.session, request)
    if (found.length > 0) return found.slice(0, SUGGESTED).map(one => suggestionOf(part, one))
  }
  const [part = []] = parts
  const names = part.map(({ name }) => name)
  const alike = await suggestAlike(visit.session, names, text, SUGGESTED)
  return alike.slice(0, SUGGESTED).map(one => suggestionOf(part, one))
}

function suggestionOf(of: readonly ObjectModel[], { object, id, name = id }: Suggestion): SearchSuggestion {
  const { label = '' } = of.find(one => one.name === object) ?? {}
  return { name, kind: label, address: recordPath(object, id) }
}
