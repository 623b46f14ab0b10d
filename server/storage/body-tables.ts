import type { Knex } from 'knex'

/** Files of records, in parts: what lists read knows nothing of them, and no statement holds a whole one. */
export function bodyTables(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_body', table => {
      table.text('record').notNullable()
      table.text('field').notNullable()
      table.text('id').notNullable().unique({ indexName: '_body_id_key' })
      table.bigInteger('bytes').notNullable()
      table.text('md5').notNullable()
      table.primary(['record', 'field'], { constraintName: '_body_pkey' })
    })
    .createTable('_body_part', table => {
      table.text('body').notNullable()
      table.integer('position').notNullable()
      table.binary('bytes').notNullable()
      table.primary(['body', 'position'], { constraintName: '_body_part_pkey' })
    })
    .toQuery()
}
