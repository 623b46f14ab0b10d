import type { Knex } from 'knex'
import { OWNER_COLUMN } from '../metadata/owner-column.ts'
import { auditTables } from './audit-tables.ts'
import { bodyTables } from './body-tables.ts'
import { listColumnsTable, savedViewTables } from './list-tables.ts'
import { type Migration, stamp } from './migration.ts'
import { quoteIdentifier, quoteLiteral, quoteTable } from './sql/names.ts'

/** What every org's schema has beside the tables of its objects. No API name starts with an underscore. */
export const ORG_MIGRATIONS: readonly Migration[] = [
  (knex, schema) => [
    deployTables(knex, schema),
    recordTables(knex, schema),
    `INSERT INTO ${quoteTable(schema, '_model')} (version, hash) VALUES (0, '')`,
    // Blocks of 1,000 (org/sequences.ts); components have the numbers up to a million (org/identities.ts).
    `CREATE SEQUENCE ${quoteTable(schema, '_record_number')} INCREMENT BY 1000 MINVALUE 1 START ${firstRecordNumber(schema)}`,
  ],
  (knex, schema) => [locatorTable(knex, schema)],
  (knex, schema) => [ruleSkipTable(knex, schema)],
  (knex, schema) => [importBatchTable(knex, schema)],
  // JSON text may hold what jsonb may not: an escaped NUL in a message that quotes the input.
  (_knex, schema) => [
    `ALTER TABLE ${quoteTable(schema, '_idempotency_key')} ALTER COLUMN results TYPE text`,
    `CREATE INDEX _idempotency_key_created_idx ON ${quoteTable(schema, '_idempotency_key')} (created)`,
  ],
  (knex, schema) => [locatorOrder(knex, schema)],
  (knex, schema) => [shareTable(knex, schema)],
  (knex, schema) => auditTables(knex, schema),
  // Names move from field to field, ids do not.
  (_knex, schema) => [`ALTER TABLE ${quoteTable(schema, '_field_history')} ADD COLUMN field_id text`],
  (knex, schema) => [massActionTables(knex, schema)],
  (knex, schema) => [savedViewTables(knex, schema)],
  (knex, schema) => [recentTable(knex, schema)],
  (knex, schema) => [bodyTables(knex, schema)],
  (_knex, schema) => [ownerSequence(schema), ownerColumns(schema)],
  (knex, schema) => [listColumnsTable(knex, schema)],
  // What was wrong is told to people in their language: as the problems that it was, not as text.
  (_knex, schema) => [
    ...massProblems(quoteTable(schema, '_mass_action'), 'error'),
    ...massProblems(quoteTable(schema, '_mass_action_record'), 'message'),
  ],
  // Everybody's own bin, the last first, however much others have deleted (records/deleted-records.ts).
  (_knex, schema) => [
    `CREATE INDEX _recycle_bin_deleted_by_idx ON ${quoteTable(schema, '_recycle_bin')} (deleted_by, deleted DESC, record DESC) WHERE deletion = record`,
  ],
]

/** Numbers that an org has for its records: enough, and far from those of the next one. */
const NUMBERS_OF_AN_ORG = 1e12

/** An id of one org is no id of another: each schema (`org_7`) counts in a range of its own. */
function firstRecordNumber(schema: string): number {
  const number = Number(/^org_(\d{1,3})$/.exec(schema)?.[1] ?? 1)
  return (number - 1) * NUMBERS_OF_AN_ORG + 1_000_001
}

/** Users and queues count by themselves, so that their numbers are close together (access/owner-marks.ts). */
const FIRST_OWNER = 5e11

function ownerSequence(schema: string): string {
  const start = firstRecordNumber(schema) + FIRST_OWNER
  return `CREATE SEQUENCE ${quoteTable(schema, '_owner_number')} INCREMENT BY 10 MINVALUE 1 START ${start}`
}

