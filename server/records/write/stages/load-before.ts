import sql, { empty } from 'sql-template-tag'
import { askerValues } from '../../../access/asker.ts'
import { normalizeId } from '../../../kernel/ids.ts'
import { type Message, say } from '../../../kernel/message.ts'
import type { FieldModel } from '../../../metadata/org-model.ts'
import { tableRef } from '../../../storage/sql/names.ts'
import { bindSlots, prepare, slot } from '../../../storage/sql/slots.ts'
import { oneUse } from '../../read/choose-use.ts'
import { addProblem, type BatchOperation, type Change, type WriteContext } from '../context.ts'
import { neededBefore } from '../needs.ts'
import { cachedSql, selectList, toRecord } from '../select.ts'

/** Reads what is stored of the records: the fields that this write needs, locked in the order of their ids. */
export async function loadBefore(context: WriteContext): Promise<void> {
  if (context.operation === 'insert') return
  const byId = readIds(context)
  if (byId.size === 0) return
  const fields = neededBefore(context).filter(field => field.name !== 'Id')
  const rows = await selectRows(context, fields, [...byId.keys()])
  const isWanted = context.operation === 'undelete' ? 't' : 'f'
  for (const row of rows) {
    const [id, version, isDeleted] = row as readonly [string, string, string]
    const change = byId.get(id) as Change
    byId.delete(id)
    if (isDeleted !== isWanted) refuseState(change, isDeleted === 't')
    else if (row.at(-1) === 'f') refuseRight(context, change)
    change.rowVersion = version
    change.before = toRecord(id, fields, row, 3)
    change.after = { ...change.before }
  }
  for (const change of byId.values()) {
    addProblem(change, 'INVALID_CROSS_REFERENCE_KEY', say('invalid cross reference id'), { path: 'Id' })
  }
}

function refuseState(change: Change, isDeleted: boolean): void {
  if (isDeleted) addProblem(change, 'ENTITY_IS_DELETED', say('entity is deleted'))
  else addProblem(change, 'UNDELETE_FAILED', say('Entity is not in the recycle bin'))
}

const NO_RIGHT: Readonly<Record<BatchOperation, Message>> = {
  insert: say('insufficient access rights on the record to insert it'),
  update: say('insufficient access rights on the record to update it'),
  delete: say('insufficient access rights on the record to delete it'),
  undelete: say('insufficient access rights on the record to undelete it'),
}

function refuseRight({ operation }: WriteContext, change: Change): void {
  addProblem(change, 'INSUFFICIENT_ACCESS_OR_READONLY', NO_RIGHT[operation])
}

/** The changes by record id; wrong, foreign and repeated ids become problems. */
function readIds({ changes, object }: WriteContext): Map<string, Change> {
  const byId = new Map<string, Change>()
  for (const change of changes) {
    if (change.problems.length > 0) continue
    const given = change.id
    const id = given === null ? null : normalizeId(given)
    if (given === null) {
      addProblem(change, 'MISSING_ARGUMENT', say('Id not specified in an update call'), { fields: ['Id'] })
    } else if (id === null || !id.startsWith(object.keyPrefix)) {
      addProblem(change, 'MALFORMED_ID', say('id value of incorrect type: {value}', { value: given }), {
        label: `${object.name} ID`,
        fields: ['Id'],
        path: 'Id',
      })
    } else if (byId.has(id)) {
      addProblem(change, 'DUPLICATE_VALUE', say('Duplicate id in list: {id}', { id }), { fields: ['Id'] })
    } else {
      change.id = id
      byId.set(id, change)
    }
  }
  return byId
}

async function selectRows(
  { session, connection, object, operation, mode }: WriteContext,
  fields: readonly FieldModel[],
  ids: readonly string[],
): Promise<readonly (readonly (string | null)[])[]> {
  const { schema } = session.org
  // A delete must wait for everyone who refers to the record, an update must not.
  const strength =
    operation === 'delete' ? sql` ORDER BY t."id" FOR UPDATE` : sql` ORDER BY t."id" FOR NO KEY UPDATE`
  const lock = mode === 'at-once' ? empty : strength
  const asker = askerValues(session.org.model, session.principal)
  const use = oneUse(session)
  const right = operation === 'update' ? 'edit' : 'delete'
  const visible = session.access.rows(object, 't', asker, 'read', use)
  const changeable = session.access.rows(object, 't', asker, right, use)
  const may = changeable ? sql`, (${changeable}) IS TRUE` : sql`, TRUE`
  const build = () =>
    sql`SELECT t."id", t.xmin, t."isdeleted"${selectList(fields, 't')}${may} FROM ${tableRef(schema, object.table)} AS t WHERE t."id" = ANY(${slot(0)}::text[])${visible ? sql` AND (${visible})` : empty}${lock}`
  const key = `before ${mode === 'at-once'} ${operation} ${fields.map(field => field.name).join()}`
  const statement = visible || changeable ? prepare(build()) : cachedSql(object, key, build)
  return (await connection.run({ ...bindSlots(statement, [ids]), isQuick: mode === 'at-once' })).rows
}
