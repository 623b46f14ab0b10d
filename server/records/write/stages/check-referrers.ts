import sql, { join, raw, type Sql } from 'sql-template-tag'
import { askerValues } from '../../../access/asker.ts'
import { type Message, type MessageValue, say } from '../../../kernel/message.ts'
import type { ObjectModel } from '../../../metadata/org-model.ts'
import type { Session } from '../../../org/session.ts'
import { objectInWords } from '../../../org/words.ts'
import { tableRef } from '../../../storage/sql/names.ts'
import { bindSlots, slot } from '../../../storage/sql/slots.ts'
import { addProblem, type Change, goodChanges, type Referrer, type WriteContext } from '../context.ts'
import { type Referring, referringTo } from '../referrers.ts'
import { cachedSql } from '../select.ts'

/** Referrers that a refusal names. */
const MOST_NAMED = 5

/** Finds who refers to the records that are deleted, in one statement, and whether somebody holds them back. */
export async function checkReferrers(context: WriteContext): Promise<void> {
  if (context.operation !== 'delete') return
  const { session, object } = context
  const all = referringTo(session.org.model, object)
  const changes = goodChanges(context)
  if (all.length === 0 || changes.length === 0) return
  const referrers = await findReferrers(context, all, changes)
  const goesToo = new Set(changes.map(change => change.id))
  const restricting = new Set(all.filter(one => one.behavior === 'Restrict').map(one => one.field))
  const held = new Map<string, Referrer[]>()
  for (const referrer of referrers) {
    if (!restricting.has(referrer.field) || goesToo.has(referrer.id)) continue
    const holders = held.get(referrer.parent)
    if (holders) holders.push(referrer)
    else held.set(referrer.parent, [referrer])
  }
  for (const change of changes) {
    const holders = held.get(change.id as string)
    if (holders) refuseDelete(context, change, holders)
  }
  context.referrers = referrers
}

async function findReferrers(
  { session, connection, object }: WriteContext,
  all: readonly Referring[],
  changes: readonly Change[],
): Promise<readonly Referrer[]> {
  const prepared = cachedSql(object, 'referrers', () => {
    const parts = all.map((one, index) => referrersSql(session.org.schema, one, index))
    return join(parts, ' UNION ALL ')
  })
  const { rows } = await connection.run(bindSlots(prepared, [changes.map(change => change.id)]))
  return rows.map(([index, id, parent]) => {
    const { object: child, field } = all[Number(index)] as Referring
    return { object: child, field, id: id as string, parent: parent as string }
  })
}

function referrersSql(schema: string, { object, field }: Referring, index: number): Sql {
  const column = raw(`"${field.column}"`)
  return sql`SELECT ${raw(String(index))}, "id", ${column} FROM ${tableRef(schema, object.table)} WHERE ${column} = ANY(${slot(0)}::text[]) AND NOT "isdeleted"`
}

function refuseDelete(context: WriteContext, change: Change, holders: readonly Referrer[]): void {
  const { session } = context
  const { nameField } = context.object
  const isNamed = session.access.field(nameField, 'read')
  const name = String((isNamed && change.before?.[nameField.name]) || change.id)
  const objects = [...new Set(holders.map(({ object }) => object))]
  const named = objects.map(object =>
    seesAll(session, object) ? [nameHolders(objectInWords(session, object), holders)] : [],
  )
  const seen = named.flat()
  const records = seen.length < objects.length ? [...seen, HIDDEN] : seen
  const message = say(
    'Your attempt to delete {name} could not be completed because it is associated with the following records. {records}',
    { name, records: listed(records) },
  )
  addProblem(change, 'DELETE_FAILED', message)
}

const HIDDEN = say('records that you may not see')

function listed([first, ...more]: readonly Message[]): MessageValue {
  if (!first) return ''
  return more.length === 0 ? first : say('{one}; {others}', { one: first, others: listed(more) })
}

function nameHolders({ name, pluralLabel }: ObjectModel, holders: readonly Referrer[]): Message {
  const ids = holders.filter(holder => holder.object.name === name).map(({ id }) => id)
  const records = ids.slice(0, MOST_NAMED).join(', ')
  if (ids.length <= MOST_NAMED) return say('{objects}: {records}', { objects: pluralLabel, records })
  const count = ids.length - MOST_NAMED
  return say('{objects}: {records} and {count} more', { objects: pluralLabel, records, count })
}

/** May what refers to records be named to the user? Only where all of it may be seen. */
export function seesAll({ access, org, principal }: Session, object: ObjectModel): boolean {
  const asker = askerValues(org.model, principal)
  return access.object(object, 'read') && !access.rows(object, 't', asker, 'read')
}
