import type { Knex } from 'knex'
import { stamp } from './migration.ts'
import { quoteTable } from './sql/names.ts'

/**
 * What shows that nothing was changed afterwards: the setup trail, each entry with the hash of the one before; and
 * seals over the field history. Rows are only ever added.
 */
export function auditTables(knex: Knex, schema: string): readonly string[] {
  const history = quoteTable(schema, '_field_history')
  return [
    knex.schema
      .withSchema(schema)
      .createTable('_setup_audit', table => {
        table.bigInteger('number').primary({ constraintName: '_setup_audit_pkey' })
        // As it was hashed: ISO 8601, UTC, milliseconds.
        table.text('at').notNullable()
        table.text('who').notNullable()
        table.text('section').notNullable()
        table.text('action').notNullable()
        table.text('name').notNullable()
        table.text('before')
        table.text('after')
        table.text('hash').notNullable()
      })
      .toQuery(),
    knex.schema
      .withSchema(schema)
      .createTable('_history_seal', table => {
        table.bigInteger('number').primary({ constraintName: '_history_seal_pkey' })
        table.specificType('from_transaction', 'xid8').notNullable()
        table.specificType('to_transaction', 'xid8').notNullable()
        table.bigInteger('entries').notNullable()
        table.text('hash').notNullable()
        stamp(knex, table, 'sealed')
      })
      .toQuery(),
    // By transaction, not by time: of the transactions before a horizon none is under way, so a seal is final.
    `ALTER TABLE ${history} ADD COLUMN transaction xid8 NOT NULL DEFAULT pg_current_xact_id()`,
    `CREATE INDEX _field_history_transaction_idx ON ${history} (transaction)`,
  ]
}
