import sql, { join, type Sql } from 'sql-template-tag'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { CompiledRule } from '../rules/rule.ts'
import { compileToCriterion } from '../rules/rule-to-sql.ts'
import { column, fromRows, type RowPlace, type RowScope } from './row-scope.ts'

/** A rule over the rows as a criterion; it sees every field, whoever asks. */
export function ruleCriterion(scope: RowScope, place: RowPlace, rule: CompiledRule): Sql {
  return compileToCriterion(rule, {
    column: path => pathSql(scope, place, path),
    now: sql`now()`,
    timeZone: sql`${scope.timeZone}::text`,
  })
}

function pathSql(scope: RowScope, { object, alias, asker }: RowPlace, path: string): Sql {
  const names = path.split('.')
  if (names[0]?.toLowerCase() !== '$user') return below(scope, object, alias, names)
  const user = scope.model.objects.get('user') as ObjectModel
  if (names.length === 2 && names[1]?.toLowerCase() === 'id') return sql`${asker.user}::text`
  const value = below(scope, user, `${alias}u`, names.slice(1))
  return sql`(SELECT ${value} ${fromRows(scope, user, `${alias}u`)} WHERE ${column(`${alias}u`, 'id')} = ${asker.user})`
}

/** The value at the end of a path: each lookup on the way is a sub-select by id. */
function below(scope: RowScope, object: ObjectModel, alias: string, names: readonly string[]): Sql {
  const [name = '', ...rest] = names
  if (rest.length === 0)
    return column(alias, object.fields.get(name.toLowerCase())?.column ?? name.toLowerCase())
  const lookup = object.parents.get(name.toLowerCase())
  const targets = (lookup?.referenceTo ?? []).flatMap(
    target => scope.model.objects.get(target.toLowerCase()) ?? [],
  )
  const inner = `${alias}p`
  const values = targets.map(target => {
    const value = below(scope, target, inner, rest)
    return sql`(SELECT ${value} ${fromRows(scope, target, inner)} WHERE ${column(inner, 'id')} = ${column(alias, lookup?.column ?? 'id')})`
  })
  return values.length === 1 ? (values[0] as Sql) : sql`COALESCE(${join(values)})`
}