/** For the tables that are there; those of new objects are made with it. */
function ownerColumns(schema: string): string {
  const column = `ADD COLUMN ${quoteIdentifier(OWNER_COLUMN.name)} ${OWNER_COLUMN.type}`
  return `DO $$ DECLARE owned regclass; BEGIN
    FOR owned IN SELECT attrelid FROM pg_attribute WHERE attname = 'ownerid' AND NOT attisdropped AND attrelid IN
      (SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = ${quoteLiteral(quoteIdentifier(schema))}::regnamespace)
    LOOP EXECUTE format('ALTER TABLE %s ${column}', owned); END LOOP;
  END $$`
}

/** Positions are of one order only. */
function locatorOrder(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .alterTable('_query_locator', table => void table.text('row_order').notNullable().defaultTo(''))
    .toQuery()
}

/** What was begun for many records at once, and what became of each of them. */
function massActionTables(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_mass_action', table => {
      table.text('id').primary({ constraintName: '_mass_action_pkey' })
      table.text('user_id').notNullable().index('_mass_action_user_id_idx')
      table.text('object').notNullable()
      table.text('operation').notNullable()
      table.jsonb('field_values').notNullable()
      table.text('state').notNullable()
      table.integer('total').notNullable().defaultTo(0)
      table.integer('saved').notNullable().defaultTo(0)
      table.integer('failed').notNullable().defaultTo(0)
      table.text('error')
      stamp(knex, table, 'created')
      stamp(knex, table, 'changed')
    })
    .createTable('_mass_action_record', table => {
      table.text('action').notNullable()
      table.integer('position').notNullable()
      table.text('record').notNullable()
      table.text('name').notNullable()
      table.text('state').notNullable().defaultTo('waiting')
      table.text('message')
      table.primary(['action', 'position'], { constraintName: '_mass_action_record_pkey' })
      table.index(['action', 'state', 'position'], '_mass_action_record_state_idx')
    })
    .toQuery()
}

function massProblems(table: string, column: string): readonly string[] {
  const problem = `json_build_object('code', 'UNKNOWN_EXCEPTION', 'message', ${column})`
  return [
    `UPDATE ${table} SET ${column} = json_build_array(${problem})::text WHERE ${column} IS NOT NULL`,
    `ALTER TABLE ${table} RENAME COLUMN ${column} TO problems`,
  ]
}

/** What each user has looked at last. */
function recentTable(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_recent_record', table => {
      table.text('user_id').notNullable()
      table.text('record').notNullable()
      stamp(knex, table, 'viewed')
      table.primary(['user_id', 'record'], { constraintName: '_recent_record_pkey' })
      table.index(['user_id', 'viewed'], '_recent_record_viewed_idx')
    })
    .toQuery()
}

/** Records that were opened one by one to a user or a group. */
function shareTable(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_share', table => {
      table.text('record').notNullable()
      table.text('grantee').notNullable().index('_share_grantee_idx')
      table.text('level').notNullable()
      table.text('shared_by').notNullable()
      stamp(knex, table, 'shared')
      table.primary(['record', 'grantee'], { constraintName: '_share_pkey' })
    })
    .toQuery()
}

/** Which rows of its file each batch of an import has saved. */
function importBatchTable(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_import_batch', table => {
      table.text('import').notNullable()
      table.integer('attempt').notNullable()
      table.integer('first_row').notNullable()
      table.specificType('saved', 'int4multirange').notNullable()
      table.primary(['import', 'attempt', 'first_row'], { constraintName: '_import_batch_pkey' })
    })
    .toQuery()
}

/** Who left out which validation rules of a save, and over how many records. */
function ruleSkipTable(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_rule_skip', table => {
      table.bigIncrements('id', { primaryKey: false }).notNullable()
      table.primary(['id'], { constraintName: '_rule_skip_pkey' })
      table.text('object').notNullable()
      table.specificType('rules', 'text[]').notNullable()
      table.integer('records').notNullable()
      table.text('skipped_by').notNullable()
      stamp(knex, table, 'skipped')
    })
    .toQuery()
}

