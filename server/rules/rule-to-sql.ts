import sql, { join, raw, type Sql } from 'sql-template-tag'
import { AtelierError, type Problem } from '../kernel/errors.ts'
import type { Decimal } from './decimal.ts'
import { mayBeBlank, someNode } from './node.ts'
import type { CallNode, LiteralNode, Node, SqlCall } from './operation.ts'
import type { CompiledRule, RuleType, SqlEnvironment } from './rule.ts'
import { treeOf } from './typed-rule.ts'

const SQL_TYPES: Readonly<Record<RuleType, string>> = {
  text: 'text',
  id: 'text',
  number: 'numeric',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
  time: 'time',
  list: 'text[]',
  null: 'text',
}

/** The rule as an SQL expression with the same answers as `evaluateRule`; a boolean is never null. */
export function compileToSql(rule: CompiledRule, environment: SqlEnvironment): Sql {
  return compileTree(rule, environment, false)
}

/**
 * The rule as a criterion for WHERE, where null counts as false: comparisons stay plain, so that indexes serve
 * them. The rule must be a boolean.
 */
export function compileToCriterion(rule: CompiledRule, environment: SqlEnvironment): Sql {
  return compileTree(rule, environment, true)
}

/** False for rules that ask about a change: they have an answer in a save only. */
export function isCompilableToSql(rule: CompiledRule): boolean {
  return whyNotSql(rule) === undefined
}

/** Why the rule cannot run in the database; undefined when it can. */
export function whyNotSql(rule: CompiledRule): Problem | undefined {
  let name: string | undefined
  someNode(treeOf(rule), node => {
    if (node.kind === 'reference' && node.prior) name = 'priorValue'
    if (node.kind === 'call' && !node.operation.sql) name = node.operation.name
    return name !== undefined
  })
  if (name === undefined) return undefined
  const message = `\`${name}\` cannot be asked in the database, so the rule cannot be used in a query.`
  return { code: 'rule.not-in-sql', message }
}

function compileTree(rule: CompiledRule, environment: SqlEnvironment, asCriterion: boolean): Sql {
  const problem = whyNotSql(rule)
  if (problem) throw new AtelierError('INVALID_INPUT', problem.message, [problem])
  return compileNode(treeOf(rule), environment, asCriterion)
}

function compileNode(node: Node, environment: SqlEnvironment, asCriterion = false): Sql {
  if (node.kind === 'literal') return literalSql(node)
  if (node.kind === 'reference') return environment.column(node.path)
  if (node.kind === 'element') return sql`"_element"."value"`
  if (node.kind === 'call')
    return (node.operation.sql as (call: SqlCall) => Sql)(makeSqlCall(node, environment, asCriterion))
  const items = node.items.map(item => compileNode(item, environment))
  return sql`ARRAY[${join(items)}]::text[]`
}

function literalSql({ type, value }: LiteralNode): Sql {
  const cast = raw(SQL_TYPES[type])
  if (value === null) return sql`NULL::${cast}`
  if (typeof value === 'boolean') return value ? sql`TRUE` : sql`FALSE`
  if (typeof value === 'string') return sql`${value}::${cast}`
  if (type === 'number') return sql`${(value as Decimal).toFixed()}::numeric`
  const list = value as readonly string[]
  if (list.length === 0) return sql`'{}'::text[]`
  return sql`ARRAY[${join(list.map(item => sql`${item}::text`))}]`
}

/** Values that may be repeated in SQL at no cost. */
function isPlain(node: Node): boolean {
  return node.kind === 'literal' || node.kind === 'reference' || node.kind === 'element'
}

function makeSqlCall(node: CallNode, environment: SqlEnvironment, asCriterion: boolean): SqlCall {
  const compile = (other: Node) => compileNode(other, environment)
  const argument = (index: number) => compile(node.args[index] as Node)
  return {
    node,
    environment,
    asCriterion,
    argument,
    arguments: () => node.args.map(compile),
    mayBeBlank: index => mayBeBlank(node.args[index] as Node),
    condition: index => compileNode(node.args[index] as Node, environment, asCriterion),
    decided: condition => {
      const known = asCriterion || !node.args.some(mayBeBlank)
      return known ? condition : sql`COALESCE(${condition}, FALSE)`
    },
    once: (indexes, body) => computeOnce(node, indexes, argument, body),
    compile,
  }
}

/**
 * Repeated arguments are computed in a sub-select of their own. OFFSET 0 keeps the planner from putting the
 * expression back into each place, which would double the work at each level of nesting.
 */
function computeOnce(
  node: CallNode,
  indexes: readonly number[],
  argument: (index: number) => Sql,
  body: (...values: readonly Sql[]) => Sql,
): Sql {
  const columns: Sql[] = []
  const values = indexes.map(index => {
    const value = argument(index)
    if (isPlain(node.args[index] as Node)) return value
    const name = raw(`"v${columns.length}"`)
    columns.push(sql`${value} AS ${name}`)
    return sql`"_once".${name}`
  })
  const result = body(...values)
  if (columns.length === 0) return result
  return sql`(SELECT ${result} FROM (SELECT ${join(columns)} OFFSET 0) AS "_once")`
}
