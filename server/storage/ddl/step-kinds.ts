import { boundedName, quoteIdentifier, quoteLiteral, quoteTable } from '../sql/names.ts'
import { addColumn, alterTable, columnText, references, renameColumn } from './alter-table.ts'
import {
  keepOriginals,
  renameTable,
  restoreColumn,
  restoreOriginals,
  restoreTable,
  setColumnAside,
  setTableAside,
} from './aside-statements.ts'
import { createIndexSql } from './create-index.ts'
import { dropSearchIndexes } from './search-indexes.ts'
import type { IndexShape } from './shape.ts'
import type { DdlStep, Impact, LockLevel, RowEffect, StepOf } from './step.ts'

interface StepKind<Step> {
  /** Statements, each with one subcommand and every name qualified. */
  readonly statements: (step: Step, schema: string) => readonly string[]
  readonly impact: (step: Step) => Impact
  /** For people. */
  readonly describe: (step: Step) => string
}

const q = quoteIdentifier

function impact(table: string, lock: LockLevel, rows: RowEffect = 'none'): Impact {
  return { table, lock, rows }
}

/** Room for updates to stay in their page: rows of a business are changed more often than its indexed values. */
const FILL = 'WITH (fillfactor = 90)'

function createTable({ table, columns }: StepOf<'createTable'>, schema: string): string[] {
  const key = `CONSTRAINT ${q(boundedName(table, 'pkey'))} PRIMARY KEY ("id")`
  return [
    `CREATE TABLE ${quoteTable(schema, table)} (${[...columns.map(columnText), key].join(', ')}) ${FILL}`,
  ]
}

/** It may not be there yet: of big tables they are built after a deploy. */
function dropIndex({ name }: IndexShape, schema: string): string {
  return `DROP INDEX IF EXISTS ${quoteTable(schema, name)}`
}

function indexText({ name, table, keys, unique }: IndexShape): string {
  return `${unique ? 'unique ' : ''}index ${name} on ${table} (${keys.join(', ')})`
}

function addForeignKey({ foreignKey, validate }: StepOf<'addForeignKey'>, schema: string): string[] {
  const { name, table, column } = foreignKey
  const key = `ADD CONSTRAINT ${q(name)} FOREIGN KEY (${q(column)}) ${references(foreignKey, schema)}`
  return [alterTable(schema, table, `${key}${validate ? ' NOT VALID' : ''}`)]
}

/** The lock waits for single-statement writes that began before the deploy, so that no old value comes in behind. */
function rewriteColumn({ table, column, using }: StepOf<'rewriteColumn'>, schema: string): string[] {
  const name = quoteTable(schema, table)
  return [
    `LOCK TABLE ${name} IN SHARE ROW EXCLUSIVE MODE`,
    `UPDATE ${name} SET ${q(column)} = ${using} WHERE ${q(column)} IS DISTINCT FROM ${using}`,
  ]
}

function fillSummary(step: StepOf<'fillSummary'>, schema: string): string[] {
  const table = quoteTable(schema, step.table)
  const filter = step.filter === undefined ? '' : ` AND ${step.filter}`
  const value = `SELECT ${step.value} FROM ${quoteTable(schema, step.child)} c WHERE c.${q(step.lookup)} = o."id" AND NOT c."isdeleted"${filter}`
  const column = q(step.column)
  return [
    // A single-statement write that began before the deploy has its row counted.
    `LOCK TABLE ${quoteTable(schema, step.child)} IN SHARE MODE`,
    `UPDATE ${table} t SET ${column} = s.value FROM (SELECT o."id", (${value}) AS value FROM ${table} o) s WHERE s."id" = t."id" AND t.${column} IS DISTINCT FROM s.value`,
  ]
}