/** Queries whose rows are fetched batch by batch. */
function locatorTable(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_query_locator', table => {
      table.text('id').primary({ constraintName: '_query_locator_pkey' })
      table.text('user_id').notNullable()
      table.text('query').notNullable()
      table.text('scope').notNullable()
      table.integer('batch_size').notNullable()
      table.bigInteger('total').notNullable()
      table.timestamp('now', { precision: 3 }).notNullable()
      table.jsonb('positions').notNullable()
      stamp(knex, table, 'created')
      table.index(['created'], '_query_locator_created_idx')
    })
    .toQuery()
}

/** What deploys keep. */
function deployTables(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_component', table => {
      table.text('id').notNullable()
      table.text('type').notNullable()
      table.text('full_name').notNullable()
      table.text('package').notNullable()
      table.text('path').primary({ constraintName: '_component_pkey' })
      table.text('source').notNullable()
      table.text('hash').notNullable()
    })
    .createTable('_identity', table => {
      table.comment('Ids and key prefixes of components: given once and kept, also over a removal.')
      table.text('type').notNullable()
      table.text('full_name').notNullable()
      table.text('id').notNullable()
      table.text('key_prefix').unique({ indexName: '_identity_key_prefix_key' })
      table.primary(['type', 'full_name'], { constraintName: '_identity_pkey' })
    })
    .createTable('_deploy', table => {
      table.integer('number').primary({ constraintName: '_deploy_pkey' })
      table.text('who').notNullable()
      stamp(knex, table, 'deployed')
      table.text('hash').notNullable()
      table.jsonb('plan').notNullable()
      table.jsonb('inverse').notNullable()
      table.text('status').notNullable()
    })
    .createTable('_tombstone', table => {
      table.bigIncrements('id', { primaryKey: false }).notNullable()
      table.primary(['id'], { constraintName: '_tombstone_pkey' })
      table.text('table_name').notNullable()
      table.text('column_name').notNullable()
      table.text('aside').notNullable()
      table.jsonb('columns').notNullable()
      stamp(knex, table, 'set_aside')
    })
    .createTable('_model', table => {
      table.integer('version').notNullable()
      table.text('hash').notNullable()
    })
    .toQuery()
}

/** What writes keep. */
function recordTables(knex: Knex, schema: string): string {
  return knex.schema
    .withSchema(schema)
    .createTable('_field_history', table => {
      table.bigIncrements('id', { primaryKey: false }).notNullable()
      table.primary(['id'], { constraintName: '_field_history_pkey' })
      table.text('object').notNullable()
      table.text('record').notNullable()
      table.text('field').notNullable()
      table.text('old_value')
      table.text('new_value')
      table.text('changed_by').notNullable()
      stamp(knex, table, 'changed')
      table.index(['record', 'id'], '_field_history_record_idx')
    })
    .createTable('_recycle_bin', table => {
      table.text('record').notNullable().primary({ constraintName: '_recycle_bin_pkey' })
      table.text('object').notNullable()
      table.text('name')
      table.text('deleted_by').notNullable()
      stamp(knex, table, 'deleted')
      table.text('deletion').notNullable().index('_recycle_bin_deletion_idx')
      table.jsonb('restore')
    })
    .createTable('_idempotency_key', table => {
      table.text('key').primary({ constraintName: '_idempotency_key_pkey' })
      table.text('request_hash').notNullable()
      table.jsonb('results')
      stamp(knex, table, 'created')
    })
    .createTable('_import', table => {
      table.text('id').primary({ constraintName: '_import_pkey' })
      table.text('object').notNullable()
      table.text('file_hash').notNullable()
      table.text('state').notNullable()
      table.bigInteger('rows_done').notNullable().defaultTo(0)
      table.jsonb('detail')
      stamp(knex, table, 'created')
      stamp(knex, table, 'changed')
    })
    .toQuery()
}
