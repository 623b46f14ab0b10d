import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import type { RecordValues } from '../../fields/field-type.ts'
import type { FieldModel, ObjectModel, SummaryModel } from '../../metadata/org-model.ts'
import type { CompiledRule } from '../../rules/rule.ts'
import { compileToCriterion, compileToSql } from '../../rules/rule-to-sql.ts'
import { columnRef, identifier, tableRef } from '../../storage/sql/names.ts'
import { bindSlots, slot } from '../../storage/sql/slots.ts'
import { announceSaved } from './announce.ts'
import type { WriteContext } from './context.ts'
import { collectHistory, historyValues } from './history.ts'
import { fieldNamed, planOf } from './plan.ts'
import { cachedSql, selectList, toRecord } from './select.ts'
import { historySql } from './sql.ts'
import { summaryFields } from './summaries.ts'

interface ChangedParent {
  readonly before: RecordValues
  readonly after: RecordValues
}

/** Locks the parents, counts anew, and gives back those whose summaries changed. */
export async function recompute(
  context: WriteContext,
  parent: ObjectModel,
  summaries: readonly SummaryModel[],
  ids: readonly string[],
): Promise<readonly ChangedParent[]> {
  const { session, connection, stamp } = context
  const { schema, timeZone } = session.org
  const targets = summaries.map(summary => fieldNamed(parent, summary.field))
  const others = summaryFields(parent).filter(field => !targets.includes(field))
  const key = targets.map(field => field.name).join()
  const locking = cachedSql(
    parent,
    `lock ${key}`,
    () =>
      sql`SELECT t."id"${selectList([...targets, ...others], 't')} FROM ${tableRef(schema, parent.table)} AS t WHERE t."id" = ANY(${slot(0)}::text[]) ORDER BY t."id" FOR NO KEY UPDATE`,
  )
  const locked = await connection.run(bindSlots(locking, [ids]))
  const before = new Map(
    locked.rows.map(row => [row[0] as string, toRecord(row[0] as string, [...targets, ...others], row, 1)]),
  )
  const counting = cachedSql(parent, `count ${key}`, () => countSql(context, parent, summaries, targets))
  const { rows } = await connection.run(bindSlots(counting, [ids, stamp, timeZone]))
  const changed = rows.map(row => {
    const id = row[0] as string
    const old = before.get(id) as RecordValues
    return { id, before: old, after: { ...old, ...toRecord(id, targets, row, 1) } }
  })
  await keepHistory(context, parent, targets, changed)
  announceSaved(
    context,
    changed.map(({ id }) => id),
  )
  return changed
}

/** One UPDATE for all summaries of the parents: a pass over their children for each lookup that is counted by. */
function countSql(
  { session }: WriteContext,
  parent: ObjectModel,
  summaries: readonly SummaryModel[],
  targets: readonly FieldModel[],
): Sql {
  const { schema, model } = session.org
  const groups = new Map<string, number[]>()
  summaries.forEach(({ childObject, childLookup }, index) => {
    const key = `${childObject}.${childLookup}`
    groups.set(key, [...(groups.get(key) ?? []), index])
  })
  const passes = [...groups.values()].map((indexes, pass) => {
    const first = summaries[indexes[0] as number] as SummaryModel
    const child = model.objects.get(first.childObject.toLowerCase()) as ObjectModel
    const lookup = identifier(fieldNamed(child, first.childLookup).column as string)
    const values = indexes.map(
      index => sql`${aggregate(child, summaries[index] as SummaryModel)} AS ${raw(`s${index}`)}`,
    )
    return sql` CROSS JOIN LATERAL (SELECT ${join(values)} FROM ${tableRef(schema, child.table)} AS c WHERE c.${lookup} = p."id" AND NOT c."isdeleted") AS ${raw(`x${pass}`)}`
  })
  const columns = targets.map(field => identifier(field.column as string))
  const sets = columns.map((column, index) => sql`${column} = x.${raw(`s${index}`)}`)
  const differs = columns.map((column, index) => sql`t.${column} IS DISTINCT FROM x.${raw(`s${index}`)}`)
  const counts = targets.map((_, index) => raw(`s${index}`))
  const source = sql`(SELECT p."id", ${join(counts)} FROM unnest(${slot(0)}::text[]) AS p("id")${join(passes, '')}) AS x`
  return sql`UPDATE ${tableRef(schema, parent.table)} AS t SET ${join(sets)}, "systemmodstamp" = ${slot(1)}::timestamptz FROM ${source} WHERE t."id" = x."id" AND (${join(differs, ' OR ')}) RETURNING t."id"${selectList(targets, 't')}`
}

function aggregate(child: ObjectModel, { operation, childField, filter }: SummaryModel): Sql {
  const environment = {
    column: (path: string) => columnRef('c', fieldNamed(child, path).column as string),
    now: sql`${slot(1)}::timestamptz`,
    timeZone: sql`${slot(2)}::text`,
  }
  const field = childField === undefined ? undefined : fieldNamed(child, childField)
  const value = !field
    ? raw('*')
    : field.column === null
      ? compileToSql(field.compiledFormula as CompiledRule, environment)
      : columnRef('c', field.column)
  const only = filter ? sql` FILTER (WHERE ${compileToCriterion(filter, environment)})` : empty
  const total = sql`${raw(operation)}(${value})${only}`
  return operation === 'count' || operation === 'sum' ? sql`coalesce(${total}, 0)` : total
}

async function keepHistory(
  context: WriteContext,
  parent: ObjectModel,
  targets: readonly FieldModel[],
  changed: readonly (ChangedParent & { readonly id: string })[],
): Promise<void> {
  const { session, connection, stamp } = context
  const { schema, model } = session.org
  const history = collectHistory(planOf(model, parent), targets, changed)
  if (history.length === 0) return
  const prepared = cachedSql(parent, 'history', () => {
    const kept = historySql(schema, parent, 2, { stamp: 0, userId: 1 })
    return sql`WITH written AS (SELECT 1), ${kept} SELECT 1`
  })
  await connection.run(bindSlots(prepared, [stamp, session.principal.userId, ...historyValues(history)]))
}
