import type { Knex } from 'knex'
import { stamp } from './migration.ts'

/** Lists as users want them, and which one a list of an object opens with. */
export function savedViewTables(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_saved_view', table => {
      table.text('id').primary({ constraintName: '_saved_view_pkey' })
      table.text('object').notNullable()
      table.text('user_id').notNullable()
      table.text('label').notNullable()
      table.text('shared_with').notNullable()
      table.jsonb('definition').notNullable()
      stamp(knex, table, 'created')
      stamp(knex, table, 'changed')
      table.index(['object', 'user_id'], '_saved_view_object_idx')
    })
    .createTable('_pinned_view', table => {
      table.text('user_id').notNullable()
      table.text('object').notNullable()
      table.text('view').notNullable()
      table.primary(['user_id', 'object'], { constraintName: '_pinned_view_pkey' })
    })
    .toQuery()
}

/** The columns that each user has chosen for lists, and their widths. */
export function listColumnsTable(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_list_columns', table => {
      table.text('user_id').notNullable()
      table.text('object').notNullable()
      table.text('view').notNullable()
      table.jsonb('definition').notNullable()
      table.primary(['user_id', 'object', 'view'], { constraintName: '_list_columns_pkey' })
    })
    .toQuery()
}
