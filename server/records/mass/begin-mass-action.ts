import { AtelierError } from '../../kernel/errors.ts'
import { type Message, say } from '../../kernel/message.ts'
import { inTransaction } from '../../org/in-transaction.ts'
import { randomText } from '../../org/secrets.ts'
import type { Session } from '../../org/session.ts'
import type { Query } from '../query/query.ts'
import { chooseForQuery } from '../read/choose-use.ts'
import type { ReadRecord } from '../read/output-records.ts'
import { withFreshModel } from '../read/run.ts'
import { readBatches } from '../read-batches.ts'
import { recordMaker } from '../read-records.ts'
import { objectOfRequest } from '../write/check.ts'
import { actionTable, type MassAction, recordTable, runInside } from './mass-actions.ts'

/** Puts the action of that id into the queue, inside the session's transaction. */
export type EnqueueMassAction = (session: Session, id: string) => Promise<unknown>

type Begun = Pick<MassAction, 'object' | 'operation' | 'values'>

/** Records of one action at most. */
export const MOST_RECORDS = 50_000
/** Days for which results are kept. */
const KEPT = 30
const ID_LENGTH = 24

/**
 * Notes which records the query finds now, and puts the action into the queue: whatever comes into the list later
 * is left alone. Gives the action's id. Throws INVALID_INPUT for no records, and for too many.
 */
export function beginMassAction(
  session: Session,
  action: Begun,
  query: Query,
  enqueue: EnqueueMassAction,
): Promise<string> {
  return withFreshModel(session, () =>
    inTransaction(session, async inner => {
      const id = randomText(ID_LENGTH)
      await forgetOld(inner)
      await insertAction(inner, id, action)
      const total = await noteRecords(inner, id, query)
      if (total === 0) throw wrong(say('None of the records is there any more, or none was selected.'))
      const text = `UPDATE ${actionTable(inner.org)} SET total = $2 WHERE id = $1`
      await runInside(inner, { text, values: [id, total] })
      await enqueue(inner, id)
      return id
    }),
  )
}

function insertAction(session: Session, id: string, { object, operation, values }: Begun) {
  const { org, principal } = session
  return runInside(session, {
    text: `INSERT INTO ${actionTable(org)} (id, user_id, object, operation, field_values, state) VALUES ($1, $2, $3, $4, $5, 'running')`,
    values: [id, principal.userId, object, operation, JSON.stringify(values)],
  })
}

async function noteRecords(session: Session, id: string, query: Query): Promise<number> {
  const object = objectOfRequest(session, { object: query.from })
  const isNamed = session.access.field(object.nameField, 'read')
  const paths = ['Id', ...(isNamed ? [object.nameField.name] : [])]
  const bound = await chooseForQuery(session, {
    ...query,
    select: paths.map(path => ({ kind: 'field', path })),
  })
  const make = recordMaker(bound.plan)
  let total = 0
  const take = async (records: readonly ReadRecord[]): Promise<void> => {
    const ids = records.map(record => String(record.Id))
    const names = records.map(record => String(record[object.nameField.name] ?? record.Id))
    await runInside(session, {
      text: `INSERT INTO ${recordTable(session.org)} (action, position, record, name)
        SELECT $1, $2 + n.ordinality, n.record, n.name FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS n (record, name, ordinality)`,
      values: [id, total, ids, names],
    })
    total += ids.length
  }
  const most = MOST_RECORDS + 1
  await readBatches(session, bound, rows => take(rows.map(row => make(row) as ReadRecord)), { most })
  if (total <= MOST_RECORDS) return total
  throw wrong(
    say('More than {count} records at once are too many: search the list, or choose a smaller one.', {
      count: MOST_RECORDS,
    }),
  )
}

async function forgetOld(session: Session): Promise<void> {
  const { org } = session
  const old = `SELECT id FROM ${actionTable(org)} WHERE created < now() - interval '${KEPT} days' AND state <> 'running'`
  await runInside(session, { text: `DELETE FROM ${recordTable(org)} WHERE action IN (${old})`, values: [] })
  await runInside(session, { text: `DELETE FROM ${actionTable(org)} WHERE id IN (${old})`, values: [] })
}

function wrong(message: Message): AtelierError {
  return new AtelierError('INVALID_INPUT', message)
}
