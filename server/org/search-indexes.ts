import { AtelierError } from '../kernel/errors.ts'
import { emit, observe } from '../kernel/observe.ts'
import { createSearchIndex } from '../storage/ddl/search-indexes.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { missingIndexes, readSearchState, wantedIndexes } from './search-state.ts'
import type { Org } from './session.ts'

/**
 * Makes the indexes that searches of the org's big tables lack, one after another while records are saved as ever, and
 * removes those that no search uses any more. Gives the number of those made.
 */
export async function buildSearchIndexes(org: Org): Promise<number> {
  const { database, schema, model } = org
  const state = await readSearchState(org)
  const wanted = new Set(wantedIndexes(model).map(({ name }) => name))
  const gone = [...state.indexes.keys()].filter(name => !wanted.has(name))
  for (const name of [...gone, ...(await abandoned(org, state.broken))]) {
    await run(org, `DROP INDEX CONCURRENTLY IF EXISTS ${quoteTable(schema, name)}`)
  }
  const missing = missingIndexes(model, state)
  for (const index of missing) await run(org, createSearchIndex(index, schema, state.trigrams ?? ''))
  const tables = [...new Set(missing.map(({ table }) => table))]
  // What is known of the words decides how they are looked for.
  for (const table of tables) await database.run({ text: `ANALYZE ${quoteTable(schema, table)}`, values: [] })
  return missing.length
}

/** Incomplete indexes that nobody is building, on this node or another. */
async function abandoned({ database, schema }: Org, broken: readonly string[]): Promise<readonly string[]> {
  if (broken.length === 0) return []
  const { rows } = await database.run({
    text: `SELECT c.relname FROM pg_catalog.pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident($1)) AND c.relname = ANY($2)
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid OR p.relid = (SELECT x.indrelid FROM pg_catalog.pg_index x WHERE x.indexrelid = c.oid))`,
    values: [schema, broken],
  })
  return rows.map(([name]) => name as string)
}

/** A build may take minutes: over a connection that is lent, no statement is cut off. */
async function run({ database }: Org, text: string): Promise<void> {
  await database.withConnection(connection => connection.run({ text, values: [] }))
}

/**
 * Ends the builds of indexes in the org's tables, on whatever node they are: a deploy has to have the tables, and nobody is
 * to wait for it meanwhile. They are begun anew after it.
 */
export async function endIndexBuilds({ database, schema }: Org): Promise<void> {
  await database.run({
    text: `SELECT pg_cancel_backend(p.pid) FROM pg_catalog.pg_stat_progress_create_index p JOIN pg_catalog.pg_class c ON c.oid = p.relid
      WHERE p.datname = current_database() AND c.relnamespace = to_regnamespace(quote_ident($1))`,
    values: [schema],
  })
}

/** Milliseconds: tables grow. */
const EVERY = 60_000
/** Milliseconds after a deploy: the next one may follow at once, and goes before. */
const REST = 2_000

/** By a deploy, or with the database, which says so itself. */
function isEnded(error: unknown): boolean {
  return error instanceof AtelierError && ['QUERY_TIMEOUT', 'SERVER_UNAVAILABLE'].includes(error.code)
}

/** Looks after every deploy, and now and then, whether a table needs an index for searches. */
export function keepSearchIndexes(orgs: () => readonly Org[]): () => Promise<void> {
  let building: Promise<unknown> = Promise.resolve()
  let isStopped = false
  const buildAll = async (): Promise<void> => {
    for (const org of orgs()) if (!isStopped) await buildSearchIndexes(org)
  }
  const build = (): void => {
    building = building.then(buildAll).catch((error: unknown) => {
      if (isStopped || isEnded(error)) return
      emit('warning', {
        message: 'An index for searches could not be made; it is tried again in a minute.',
        error,
      })
    })
  }
  const timer = setInterval(build, EVERY)
  timer.unref()
  let resting: NodeJS.Timeout | undefined
  const rest = (): void => {
    clearTimeout(resting)
    resting = setTimeout(build, REST)
    resting.unref()
  }
  rest()
  const unobserve = observe('model', rest)
  return async () => {
    isStopped = true
    unobserve()
    clearInterval(timer)
    clearTimeout(resting)
    // A build that is under way is cut off with the database's other statements, and begun anew at the next start.
    await Promise.race([building, new Promise(resolve => setTimeout(resolve, GRACE).unref())])
  }
}

/** Milliseconds. */
const GRACE = 200
