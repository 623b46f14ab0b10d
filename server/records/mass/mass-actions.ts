import type { RecordValues } from '../../fields/field-type.ts'
import type { Problem } from '../../kernel/errors.ts'
import type { Org, Session, TransactionScope } from '../../org/session.ts'
import { quoteTable } from '../../storage/sql/names.ts'
import type { RawResult, Statement } from '../../storage/statement.ts'

/** The same done to many records, in the background. It is seen by whoever has begun it, and by nobody else. */
export interface MassAction {
  readonly id: string
  readonly userId: string
  /** API name. */
  readonly object: string
  readonly operation: 'update' | 'delete'
  /** What an update sets. */
  readonly values: RecordValues
  /** `failed`: it ended before all records were tried; `problems` say why. */
  readonly state: 'running' | 'done' | 'stopped' | 'failed'
  readonly total: number
  readonly saved: number
  readonly failed: number
  readonly problems: readonly Problem[]
}

/** One of its records, and what became of it. */
export interface MassRecord {
  readonly position: number
  readonly id: string
  /** What it was called when the action began. */
  readonly name: string
  readonly state: 'waiting' | 'saved' | 'failed'
  /** Why it was not saved. */
  readonly problems: readonly Problem[]
}

export const actionTable = ({ schema }: Org): string => quoteTable(schema, '_mass_action')
export const recordTable = ({ schema }: Org): string => quoteTable(schema, '_mass_action_record')

export function runInside({ transaction }: Session, statement: Statement): Promise<RawResult> {
  return (transaction as TransactionScope).connection.run(statement)
}

export async function findMassAction(org: Org, id: string): Promise<MassAction | undefined> {
  const { rows } = await org.database.run({
    text: `SELECT id, user_id, object, operation, field_values, state, total, saved, failed, coalesce(problems, '[]')
      FROM ${actionTable(org)} WHERE id = $1`,
    values: [id],
  })
  if (!rows[0]) return undefined
  const [key, userId, object, operation, values, state, total, saved, failed, problems] = rows[0].map(String)
  return {
    ...{ id: key as string, userId: userId as string, object: object as string },
    ...{ operation: operation as MassAction['operation'], state: state as MassAction['state'] },
    values: JSON.parse(values as string) as RecordValues,
    problems: readProblems(problems as string),
    ...{ total: Number(total), saved: Number(saved), failed: Number(failed) },
  }
}

/** Null: there is none. */
export function writeProblems(problems: readonly Problem[]): string | null {
  const told = problems.map(({ code, message, says, hint, fields }) => ({
    code,
    message,
    says,
    hint,
    fields,
  }))
  return told.length === 0 ? null : JSON.stringify(told)
}

const readProblems = (text: string) => JSON.parse(text) as readonly Problem[]

interface Wanted {
  readonly state?: MassRecord['state'] | undefined
  /** Position of the last one before. */
  readonly after: number
  readonly most: number
}

/** Records of an action in the order in which they are tried. */
export async function readMassRecords(
  org: Org,
  id: string,
  { state, after, most }: Wanted,
): Promise<readonly MassRecord[]> {
  const { rows } = await org.database.run({
    text: `SELECT position, record, name, state, coalesce(problems, '[]') FROM ${recordTable(org)}
      WHERE action = $1 AND position > $2 AND ($3::text IS NULL OR state = $3) ORDER BY position LIMIT $4`,
    values: [id, after, state ?? null, most],
  })
  return rows.map(row => {
    const [position, record, name, reached, problems] = row.map(String) as [
      string,
      string,
      string,
      string,
      string,
    ]
    return {
      ...{ position: Number(position), id: record, name },
      state: reached as MassRecord['state'],
      problems: readProblems(problems),
    }
  })
}

/** Ends an action that still runs, behind the batch that is being saved. */
export async function endMassAction(
  org: Org,
  id: string,
  state: Exclude<MassAction['state'], 'running'>,
  problems: readonly Problem[] = [],
): Promise<void> {
  await org.database.run({
    text: `UPDATE ${actionTable(org)} SET state = $2, problems = $3, changed = now() WHERE id = $1 AND state = 'running'`,
    values: [id, state, writeProblems(problems)],
  })
}
