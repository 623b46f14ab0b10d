import { boundedName, quoteIdentifier, quoteLiteral, quoteTable } from '../sql/names.ts'
import { dropSearchIndexes } from './search-indexes.ts'
import type { ColumnShape, IndexShape } from './shape.ts'
import type { DdlStep, Impact, LockLevel, RowEffect, StepOf } from './step.ts'

interface StepKind<Step> {
  /** Statements, each with one subcommand and every name qualified. */
  readonly statements: (step: Step, schema: string) => readonly string[]
  readonly impact: (step: Step) => Impact
  /** For people. */
  readonly describe: (step: Step) => string
}

const q = quoteIdentifier

function alter(schema: string, table: string, subcommand: string): string {
  return `ALTER TABLE ${quoteTable(schema, table)} ${subcommand}`
}

function impact(table: string, lock: LockLevel, rows: RowEffect = 'none'): Impact {
  return { table, lock, rows }
}

function columnText(column: ColumnShape): string {
  const fallback = column.default === undefined ? '' : ` DEFAULT ${column.default}`
  return `${q(column.name)} ${column.type}${column.notNull ? ' NOT NULL' : ''}${fallback}`
}

/** Room for updates to stay in their page: rows of a business are changed more often than its indexed values. */
const FILL = 'WITH (fillfactor = 90)'

function createTable({ table, columns }: StepOf<'createTable'>, schema: string): string[] {
  const key = `CONSTRAINT ${q(boundedName(table, 'pkey'))} PRIMARY KEY ("id")`
  return [
    `CREATE TABLE ${quoteTable(schema, table)} (${[...columns.map(columnText), key].join(', ')}) ${FILL}`,
  ]
}

function renameTable(schema: string, from: string, to: string): string[] {
  const key = `RENAME CONSTRAINT ${q(boundedName(from, 'pkey'))} TO ${q(boundedName(to, 'pkey'))}`
  return [alter(schema, from, key), alter(schema, from, `RENAME TO ${q(to)}`)]
}

function remember(
  schema: string,
  table: string,
  column: string,
  aside: string,
  columns: readonly ColumnShape[],
): string {
  const values = [table, column, aside, JSON.stringify(columns)].map(quoteLiteral).join(', ')
  return `INSERT INTO ${quoteTable(schema, '_tombstone')} ("table_name", "column_name", "aside", "columns") VALUES (${values})`
}

function forget(schema: string, table: string, aside: string): string {
  return `DELETE FROM ${quoteTable(schema, '_tombstone')} WHERE "table_name" = ${quoteLiteral(table)} AND "aside" = ${quoteLiteral(aside)}`
}

/** With a constant default, rows that are made meanwhile stay within NOT NULL. */
function setColumnAside({ table, column, aside }: StepOf<'setColumnAside'>, schema: string): string[] {
  const mustRelax = column.notNull && column.default === undefined
  return [
    ...(mustRelax ? [alter(schema, table, `ALTER COLUMN ${q(column.name)} DROP NOT NULL`)] : []),
    alter(schema, table, `RENAME COLUMN ${q(column.name)} TO ${q(aside)}`),
    remember(schema, table, column.name, aside, [column]),
  ]
}

