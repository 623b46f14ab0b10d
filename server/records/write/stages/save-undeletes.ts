import sql from 'sql-template-tag'
import { say } from '../../../kernel/message.ts'
import type { ObjectModel } from '../../../metadata/org-model.ts'
import { objectInWords } from '../../../org/words.ts'
import { identifier, tableRef } from '../../../storage/sql/names.ts'
import { bindSlots, slot } from '../../../storage/sql/slots.ts'
import { byLookup, readNotes } from '../../recycle-bin.ts'
import { addProblem, type Change, goodChanges, isGood, type Referrer, type WriteContext } from '../context.ts'
import { planOf } from '../plan.ts'
import { cachedSql } from '../select.ts'
import { stampSets } from '../sql.ts'
import { arrayLiteral } from '../values.ts'
import { seesAll } from './check-referrers.ts'
import { countAgain } from './count-again.ts'
import { findMissingParents } from './find-missing-parents.ts'
import { searchFaults } from './search-faults.ts'

interface Binned {
  readonly record: string
  readonly object: string
  readonly deletion: string
  readonly note: string | null
}

/** Brings records back, with everything that was deleted with them, and fills the lookups that were emptied. */
export async function saveUndeletes(context: WriteContext): Promise<void> {
  const binned = await takeFromBin(context)
  const asked = new Set(context.changes.map(change => change.id))
  const own = new Map(binned.filter(({ record }) => asked.has(record)).map(row => [row.record, row]))
  for (const change of goodChanges(context)) {
    if (!own.has(change.id as string))
      addProblem(change, 'UNDELETE_FAILED', say('Entity is not in the recycle bin'))
  }
  await findMissingParents(context, planOf(context.session.org.model, context.object))
  await searchFaults(context, goodChanges(context), part => unmark(context, part))
  const back = new Set(goodChanges(context).map(change => change.id))
  await undeleteDetails(
    context,
    binned.filter(row => !own.has(row.record) && back.has(row.deletion)),
  )
  await fillLookups(
    context,
    [...own.values()].filter(row => back.has(row.record)),
  )
}

/** The bin's rows of the records and of what was deleted with them; they leave the bin. */
async function takeFromBin(context: WriteContext): Promise<readonly Binned[]> {
  const bin = tableRef(context.session.org.schema, '_recycle_bin')
  const prepared = cachedSql(
    context.object,
    'bin',
    () =>
      sql`SELECT "record", "object", "deletion", "restore"::text FROM ${bin} WHERE "record" = ANY(${slot(0)}::text[]) OR "deletion" = ANY(${slot(0)}::text[])`,
  )
  const ids = arrayLiteral(goodChanges(context).map(change => change.id))
  const { rows } = await context.connection.run(bindSlots(prepared, [ids]))
  return rows.map(([record, object, deletion, note]) => ({
    record: record as string,
    object: object as string,
    deletion: deletion as string,
    note: note as string | null,
  }))
}

async function unmark(context: WriteContext, changes: readonly Change[]): Promise<void> {
  const { object, session, connection, stamp } = context
  const { schema } = session.org
  const prepared = cachedSql(object, 'undelete', () => {
    const marked = sql`UPDATE ${tableRef(schema, object.table)} AS t SET "isdeleted" = false, ${stampSets({ stamp: 1, userId: 2 })} WHERE t."id" = ANY(${slot(0)}::text[]) RETURNING t."id"`
    return sql`WITH written AS (${marked}), taken AS (DELETE FROM ${tableRef(schema, '_recycle_bin')} WHERE "record" = ANY(${slot(0)}::text[])) SELECT "id" FROM written`
  })
  const ids = arrayLiteral(changes.map(change => change.id))
  await connection.run(bindSlots(prepared, [ids, stamp, session.principal.userId]))
  for (const change of changes) {
    change.saved = true
    change.after.IsDeleted = false
  }
}

async function undeleteDetails(context: WriteContext, details: readonly Binned[]): Promise<void> {
  const byObject = new Map<ObjectModel, Map<string, string>>()
  for (const { record, object: name, deletion } of details) {
    const object = context.session.org.model.objects.get(name.toLowerCase())
    if (!object) continue
    const records = byObject.get(object) ?? new Map<string, string>()
    byObject.set(object, records.set(record, deletion))
  }
  const roots = new Map(context.changes.map(change => [change.id, change]))
  for (const [object, records] of byObject) {
    const changes = await context.runNested(context, 'undelete', object, records)
    for (const change of changes) {
      const root = roots.get(records.get(change.id as string) as string)
      const [problem] = change.problems
      if (problem && root && isGood(root)) {
        addProblem(
          root,
          'UNDELETE_FAILED',
          seesAll(context.session, object)
            ? say('{detail} {id}, which goes with it: {problem}', {
                detail: objectInWords(context.session, object).label,
                id: String(change.id),
                problem: problem.says?.[0] ?? problem.message,
              })
            : say('A record that goes with it, and that you may not see, cannot come back.'),
        )
      }
    }
  }
}

/** Lookups that were emptied by the deletion and are still empty. */
async function fillLookups(context: WriteContext, back: readonly Binned[]): Promise<void> {
  const { session, connection, stamp } = context
  const notes = new Map(back.flatMap(({ record, note }) => (note === null ? [] : [[record, note] as const])))
  for (const group of byLookup(readNotes(session.org.model, notes)).values()) {
    const { object, field } = group[0] as Referrer
    const column = identifier(field.column as string)
    const prepared = cachedSql(
      object,
      `fill ${field.name}`,
      () =>
        sql`UPDATE ${tableRef(session.org.schema, object.table)} AS t SET ${column} = u."parent", "systemmodstamp" = ${slot(2)}::timestamptz FROM unnest(${slot(0)}::text[], ${slot(1)}::text[]) AS u("id", "parent") WHERE t."id" = u."id" AND t.${column} IS NULL AND NOT t."isdeleted"`,
    )
    const values = [
      arrayLiteral(group.map(({ id }) => id)),
      arrayLiteral(group.map(({ parent }) => parent)),
      stamp,
    ]
    await connection.run(bindSlots(prepared, values))
    await countAgain(context, group)
  }
}
