import sql, { type Sql } from 'sql-template-tag'
import type { Principal } from '../access/principal.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import { randomText } from '../org/secrets.ts'
import type { Org, Session } from '../org/session.ts'
import { quoteTable, tableRef } from '../storage/sql/names.ts'
import { toQuick } from '../storage/sql/slots.ts'
import type { ListColumns } from './list-columns.ts'

export type FilterOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains'

export interface SavedFilter {
  readonly path: string
  readonly operator: FilterOperator
  /** As the API writes values. */
  readonly text: string
}

/** A list as somebody wants it. Names are as they were when it was saved: what has gone since, or is hidden, is left out. */
export interface SavedView {
  readonly id: string
  readonly userId: string
  readonly label: string
  /** Empty: nobody else; `everybody`; or the id of a group. */
  readonly sharedWith: string
  /** List view of the metadata whose filter counts, too; empty: none. */
  readonly base: string
  readonly columns: readonly string[]
  readonly filters: readonly SavedFilter[]
  readonly orderBy: readonly { readonly field: string; readonly descending: boolean }[]
}

export const EVERYBODY = 'everybody'

const ID_LENGTH = 20
const table = ({ schema }: Org): string => quoteTable(schema, '_saved_view')
const pins = ({ schema }: Org): string => quoteTable(schema, '_pinned_view')

/** Saved views of an object, for whoever asks. */
export interface SavedViews {
  /** The own ones and those that are shared, in the order of their labels. */
  readonly views: readonly SavedView[]
  /** The view that lists of the object open with; empty: none is pinned. */
  readonly pinned: string
  /** The columns that whoever asks has chosen, by the name of the list. */
  readonly chosen: Readonly<Record<string, ListColumns>>
}

/** What most people have of most objects: nothing of their own. */
export const NO_VIEWS: SavedViews = Object.freeze({ views: [], pinned: '', chosen: {} })

interface Found {
  /** As PostgreSQL gave them. */
  readonly rows: string
  readonly views: SavedViews
}

/** By the name of the object: while the rows are those that were found last, so is the value, and what was made of it. */
const foundLast = new WeakMap<Principal, Map<string, Found>>()

/** One statement: every list asks it. */
export async function findSavedViews({ org, principal }: Session, object: ObjectModel): Promise<SavedViews> {
  const { userId, groups = [] } = principal
  const [views, pinned, chosen] = ['_saved_view', '_pinned_view', '_list_columns'].map(name =>
    tableRef(org.schema, name),
  ) as [Sql, Sql, Sql]
  const statement = sql`SELECT p.view, (SELECT json_object_agg(c.view, c.definition) FROM ${chosen} AS c WHERE c.user_id = ${userId} AND c.object = ${object.name})::text,
    v.id, v.user_id, v.label, v.shared_with, v.definition FROM (SELECT) AS one
    LEFT JOIN ${pinned} AS p ON p.user_id = ${userId} AND p.object = ${object.name}
    LEFT JOIN ${views} AS v ON v.object = ${object.name} AND (v.user_id = ${userId} OR v.shared_with = ANY(${[EVERYBODY, ...groups]}::text[]))
    ORDER BY lower(v.label), v.id`
  const { rows } = await org.database.run(toQuick(statement))
  const ofPrincipal = foundLast.get(principal) ?? new Map<string, Found>()
  foundLast.set(principal, ofPrincipal)
  const text = JSON.stringify(rows)
  const last = ofPrincipal.get(object.name)
  if (last?.rows === text) return last.views
  const found = savedViews(rows)
  ofPrincipal.set(object.name, { rows: text, views: found })
  return found
}

function savedViews(rows: readonly (readonly (string | null)[])[]): SavedViews {
  const [first] = rows
  const [pinned, chosen] = first ?? []
  const views = rows.flatMap(row => savedView(row) ?? [])
  if (views.length === 0 && !pinned && !chosen) return NO_VIEWS
  return Object.freeze({
    views,
    pinned: pinned ?? '',
    chosen: JSON.parse(chosen ?? '{}') as SavedViews['chosen'],
  })
}

function savedView([, , id, userId, label, sharedWith, definition]: readonly (string | null)[]):
  | SavedView
  | undefined {
  if (typeof id !== 'string') return undefined
  const known = { id, userId: String(userId), label: String(label), sharedWith: String(sharedWith) }
  return { ...known, ...(JSON.parse(String(definition)) as Definition) }
}

type Definition = Pick<SavedView, 'base' | 'columns' | 'filters' | 'orderBy'>

/** Gives the id. A view with an id replaces the one of that id, when it is of whoever saves. */
export async function saveView(
  { org, principal }: Session,
  object: ObjectModel,
  view: Omit<SavedView, 'id' | 'userId'> & { readonly id: string | undefined },
): Promise<string> {
  const { label, sharedWith, ...rest } = view
  const { id = randomText(ID_LENGTH), ...definition } = rest
  await org.database.run({
    text: `INSERT INTO ${table(org)} AS v (id, user_id, object, label, shared_with, definition) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (id) DO UPDATE SET label = EXCLUDED.label, shared_with = EXCLUDED.shared_with, definition = EXCLUDED.definition, changed = now()
      WHERE v.user_id = EXCLUDED.user_id AND v.object = EXCLUDED.object`,
    values: [id, principal.userId, object.name, label, sharedWith, JSON.stringify(definition)],
  })
  return id
}

/** Only one's own. */
export async function deleteView({ org, principal }: Session, id: string): Promise<void> {
  const values = [id, principal.userId]
  await org.database.run({ text: `DELETE FROM ${table(org)} WHERE id = $1 AND user_id = $2`, values })
}

/** The view that lists of the object open with; an empty name: none. */
export async function pinView({ org, principal }: Session, object: ObjectModel, name: string): Promise<void> {
  await org.database.run({
    text: `INSERT INTO ${pins(org)} (user_id, object, view) VALUES ($1, $2, $3)
      ON CONFLICT (user_id, object) DO UPDATE SET view = EXCLUDED.view`,
    values: [principal.userId, object.name, name],
  })
}
