import sql, { raw } from 'sql-template-tag'
import type { ParseContext } from '../../fields/field-type.ts'
import { AtelierError } from '../../kernel/errors.ts'
import type { ObjectModel, OrgModel, SummaryModel } from '../../metadata/org-model.ts'
import { compileToCriterion } from '../../rules/rule-to-sql.ts'
import { columnRef, quoteLiteral } from '../sql/names.ts'
import { inlineSql } from './inline-sql.ts'
import type { Renames } from './rename-shape.ts'
import type { DdlStep } from './step.ts'

/** Roll-ups that are new or count otherwise than before, or over other values, over records that are there already. */
export function planSummaries(
  before: OrgModel | undefined,
  after: OrgModel | undefined,
  renames: Renames,
  conversions: readonly DdlStep[],
  { timeZone }: ParseContext,
): readonly DdlStep[] {
  if (!before || !after) return []
  const oldTables = new Map([...renames.tables].map(([old, name]) => [name, old]))
  const known = new Set(summariesOf(before).map(definitionOf))
  const hadRows = (object: string): boolean => {
    const table = after.objects.get(object.toLowerCase())?.table ?? ''
    return before.objects.has(oldTables.get(table) ?? table)
  }
  const rewritten = new Set(conversions.flatMap(step => (step.kind === 'rewriteColumn' ? step.table : [])))
  const hasNewValues = ({ childObject, filter }: SummaryModel): boolean =>
    filter !== undefined && rewritten.has(objectOf(after, childObject).table)
  return summariesOf(after)
    .filter(summary => !known.has(definitionOf(summary)) || hasNewValues(summary))
    .filter(({ object, childObject }) => hadRows(object) && hadRows(childObject))
    .map(summary => fillSummary(summary, after, timeZone))
}

function summariesOf(model: OrgModel): readonly SummaryModel[] {
  return [...model.objects.values()].flatMap(object => object.feedsSummaries)
}

function definitionOf(summary: SummaryModel): string {
  return JSON.stringify({ ...summary, filter: summary.filter?.logic })
}

function fillSummary(summary: SummaryModel, model: OrgModel, timeZone: string): DdlStep {
  const parent = objectOf(model, summary.object)
  const child = objectOf(model, summary.childObject)
  const { operation, childField, filter } = summary
  const value = childField === undefined ? '*' : `c.${columnOf(child, childField)}`
  const isTotal = operation === 'count' || operation === 'sum'
  const aggregate = `${operation}(${value})`
  const environment = {
    column: (path: string) => columnRef('c', columnName(child, path)),
    now: sql`now()`,
    timeZone: raw(quoteLiteral(timeZone)),
  }
  return {
    kind: 'fillSummary',
    table: parent.table,
    column: columnName(parent, summary.field),
    child: child.table,
    lookup: columnName(child, summary.childLookup),
    value: isTotal ? `coalesce(${aggregate}, 0)` : aggregate,
    ...(filter ? { filter: inlineSql(compileToCriterion(filter, environment)) } : {}),
  }
}

function objectOf(model: OrgModel, name: string): ObjectModel {
  return model.objects.get(name.toLowerCase()) as ObjectModel
}

function columnOf(object: ObjectModel, field: string): string {
  return `"${columnName(object, field)}"`
}

function columnName(object: ObjectModel, field: string): string {
  const column = object.fields.get(field.toLowerCase())?.column
  if (column) return column
  throw new AtelierError(
    'DEPLOY_FAILED',
    `A roll-up over ${object.name} reads ${field}, which is not a stored field of ${object.name} itself.`,
  )
}
