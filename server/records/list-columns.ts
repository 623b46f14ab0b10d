import type { ObjectModel } from '../metadata/org-model.ts'
import type { Org, Session } from '../org/session.ts'
import { quoteTable } from '../storage/sql/names.ts'

/** How somebody wants a list. */
export interface ListColumns {
  /** Paths of the columns in their order, as they were when they were chosen; empty: those of the list. */
  readonly columns: readonly string[]
  /** Pixels by path; nothing: as the browser finds it right. */
  readonly widths: Readonly<Record<string, number>>
}

const table = ({ schema }: Org): string => quoteTable(schema, '_list_columns')

/** Sets what is given and leaves the rest as it is. */
export async function saveListColumns(
  { org, principal }: Session,
  object: ObjectModel,
  view: string,
  given: Partial<ListColumns>,
): Promise<void> {
  const all: ListColumns = { columns: [], widths: {}, ...given }
  await org.database.run({
    text: `INSERT INTO ${table(org)} AS l (user_id, object, view, definition) VALUES ($1, $2, $3, $4::jsonb)
      ON CONFLICT (user_id, object, view) DO UPDATE SET definition = l.definition || $5::jsonb`,
    values: [principal.userId, object.name, view, JSON.stringify(all), JSON.stringify(given)],
  })
}

/** The list is as everybody has it again. */
export async function clearListColumns(
  { org, principal }: Session,
  object: ObjectModel,
  view: string,
): Promise<void> {
  await org.database.run({
    text: `DELETE FROM ${table(org)} WHERE user_id = $1 AND object = $2 AND view = $3`,
    values: [principal.userId, object.name, view],
  })
}