function createIndex(index: IndexShape, schema: string): string[] {
  const where = index.where === undefined ? '' : ` WHERE ${index.where}`
  const keys = index.keys.join(', ')
  return [
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${q(index.name)} ON ${quoteTable(schema, index.table)} USING ${index.method} (${keys})${where}`,
  ]
}

function addForeignKey({ foreignKey, validate }: StepOf<'addForeignKey'>, schema: string): string[] {
  const { name, table, column, target, onDelete } = foreignKey
  const references = `FOREIGN KEY (${q(column)}) REFERENCES ${quoteTable(schema, target)} ("id") ON DELETE ${onDelete}`
  return [alter(schema, table, `ADD CONSTRAINT ${q(name)} ${references}${validate ? ' NOT VALID' : ''}`)]
}

/** The lock waits for single-statement writes that began before the deploy, so that no old value comes in behind. */
function rewriteColumn({ table, column, using }: StepOf<'rewriteColumn'>, schema: string): string[] {
  const name = quoteTable(schema, table)
  return [
    `LOCK TABLE ${name} IN SHARE ROW EXCLUSIVE MODE`,
    `UPDATE ${name} SET ${q(column)} = ${using} WHERE ${q(column)} IS DISTINCT FROM ${using}`,
  ]
}

function keepOriginals({ table, column, aside, where }: StepOf<'keepOriginals'>, schema: string): string[] {
  return [
    alter(schema, table, `ADD COLUMN ${q(aside)} jsonb`),
    `UPDATE ${quoteTable(schema, table)} SET ${q(aside)} = COALESCE(to_jsonb(${q(column)}), 'null') WHERE ${where}`,
    remember(schema, table, column, aside, [{ name: aside, type: 'jsonb', notNull: false }]),
  ]
}

function restoreOriginals(step: StepOf<'restoreOriginals'>, schema: string): string[] {
  const { table, column, aside, value, where } = step
  return [
    `UPDATE ${quoteTable(schema, table)} SET ${q(column)} = ${value} WHERE ${q(aside)} IS NOT NULL AND ${where}`,
    alter(schema, table, `DROP COLUMN ${q(aside)}`),
    forget(schema, table, aside),
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
    statements: (step, schema) => [
      ...renameTable(schema, step.table, step.aside),
      remember(schema, step.table, '', step.aside, step.columns),
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `set table ${step.table} aside as ${step.aside}`,
  },
  restoreTable: {
    statements: (step, schema) => [
      ...renameTable(schema, step.aside, step.table),
      forget(schema, step.table, step.aside),
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `restore table ${step.table} with its records`,
  },
  addColumn: {
    statements: (step, schema) => [alter(schema, step.table, `ADD COLUMN ${columnText(step.column)}`)],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `add column ${step.table}.${step.column.name} ${step.column.type}`,
  },
  renameColumn: {
    statements: (step, schema) => [
      alter(schema, step.table, `RENAME COLUMN ${q(step.column)} TO ${q(step.to)}`),
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `rename column ${step.table}.${step.column} to ${step.to}`,
  },
  setColumnAside: {
    statements: setColumnAside,
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `set column ${step.table}.${step.column.name} aside as ${step.aside}`,
  },
  restoreColumn: {
    statements: (step, schema) => [
      alter(schema, step.table, `RENAME COLUMN ${q(step.aside)} TO ${q(step.column.name)}`),
      forget(schema, step.table, step.aside),
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `restore column ${step.table}.${step.column.name} with its values`,
  },
  convertColumn: {
    statements: (step, schema) => [
      dropSearchIndexes(schema, step.table),
      alter(schema, step.table, `ALTER COLUMN ${q(step.column)} TYPE ${step.to} USING ${step.using}`),
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
      alter(
        schema,
        step.table,
        `ALTER COLUMN ${q(step.column)} ${step.to === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${step.to}`}`,
      ),
    ],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `set the default of ${step.table}.${step.column} to ${step.to ?? 'nothing'}`,
  },
  dropNotNull: {
    statements: (step, schema) => [alter(schema, step.table, `ALTER COLUMN ${q(step.column)} DROP NOT NULL`)],
    impact: step => impact(step.table, 'ACCESS EXCLUSIVE'),
    describe: step => `let ${step.table}.${step.column} be empty`,
  },
  createIndex: {
    statements: (step, schema) => createIndex(step.index, schema),
    impact: step => impact(step.index.table, 'SHARE', 'read'),
    describe: ({ index }) =>
      `create ${index.unique ? 'unique ' : ''}index ${index.name} on ${index.table} (${index.keys.join(', ')})`,
  },
  dropIndex: {
    statements: (step, schema) => [`DROP INDEX ${quoteTable(schema, step.index.name)}`],
    impact: step => impact(step.index.table, 'ACCESS EXCLUSIVE'),
    describe: step => `drop index ${step.index.name}`,
  },
  renameIndex: {
    statements: (step, schema) => [`ALTER INDEX ${quoteTable(schema, step.name)} RENAME TO ${q(step.to)}`],
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
    statements: (step, schema) => [alter(schema, step.table, `VALIDATE CONSTRAINT ${q(step.name)}`)],
    impact: step => impact(step.table, 'SHARE UPDATE EXCLUSIVE', 'read'),
    describe: step => `check the rows of foreign key ${step.name}`,
  },
  dropForeignKey: {
    statements: (step, schema) => [
      alter(schema, step.foreignKey.table, `DROP CONSTRAINT ${q(step.foreignKey.name)}`),
    ],
    impact: step => impact(step.foreignKey.table, 'ACCESS EXCLUSIVE'),
    describe: step => `drop foreign key ${step.foreignKey.name}`,
  },
  renameForeignKey: {
    statements: (step, schema) => [
      alter(schema, step.table, `RENAME CONSTRAINT ${q(step.name)} TO ${q(step.to)}`),
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
