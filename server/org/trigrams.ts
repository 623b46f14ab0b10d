import { emit } from '../kernel/observe.ts'
import type { Database } from '../storage/database.ts'

const extensions = new WeakMap<Database, Promise<string | undefined>>()

/** Schema of pg_trgm; it is made where it is not and the database's user may. Asked once in a process. */
export function trigramsOf(database: Database): Promise<string | undefined> {
  const before = extensions.get(database)
  if (before) return before
  const found = findTrigrams(database)
  extensions.set(database, found)
  found.catch(() => extensions.delete(database))
  return found
}

async function findTrigrams(database: Database): Promise<string | undefined> {
  const there = await schemaOfTrigrams(database)
  if (there !== undefined) return there
  try {
    await database.run({ text: 'CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA atelier', values: [] })
  } catch (error) {
    const message =
      'Searches forgive no typing errors: PostgreSQL does not let Atelier have its extension pg_trgm. Let an administrator of the database run: CREATE EXTENSION pg_trgm'
    const made = await schemaOfTrigrams(database)
    if (made === undefined) emit('warning', { message, error })
    return made
  }
  return schemaOfTrigrams(database)
}

async function schemaOfTrigrams(database: Database): Promise<string | undefined> {
  const { rows } = await database.run({
    text: `SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'`,
    values: [],
  })
  return rows[0]?.[0] ?? undefined
}
