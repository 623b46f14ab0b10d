import { setTimeout as delay } from 'node:timers/promises'
import { emit } from '../kernel/observe.ts'
import { addColumn } from '../storage/ddl/alter-table.ts'
import { createIndexSql } from '../storage/ddl/create-index.ts'
import { renameIndex } from '../storage/ddl/rename-shape.ts'
import { PREPARED, withoutPreparing } from '../storage/ddl/spare-big-tables.ts'
import type { StepOf } from '../storage/ddl/step.ts'
import { quoteIdentifier, quoteTable } from '../storage/sql/names.ts'
import { transaction } from '../storage/transaction.ts'
import { workAlone } from '../storage/work-alone.ts'
import type { DeployOptions, PlannedTables } from './deployment.ts'
import { builderKey, endIndexBuilds } from './index-builds.ts'
import type { Org } from './session.ts'

/** Milliseconds for the indexes: they wait for every transaction that began before them. */
const LONGEST = 15_000
/** Milliseconds for whoever builds other indexes to end. */
const TURN = 3_000
/** For the moment in which a column is added or dropped. */
const BRIEF = { lockTimeout: 3_000, attempts: 1 }

/**
 * Does the deploy's `work` with the columns there that it is to adopt, each under another name and with its unique
 * index, built while records are saved. Where that takes too long, the deploy makes them itself, as for a small table.
 * Nothing is left behind; of a process that was killed, `dropPreparedColumns` takes it away.
 */
export async function withPreparedColumns<T>(
  org: Org,
  tables: PlannedTables,
  { prepareWithin = LONGEST }: Pick<DeployOptions, 'prepareWithin'>,
  work: (tables: PlannedTables) => Promise<T>,
): Promise<T> {
  const adopted = tables.steps.filter(step => step.kind === 'adoptColumn')
  if (adopted.length === 0) return work(tables)
  const plain = { ...tables, steps: withoutPreparing(tables.steps) }
  const done = await takeTurn(org, async () => {
    try {
      return await work((await isPrepared(org, adopted, prepareWithin)) ? tables : plain)
    } finally {
      await dropPreparedColumns(org).catch(() => undefined)
    }
  })
  return done ? done.result : work(plain)
}

/** Undefined: somebody builds indexes and does not end. */
async function takeTurn<T>(org: Org, work: () => Promise<T>): Promise<{ readonly result: T } | undefined> {
  const until = Date.now() + TURN
  for (;;) {
    await endIndexBuilds(org.database, org.schema)
    const done = await workAlone(org.database, builderKey(org), work)
    if (done || Date.now() > until) return done
    await delay(50)
  }
}

async function isPrepared(
  org: Org,
  adopted: readonly StepOf<'adoptColumn'>[],
  within: number,
): Promise<boolean> {
  const until = Date.now() + within
  try {
    await dropPreparedColumns(org)
    for (const step of adopted) await prepareColumn(org, step, until)
    return true
  } catch (error) {
    const fields = adopted.map(({ table, column }) => `${table}.${column.name}`).join(', ')
    const message = `What makes ${fields} unique could not be built beforehand: the deploy builds it, and whoever saves waits for it.`
    emit('warning', { message, error })
    return false
  }
}

async function prepareColumn(org: Org, step: StepOf<'adoptColumn'>, until: number): Promise<void> {
  const { database, schema } = org
  const { table, column, prepared, index } = step
  const text = addColumn(schema, table, { ...column, name: prepared })
  await transaction(database, BRIEF, connection => connection.run({ text, values: [] }))
  const onPrepared = { ...renameIndex(index, table, new Map([[column.name, prepared]])), name: index.name }
  const create = createIndexSql(onPrepared, schema, 'CONCURRENTLY')
  await database.run({ text: create, values: [] }, Math.max(until - Date.now(), 1))
}

/** With their indexes. Only for who has the turn to build: others may be at it. */
export async function dropPreparedColumns({ database, schema }: Org): Promise<void> {
  const { rows } = await database.run({
    text: `SELECT c.relname, a.attname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = to_regnamespace(quote_ident($1)) AND c.relkind = 'r' AND NOT a.attisdropped AND starts_with(a.attname, $2)`,
    values: [schema, PREPARED],
  })
  for (const [table, column] of rows as readonly (readonly [string, string])[]) {
    const text = `ALTER TABLE ${quoteTable(schema, table)} DROP COLUMN ${quoteIdentifier(column)}`
    await transaction(database, BRIEF, connection => connection.run({ text, values: [] }))
  }
}
