import { AtelierError, type Problem } from '../../kernel/errors.ts'
import { say } from '../../kernel/message.ts'
import { accessInOrg } from '../../org/access-in-org.ts'
import { inTransaction } from '../../org/in-transaction.ts'
import { loadPrincipal } from '../../org/principals.ts'
import type { Org, Session } from '../../org/session.ts'
import { isCausedByRecords } from '../caused-by-records.ts'
import type { HookPort } from '../hooks.ts'
import { write } from '../write.ts'
import {
  actionTable,
  endMassAction,
  findMassAction,
  type MassAction,
  type MassRecord,
  readMassRecords,
  recordTable,
  runInside,
  writeProblems,
} from './mass-actions.ts'

/** Name of the work in the queue. */
export const MASS_ACTION = 'mass-action'

export interface MassRun {
  /** Called inside each transaction; throws when somebody else has taken the work over. */
  readonly fence: (session: Session) => Promise<void>
  readonly signal: AbortSignal
}

/** Records that are saved in one transaction. */
const BATCH = 200
/** What is over by itself: the queue begins the action again. */
const PASSING: ReadonlySet<string> = new Set(['UNABLE_TO_LOCK_ROW', 'HOOK_FAILED'])

/**
 * Saves what is left of an action, batch by batch, as the user who has begun it and with the rights of the moment.
 * What became of a batch is noted in its own transaction, so an action that was cut off goes on where it stopped.
 */
export async function performMassAction(org: Org, id: string, hooks: HookPort, run: MassRun): Promise<void> {
  const action = await findMassAction(org, id)
  if (!action) return
  try {
    while (await performBatch(org, action, hooks, run)) run.signal.throwIfAborted()
  } catch (error) {
    const isFinal = error instanceof AtelierError && error.status < 500 && !PASSING.has(error.code)
    if (!isFinal) throw error
    await endMassAction(org, id, 'failed', error.problems)
  }
}

/** False: there is nothing more to do. */
async function performBatch(org: Org, action: MassAction, hooks: HookPort, run: MassRun): Promise<boolean> {
  const records = await readMassRecords(org, action.id, { state: 'waiting', after: 0, most: BATCH })
  if (records.length === 0) {
    await endMassAction(org, action.id, 'done')
    return false
  }
  const principal = await loadPrincipal(org, action.userId)
  if (!principal)
    throw new AtelierError('INVALID_INPUT', say('The user who has begun this is not active any more.'))
  const session: Session = Object.freeze({ org, principal, access: accessInOrg(org, principal) })
  return saveBatch({ session, action, hooks, run }, records)
}

interface Saving {
  readonly session: Session
  readonly action: MassAction
  readonly hooks: HookPort
  readonly run: MassRun
}

/** What a hook makes of some of the records is found out by halves. */
async function saveBatch(saving: Saving, records: readonly MassRecord[]): Promise<boolean> {
  try {
    return await saveTogether(saving, records)
  } catch (error) {
    if (!isCausedByRecords(error)) throw error
    if (records.length === 1) return refuse(saving, records, error)
    const middle = records.length >> 1
    const isOpen = await saveBatch(saving, records.slice(0, middle))
    return isOpen && saveBatch(saving, records.slice(middle))
  }
}

function saveTogether(saving: Saving, records: readonly MassRecord[]): Promise<boolean> {
  const { action, hooks } = saving
  const { object, operation, values } = action
  return inTurn(saving, async session => {
    const request = {
      ...{ object, operation, allOrNone: false },
      records: records.map(({ id }) => ({ ...values, Id: id })),
    }
    const results = await write(session, request, hooks)
    await noteResults(
      session,
      action,
      records,
      results.map(({ errors }) => errors),
    )
  })
}

/** Alone, and only while the action has not been stopped. */
function inTurn(
  { session, action, run }: Saving,
  work: (session: Session) => Promise<void>,
): Promise<boolean> {
  return inTransaction(session, async inner => {
    await run.fence(inner)
    const { rows } = await runInside(inner, {
      text: `SELECT 1 FROM ${actionTable(inner.org)} WHERE id = $1 AND state = 'running' FOR UPDATE`,
      values: [action.id],
    })
    if (rows.length > 0) await work(inner)
    return rows.length > 0
  })
}

async function refuse(
  saving: Saving,
  records: readonly MassRecord[],
  { problems }: AtelierError,
): Promise<boolean> {
  // A lost lease is no fault of the record: `inTurn` throws then, too.
  return inTurn(saving, session => noteResults(session, saving.action, records, [problems]))
}

/** Problems in the order of the records; none: it was saved. */
async function noteResults(
  session: Session,
  { id }: MassAction,
  records: readonly MassRecord[],
  found: readonly (readonly Problem[])[],
): Promise<void> {
  const problems = found.map(writeProblems)
  const failed = problems.filter(text => text !== null).length
  await runInside(session, {
    text: `UPDATE ${recordTable(session.org)} r SET state = CASE WHEN n.problems IS NULL THEN 'saved' ELSE 'failed' END, problems = n.problems
      FROM unnest($2::int[], $3::text[]) AS n (position, problems) WHERE r.action = $1 AND r.position = n.position`,
    values: [id, records.map(({ position }) => position), problems],
  })
  await runInside(session, {
    text: `UPDATE ${actionTable(session.org)} SET saved = saved + $2, failed = failed + $3, changed = now() WHERE id = $1`,
    values: [id, problems.length - failed, failed],
  })
}
