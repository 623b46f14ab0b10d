import { CONTROL_MIGRATIONS } from './control-tables.ts'
import type { Connection, Database } from './database.ts'
import type { Migration } from './migration.ts'
import { ORG_MIGRATIONS } from './org-tables.ts'
import { quoteIdentifier, quoteTable } from './sql/names.ts'

/** Makes or brings up to date the schema `atelier`. Several nodes may start at once. */
export async function migrateControl(database: Database): Promise<void> {
  await migrate(database, 'atelier', CONTROL_MIGRATIONS)
}

/** Makes or brings up to date the schema of an org, without its records' tables. */
export async function migrateOrg(database: Database, schema: string): Promise<void> {
  await migrate(database, schema, ORG_MIGRATIONS)
}

async function migrate(database: Database, schema: string, migrations: readonly Migration[]): Promise<void> {
  const table = quoteTable(schema, '_migration')
  if ((await appliedCount(database, schema)) >= migrations.length) return
  await database.withConnection(async connection => {
    const run = (text: string): Promise<unknown> => connection.run({ text, values: [] })
    await run(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('atelier migration'))`)
    try {
      await run(
        `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}; CREATE TABLE IF NOT EXISTS ${table} (number integer CONSTRAINT _migration_pkey PRIMARY KEY)`,
      )
      const applied = await appliedCount(connection, schema)
      const statements = migrations
        .slice(applied)
        .flatMap((build, index) => [
          ...build(database.knex, schema),
          `INSERT INTO ${table} VALUES (${applied + index + 1})`,
        ])
      await run([...statements, 'COMMIT'].join(';\n'))
    } catch (error) {
      await run('ROLLBACK').catch(() => undefined)
      throw error
    }
  })
}

async function appliedCount(connection: Connection, schema: string): Promise<number> {
  const there = await connection.run({
    text: 'SELECT to_regclass($1)::text',
    values: [quoteTable(schema, '_migration')],
  })
  if (there.rows[0]?.[0] === null) return 0
  const { rows } = await connection.run({
    text: `SELECT count(*) FROM ${quoteTable(schema, '_migration')}`,
    values: [],
  })
  return Number(rows[0]?.[0])
}
