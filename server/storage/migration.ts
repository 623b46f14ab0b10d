import type { Knex } from 'knex'

/** One step of a schema's history, as SQL. Never changed after a release, only added to. */
export type Migration = (knex: Knex, schema: string) => readonly string[]

/** A column that defaults to the moment of the insert. */
export function stamp(knex: Knex, table: Knex.CreateTableBuilder, name: string): void {
  table.timestamp(name).notNullable().defaultTo(knex.raw('now()'))
}
