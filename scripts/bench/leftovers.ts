import type { BenchDatabase } from './bench-database.ts'
import { restoreOrders } from './tenders.ts'

/** Orders that a suite makes are told by their title. */
export const CREATED = { requests: 'Created by the bench', import: 'Imported by the bench' } as const

/** Removes the orders of a title, and what was written beside them. */
export async function removeCreated(database: BenchDatabase, schema: string, title: string): Promise<void> {
  await database.query(`DELETE FROM ${schema}."order" WHERE title__c = $1`, [title])
  await database.query(`TRUNCATE ${schema}._import, ${schema}._import_batch, ${schema}._field_history`)
  await database.query(`VACUUM (ANALYZE) ${schema}."order"`)
  await database.query('CHECKPOINT')
}

/** What a run that was cut off has left. */
export async function removeLeftovers(database: BenchDatabase, schema: string): Promise<void> {
  await restoreOrders(database, schema)
  for (const title of Object.values(CREATED)) {
    const [left] = await database.query(`SELECT 1 FROM ${schema}."order" WHERE title__c = $1 LIMIT 1`, [
      title,
    ])
    if (left) await removeCreated(database, schema, title)
  }
}
