import type { Knex } from 'knex'
import { recordNumberSql } from '../kernel/ids.ts'
import { LOGIN_TABLES } from './login-tables.ts'
import { type Migration, stamp } from './migration.ts'
import { OAUTH_TABLES } from './oauth-tables.ts'
import { SSO_TABLES } from './sso-tables.ts'

/** The schema `atelier`: what crosses orgs. */
export const CONTROL_MIGRATIONS: readonly Migration[] = [
  knex => {
    const build = knex.schema.withSchema('atelier')
    return [
      build
        .createTable('org', table => {
          table.text('id').primary()
          table.text('name').notNullable().unique({ indexName: 'org_name_key' })
          table.text('schema').notNullable().unique({ indexName: 'org_schema_key' })
          table.text('host').unique({ indexName: 'org_host_key' })
          table.text('time_zone').notNullable()
          table.bigInteger('gate').notNullable()
          stamp(knex, table, 'created')
        })
        .createTable('login', table => {
          table.text('username').notNullable()
          table.text('org').notNullable()
          table.text('user').notNullable()
          table.text('password_hash').notNullable()
          stamp(knex, table, 'changed')
          table.primary(['org', 'username'], { constraintName: 'login_pkey' })
        })
        .createTable('session', table => {
          table.text('token_hash').primary()
          table.text('org').notNullable()
          table.text('user').notNullable()
          stamp(knex, table, 'created')
          table.timestamp('expires').notNullable().index('session_expires_idx')
        })
        .toQuery(),
      workTables(knex),
      'CREATE SEQUENCE atelier.org_number',
      'CREATE SEQUENCE atelier.fencing_token',
    ]
  },
  () => [
    // Who started a run: a username, or `schedule`; and how often it was begun, when nodes died.
    `ALTER TABLE atelier.job_run ADD COLUMN started_by text NOT NULL DEFAULT 'schedule'`,
    'ALTER TABLE atelier.job_run ADD COLUMN hook text',
    'ALTER TABLE atelier.job_run ADD COLUMN attempts integer NOT NULL DEFAULT 0',
    `CREATE INDEX job_run_open_idx ON atelier.job_run (org, state) WHERE state IN ('scheduled', 'running')`,
  ],
  () => [
    'ALTER TABLE atelier.session ADD COLUMN client_id text',
    'CREATE UNIQUE INDEX connected_app_org_name_key ON atelier.connected_app (org, lower(name))',
  ],
  // The index of logins has every user, with and without a password.
  () => [
    'ALTER TABLE atelier.login DROP CONSTRAINT login_pkey',
    'ALTER TABLE atelier.login ADD CONSTRAINT login_pkey PRIMARY KEY (org, "user")',
    'ALTER TABLE atelier.login ADD CONSTRAINT login_org_username_key UNIQUE (org, username)',
    'ALTER TABLE atelier.login ALTER COLUMN password_hash DROP NOT NULL',
    'ALTER TABLE atelier.login ADD COLUMN active boolean NOT NULL DEFAULT true',
    'CREATE INDEX session_org_user_idx ON atelier.session (org, "user")',
  ],
  () => LOGIN_TABLES,
  () => [
    // Codes can only be checked by who knows the secret: it cannot be hashed.
    `CREATE TABLE atelier.two_factor (
      org text NOT NULL,
      "user" text NOT NULL,
      secret text NOT NULL,
      confirmed boolean NOT NULL DEFAULT false,
      last_step bigint NOT NULL DEFAULT 0,
      recovery_hashes text[] NOT NULL DEFAULT '{}',
      CONSTRAINT two_factor_pkey PRIMARY KEY (org, "user")
    )`,
  ],
  // The org that a sandbox belongs to.
  () => ['ALTER TABLE atelier.org ADD COLUMN parent text'],
  () => OAUTH_TABLES,
  // An administrator who works as the user.
  () => ['ALTER TABLE atelier.session ADD COLUMN actor text'],
  () => SSO_TABLES,
  // How often forms for strangers were sent from a network, hour by hour.
  () => [
    `CREATE TABLE atelier.web_form_count (
      org text NOT NULL,
      network_hash text NOT NULL,
      hour timestamptz NOT NULL,
      sent integer NOT NULL,
      CONSTRAINT web_form_count_pkey PRIMARY KEY (org, network_hash, hour)
    )`,
  ],
  () => [recordNumberSql()],
]

function workTables(knex: Knex): string {
  return knex.schema
    .withSchema('atelier')
    .createTable('connected_app', table => {
      table.text('client_id').primary()
      table.text('org').notNullable()
      table.text('name').notNullable()
      table.text('secret_hash').notNullable()
      table.text('user').notNullable()
      stamp(knex, table, 'created')
    })
    .createTable('job_run', table => {
      table.bigIncrements('id')
      table.text('org').notNullable()
      table.text('job').notNullable()
      table.timestamp('slot').notNullable()
      table.text('claimed_by')
      table.timestamp('lease_until')
      table.bigInteger('fencing_token').notNullable().defaultTo(0)
      table.text('state').notNullable()
      table.timestamp('started')
      table.timestamp('ended')
      table.text('log')
      table.text('error')
      table.unique(['org', 'job', 'slot'], { indexName: 'job_run_org_job_slot_key' })
    })
    .toQuery()
}
