import type { OrgModel } from '../metadata/org-model.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { transaction } from '../storage/transaction.ts'
import { workAlone } from '../storage/work-alone.ts'
import { builderKey, isBuilding } from './index-builds.ts'
import { missingIndexes, readIndexState, unusedIndexes } from './index-state.ts'
import { dropPreparedColumns } from './prepare-columns.ts'
import type { Org } from './session.ts'

/**
 * Makes the indexes that the tables lack by the org's model, one after another while records are saved as ever, and
 * removes those that a broken build has left or that nothing asks for any more. Gives the number of those made; none
 * when another node is at it.
 */
export async function buildIndexes(org: Org): Promise<number> {
  const done = await workAlone(org.database, builderKey(org), () => buildMissing(org))
  return done?.result ?? 0
}

async function buildMissing(org: Org): Promise<number> {
  // By a node that was killed, or an administrator of the database: two builds in one table wait for each other.
  if (await isBuilding(org)) return 0
  await dropPreparedColumns(org)
  const { model } = org
  const state = await readIndexState(org)
  const missing = missingIndexes(model, state)
  const names = new Set(missing.map(({ name }) => name))
  const unused = unusedIndexes(model, state)
  // One of the name may be there over another table.
  await dropIndexes(org, model, [...state.broken, ...unused.filter(name => names.has(name))])
  for (const index of missing) {
    if (org.model !== model) return 0
    await run(org, index.create(org.schema, state.trigrams ?? ''))
  }
  // Only now: what is unique has been so all the time.
  const left = unused.filter(name => !names.has(name))
  await dropIndexes(org, model, left)
  // What is known of the values, of words above all, decides how they are looked for.
  for (const table of new Set(missing.map(index => index.table)))
    await run(org, `ANALYZE ${quoteTable(org.schema, table)}`)
  return missing.length
}

/** A build may take minutes: over a connection that is lent, no statement is cut off. */
async function run({ database }: Org, text: string): Promise<void> {
  await database.withConnection(connection => connection.run({ text, values: [] }))
}

/** Milliseconds to wait for whoever reads the table: others who want it wait behind. */
const DROP_TIMEOUT = 200

/** Behind the gate, and by the deployed model: what the next deploy makes under the same name is another index. */
async function dropIndexes(org: Org, model: OrgModel, names: readonly string[]): Promise<void> {
  const { database, schema, gate } = org
  const options = { gate, schema, lockTimeout: DROP_TIMEOUT, attempts: 1 }
  for (const name of names) {
    await transaction(database, options, async (connection, version) => {
      if (version !== model.version) return
      await connection.run({ text: `DROP INDEX IF EXISTS ${quoteTable(schema, name)}`, values: [] })
    })
  }
}