const STEP_KINDS: { readonly [Kind in DdlStep['kind']]: StepKind<StepOf<Kind>> } = {
  createTable: {
    statements: createTable,
    impact: step => impact(step.table, 'none'),
    describe: step => `create table ${step.table} with ${step.columns.length} columns`,
  },
  renameTable: {
    statements: (step, schema) => [
      ...renameTable(schema, step.table, step.to),
      `UPDATE ${quoteTable(schema, '_tombstone')} SET "table_name" = ${quoteLiteral(step.to)} WHERE "table_name" = ${quoteLiteral(step.table)}`,
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `rename table ${step.table} to ${step.to}`,
  },
  setTableAside: {
    statements: setTableAside,
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `set table ${step.table} aside as ${step.aside}`,
  },
  restoreTable: {
    statements: restoreTable,
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `restore table ${step.table} with its records`,
  },
  addColumn: {
    statements: ({ table, column, foreignKey }, schema) => [addColumn(schema, table, column, foreignKey)],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: ({ table, column, foreignKey }) =>
      `add column ${table}.${column.name} ${column.type}${foreignKey ? `, a foreign key to ${foreignKey.target}` : ''}`,
  },
  adoptColumn: {
    statements: ({ table, column, prepared }, schema) => [renameColumn(schema, table, prepared, column.name)],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: ({ table, column, index }) =>
      `add column ${table}.${column.name} ${column.type} with ${indexText(index)}, made before while records are saved`,
  },
  renameColumn: {
    statements: (step, schema) => [renameColumn(schema, step.table, step.column, step.to)],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `rename column ${step.table}.${step.column} to ${step.to}`,
  },
  setColumnAside: {
    statements: setColumnAside,
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `set column ${step.table}.${step.column.name} aside as ${step.aside}`,
  },
  restoreColumn: {
    statements: restoreColumn,
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `restore column ${step.table}.${step.column.name} with its values`,
  },
  convertColumn: {
    statements: (step, schema) => [
      dropSearchIndexes(schema, step.table),
      alterTable(schema, step.table, `ALTER COLUMN ${q(step.column)} TYPE ${step.to} USING ${step.using}`),
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE', widens(step) ? 'none' : 'rewrite'),
    describe: step => `convert column ${step.table}.${step.column} from ${step.from} to ${step.to}`,
  },
  keepOriginals: {
    statements: keepOriginals,
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE', 'read'),
    describe: step =>
      `keep values of ${step.table}.${step.column} that could not be converted back as ${step.aside}`,
  },
  restoreOriginals: {
    statements: restoreOriginals,
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE', 'read'),
    describe: step => `restore values of ${step.table}.${step.column} from ${step.aside}`,
  },
  rewriteColumn: {
    statements: rewriteColumn,
    impact: step => impact(step.table, 'SHARE ROW EXCLUSIVE', 'rewrite'),
    describe: step => `rewrite values of ${step.table}.${step.column}`,
  },
  setDefault: {
    statements: (step, schema) => [
      alterTable(
        schema,
        step.table,
        `ALTER COLUMN ${q(step.column)} ${step.to === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${step.to}`}`,
      ),
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `set the default of ${step.table}.${step.column} to ${step.to ?? 'nothing'}`,
  },
  dropNotNull: {
    statements: (step, schema) => [
      alterTable(schema, step.table, `ALTER COLUMN ${q(step.column)} DROP NOT NULL`),
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `let ${step.table}.${step.column} be empty`,
  },
  createIndex: {
    // What a build outside of deploys has left under the name may be incomplete.
    statements: ({ index }, schema) => [dropIndex(index, schema), createIndexSql(index, schema)],
    impact: step => impact(step.index.table, 'SHARE', 'read'),
    describe: ({ index }) => `create ${indexText(index)}`,
  },
  postponeIndex: {
    statements: () => [],
    impact: step => impact(step.index.table, 'none'),
    describe: ({ index }) => `create ${indexText(index)} after the deploy, while records are saved`,
  },
  dropIndex: {
    statements: (step, schema) => [dropIndex(step.index, schema)],
    impact: step => impact(step.index.table, 'ACCESS EXCLUSIVE'),
    describe: step => `drop index ${step.index.name}`,
  },
  renameIndex: {
    statements: (step, schema) => [
      `ALTER INDEX IF EXISTS ${quoteTable(schema, step.name)} RENAME TO ${q(step.to)}`,
    ],
    impact: step => impact(step.table, 'SHARE UPDATE EXCLUSIVE'),
    describe: step => `rename index ${step.name} to ${step.to}`,
  },
  addForeignKey: {
    statements: addForeignKey,
    impact: step => impact(step.foreignKey.table, 'SHARE ROW EXCLUSIVE'),
    describe: ({ foreignKey }) =>
      `add foreign key ${foreignKey.name}: ${foreignKey.table}.${foreignKey.column} to ${foreignKey.target}`,
  },
  validateForeignKey: {
    statements: (step, schema) => [alterTable(schema, step.table, `VALIDATE CONSTRAINT ${q(step.name)}`)],
    impact: step => impact(step.table, 'SHARE UPDATE EXCLUSIVE', 'read'),
    describe: step => `check the rows of foreign key ${step.name}`,
  },
  dropForeignKey: {
    statements: (step, schema) => [
      alterTable(schema, step.foreignKey.table, `DROP CONSTRAINT ${q(step.foreignKey.name)}`),
    ],
    impact: step => impact(step.foreignKey.table, 'ACCESS EXCLUSIVE'),
    describe: step => `drop foreign key ${step.foreignKey.name}`,
  },
  renameForeignKey: {
    statements: (step, schema) => [
      alterTable(schema, step.table, `RENAME CONSTRAINT ${q(step.name)} TO ${q(step.to)}`),
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `rename foreign key ${step.name} to ${step.to}`,
  },
  fillSummary: {
    statements: fillSummary,
    impact: step => impact(step.table, 'ROW EXCLUSIVE', 'rewrite'),
    describe: step => `fill ${step.table}.${step.column} from the records of ${step.child}`,
  },
  createSequence: {
    statements: ({ sequence }, schema) => [
      `CREATE SEQUENCE IF NOT EXISTS ${quoteTable(schema, sequence.name)} MINVALUE 0 START ${sequence.start}`,
    ],
    impact: step => impact(step.sequence.table, 'none'),
    describe: step => `create sequence ${step.sequence.name} from ${step.sequence.start}`,
  },
  renameSequence: {
    statements: (step, schema) => [`ALTER SEQUENCE ${quoteTable(schema, step.name)} RENAME TO ${q(step.to)}`],
    impact: step => impact(step.table, 'none'),
    describe: step => `rename sequence ${step.name} to ${step.to}`,
  },
}

/** Changes of type that PostgreSQL makes in the catalog alone. */
function widens({ from, to }: StepOf<'convertColumn'>): boolean {
  const [before, after] = [from, to].map(type => /^numeric\((\d+),\s*(\d+)\)$/.exec(type))
  if (before && after) return before[2] === after[2] && Number(after[1]) >= Number(before[1])
  return to === 'text' && /^(varchar|character varying)/.test(from)
}

function kindOf(step: DdlStep): StepKind<DdlStep> {
  return STEP_KINDS[step.kind] as unknown as StepKind<DdlStep>
}

export function stepStatements(step: DdlStep, schema: string): readonly string[] {
  return kindOf(step).statements(step, schema)
}

export function stepImpact(step: DdlStep): Impact {
  return kindOf(step).impact(step)
}

export function describeStep(step: DdlStep): string {
  return kindOf(step).describe(step)
}
