import type { Problem } from '../../kernel/errors.ts'
import { inTransaction } from '../../org/in-transaction.ts'
import type { Session } from '../../org/session.ts'
import { savepoint } from '../../storage/transaction.ts'
import { isCausedByRecords } from '../caused-by-records.ts'
import type { HookPort } from '../hooks.ts'
import { write } from '../write.ts'
import type { WriteResult } from '../write-request.ts'
import type { Lookup } from './compile-lookup.ts'
import type { RowPlan, Target } from './compile-mapping.ts'
import type { ImportOptions, RejectedRow } from './import-options.ts'
import { type ImportRun, recordBatch, takeTurn } from './import-run.ts'
import { type CellProblem, type ReadRow, rejectRow } from './read-row.ts'
import { describeCandidates, type Resolved, resolveLookup } from './resolve-lookups.ts'

export interface Saving {
  readonly session: Session
  readonly hooks: HookPort
  readonly plan: RowPlan
  readonly options: ImportOptions
  /** Undefined for a dry run. */
  readonly run?: ImportRun
}

export interface SavedBatch {
  readonly created: number
  readonly updated: number
  readonly rejected: readonly RejectedRow[]
}

/**
 * Saves a batch with the note of what it saved in one transaction: all of it is there after a crash, or none. What a
 * hook makes of some of the rows is found out by halves.
 */
export async function saveRows(saving: Saving, rows: readonly ReadRow[]): Promise<SavedBatch> {
  try {
    return await inBatch(saving.session, session => saveIn({ ...saving, session }, rows))
  } catch (error) {
    if (!isCausedByRecords(error)) throw error
    if (rows.length === 1) return refuse(saving, rows[0] as ReadRow, error.problems)
    const middle = rows.length >> 1
    const first = await saveRows(saving, rows.slice(0, middle))
    const second = await saveRows(saving, rows.slice(middle))
    return {
      created: first.created + second.created,
      updated: first.updated + second.updated,
      rejected: [...first.rejected, ...second.rejected],
    }
  }
}

/** A transaction of its own; a part of the transaction that holds all of a dry run. */
function inBatch<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  const { transaction } = session
  if (!transaction) return inTransaction(session, work)
  // Hooks have the time and memory that they have in a transaction of their own.
  const scope = Object.freeze({ ...transaction, hookState: new Map() })
  return savepoint(transaction.connection, () => work(Object.freeze({ ...session, transaction: scope })))
}

function refuse({ plan }: Saving, { row, cells }: ReadRow, problems: readonly Problem[]): SavedBatch {
  const rejected = rejectRow(
    plan,
    row,
    cells,
    problems.map(problem => ({ problem })),
  )
  return { created: 0, updated: 0, rejected: [rejected] }
}

async function saveIn(saving: Saving, rows: readonly ReadRow[]): Promise<SavedBatch> {
  const { session, hooks, plan, options, run } = saving
  if (run) await takeTurn(session, run)
  const rejected: RejectedRow[] = []
  const good = await resolveRows(saving, rows, rejected)
  if (good.length === 0) return { created: 0, updated: 0, rejected }
  const request = {
    object: plan.object.name,
    operation: options.upsert === undefined ? 'insert' : 'upsert',
    records: good.map(row => row.values),
    allOrNone: false,
    ...(options.upsert !== undefined && { externalIdField: options.upsert }),
    ...(options.skipRules?.length && { skipRules: options.skipRules }),
  } as const
  const results = await write(session, request, hooks)
  const saved: number[] = []
  let created = 0
  for (const [index, result] of results.entries()) {
    const row = good[index] as ReadRow
    if (!result.success) rejected.push(rejectRow(plan, row.row, row.cells, problemsOf(plan, result)))
    else {
      saved.push(row.row)
      if (result.created) created++
    }
  }
  if (run && saved.length > 0) await recordBatch(session, run, saved)
  return { created, updated: saved.length - created, rejected }
}

/** The rows whose parents were found, with their ids put in. */
async function resolveRows(
  { session, plan }: Saving,
  rows: readonly ReadRow[],
  rejected: RejectedRow[],
): Promise<readonly ReadRow[]> {
  const targets = plan.targets.filter(target => target.lookup)
  if (targets.length === 0) return rows
  const problems = new Map<ReadRow, CellProblem[]>()
  for (const [index, target] of targets.entries()) {
    const lookup = target.lookup as Lookup
    const texts = new Set(rows.map(row => row.lookups[index] as string))
    texts.delete('')
    const resolved = await resolveLookup(session, lookup, texts)
    for (const row of rows) {
      const text = row.lookups[index] as string
      const id = resolved.ids.get(text)
      if (id !== undefined) row.values[target.field.name] = id
      else if (text !== '') {
        const problem = unresolved(target, lookup, text, resolved)
        problems.set(row, [...(problems.get(row) ?? []), { target, problem }])
      }
    }
  }
  for (const [row, found] of problems) rejected.push(rejectRow(plan, row.row, row.cells, found))
  return problems.size === 0 ? rows : rows.filter(row => !problems.has(row))
}

function unresolved(
  { field }: Target,
  { target, by }: Lookup,
  text: string,
  { ambiguous }: Resolved,
): Pick<Problem, 'message' | 'hint'> {
  const candidates = ambiguous.get(text)
  const labels = by.map(one => one.label).join(' or ') || 'id'
  if (candidates) {
    return {
      message: `${field.label}: "${text}" is ambiguous: ${describeCandidates(candidates)}.`,
      hint: `Name the ${target.label} by what it alone has, or by its id.`,
    }
  }
  return {
    message: `${field.label}: there is no ${target.label} whose ${labels} is "${text}".`,
    hint: `Correct the cell, or import the ${target.label} first and then this file again.`,
  }
}

function problemsOf(plan: RowPlan, { errors }: WriteResult): readonly CellProblem[] {
  return errors.map(problem => {
    const names = new Set(problem.fields?.map(name => name.toLowerCase()))
    const target = plan.targets.find(one => names.has(one.field.name.toLowerCase()))
    return { problem, target }
  })
}
