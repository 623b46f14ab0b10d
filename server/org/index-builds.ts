import type { Connection } from '../storage/database.ts'
import type { Org } from './session.ts'

/** Key of the advisory lock of whoever makes indexes outside of deploys: gates are positive. */
export function builderKey({ gate }: Org): number {
  return -gate
}

/** In the tables of a schema, on whatever node it was begun. What a deploy builds itself is in its transaction; autovacuum gives way. */
const UNDER_WAY = `FROM (SELECT pid, datname, relid FROM pg_catalog.pg_stat_progress_create_index WHERE command = 'CREATE INDEX CONCURRENTLY'
    UNION ALL SELECT a.pid, a.datname, a.relid FROM pg_catalog.pg_stat_progress_analyze a JOIN pg_catalog.pg_stat_activity s ON s.pid = a.pid AND s.backend_type = 'client backend') p
  JOIN pg_catalog.pg_class c ON c.oid = p.relid WHERE p.datname = current_database() AND c.relnamespace = to_regnamespace(quote_ident($1))`

export async function isBuilding({ database, schema }: Org): Promise<boolean> {
  const { rows } = await database.run({ text: `SELECT 1 ${UNDER_WAY}`, values: [schema] })
  return rows.length > 0
}

/**
 * Ends the builds of indexes in the org's tables, on whatever node they are: a deploy has to have the tables, and nobody
 * is to wait for it meanwhile. They are begun anew after it.
 */
export async function endIndexBuilds(connection: Connection, schema: string): Promise<void> {
  await connection.run({ text: `SELECT pg_cancel_backend(p.pid) ${UNDER_WAY}`, values: [schema] })
}
