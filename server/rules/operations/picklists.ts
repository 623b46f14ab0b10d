import sql, { join, type Sql } from 'sql-template-tag'
import { areEqual } from '../compare-values.ts'
import { makeCall } from '../make-call.ts'
import { allowedValues } from '../node.ts'
import type { ConstantList } from '../node-to-runnable.ts'
import type { CheckCall, Node, Operation, SqlCall } from '../operation.ts'
import type { RuleValue } from '../rule.ts'
import { inC } from '../sql-pieces.ts'
import { equal } from './comparison.ts'
import { MANY } from './logic.ts'
import { contains } from './text-search.ts'

/** `{"isPickVal": [field, "value"]}`: equality by another name. */
const isPickVal: Operation = {
  name: 'isPickVal',
  arity: [2, 2],
  signatures: [
    {
      parameters: ['same', 'same'],
      result: 'boolean',
      among: ['text', 'id'],
      becomes: args => makeCall(equal, 'boolean', args),
    },
  ],
}

/** Is the value one of those chosen in the multi-select picklist? */
const includes: Operation = {
  name: 'includes',
  arity: [2, 2],
  check: call => {
    const args = call.arguments()
    const list = args && call.coerce(args[0] as Node, 'list', 0)
    const value = list && call.fitValue((args as readonly Node[])[1] as Node, allowedValues(list), 1)
    return value && makeCall(includes, 'boolean', [list, value])
  },
  neverBlank: true,
  evaluate: (list: readonly string[] | null, value: string | null) =>
    list !== null && value !== null && list.includes(value),
  sql: call => {
    const [list, value] = call.arguments() as [Sql, Sql]
    if (call.node.args[1]?.kind === 'literal') return call.decided(sql`(${list} @> ARRAY[${value}])`)
    return call.decided(sql`(${inC(list)} @> ARRAY[${inC(value)}])`)
  },
}

/** `{"in": [x, ["a", "b"]]}`; with a text as second argument: is the first one part of it? */
export const isIn: Operation = {
  name: 'in',
  arity: [2, 2],
  check: checkIn,
  neverBlank: true,
  evaluate: (value: RuleValue, list: readonly RuleValue[] | ConstantList) => {
    if (!('texts' in list)) return list.some(item => areEqual(value, item))
    return typeof value === 'string' ? list.texts.has(value) : list.items.some(item => areEqual(value, item))
  },
  sql: inSql,
}

function checkIn(call: CheckCall): Node | undefined {
  const args = call.arguments()
  if (!args) return undefined
  const [value, items] = args as [Node, Node]
  if (items.kind === 'list') {
    const unified = call.unify([value, ...items.items], [0, ...items.items.map(() => 1)], 'compared')
    if (!unified) return undefined
    const list: Node = { kind: 'list', type: 'list', items: unified.slice(1) }
    return makeCall(isIn, 'boolean', [unified[0] as Node, list])
  }
  if (items.type === 'list') {
    const fitted = call.fitValue(value, allowedValues(items), 0)
    return fitted && makeCall(includes, 'boolean', [items, fitted])
  }
  const text = call.coerce(items, 'text', 1)
  const part = text && call.coerce(value, 'text', 0)
  return part && makeCall(contains, 'boolean', [text, part])
}

function inSql(call: SqlCall): Sql {
  const [value, list] = call.node.args as [Node, Node]
  const items = list.kind === 'list' ? list.items : []
  if (items.length === 0) return sql`FALSE`
  const plain = items.filter(item => item.kind === 'literal' && item.value !== null)
  const others = items.filter(item => !plain.includes(item))
  const isText = value.type === 'text' || value.type === 'id'
  const tests = (left: Sql) => {
    const chosen = plain.length > 0 ? [sql`(${left} IN (${join(plain.map(call.compile))}))`] : []
    const known = chosen.map(test => (others.length > 0 ? sql`COALESCE(${test}, FALSE)` : test))
    const compared = others.map(item => {
      const right = call.compile(item)
      return isText
        ? sql`${inC(left)} IS NOT DISTINCT FROM ${inC(right)}`
        : sql`${left} IS NOT DISTINCT FROM ${right}`
    })
    return sql`(${join([...known, ...compared], ' OR ')})`
  }
  const test = call.once([0], left => tests(left as Sql))
  return others.length > 0 ? test : call.decided(test)
}

/** Results of `{"case": [x, value, result, …, otherwise]}`: every second one from the third, and the last. */
function caseResults(count: number): number[] {
  const results = [count - 1]
  for (let i = 2; i < count - 1; i += 2) results.push(i)
  return results
}

function checkCase(call: CheckCall): Node | undefined {
  if (call.raw.length % 2 !== 0) {
    const message = '`case` takes an expression, pairs of value and result, and at last what holds otherwise.'
    return call.report({ code: 'rule.wrong-arity', message })
  }
  const args = call.arguments()
  if (!args) return undefined
  const results = caseResults(args.length)
  const others = args.map((_, index) => index).filter(index => !results.includes(index))
  const compared = call.unify(
    others.map(index => args[index] as Node),
    others,
    'compared',
  )
  const answers =
    compared &&
    call.unify(
      results.map(index => args[index] as Node),
      results,
      'chosen',
    )
  if (!answers) return undefined
  const all = args.map((_, index) =>
    results.includes(index) ? answers[results.indexOf(index)] : compared[others.indexOf(index)],
  ) as Node[]
  return makeCall(caseOf, (answers[0] as Node).type, all)
}

export const caseOf: Operation = {
  name: 'case',
  arity: [4, MANY],
  check: checkCase,
  results: caseResults,
  evaluate: (value: RuleValue, ...rest: readonly RuleValue[]) => {
    for (let i = 0; i + 1 < rest.length; i += 2) {
      if (areEqual(value, rest[i] as RuleValue)) return rest[i + 1]
    }
    return rest.at(-1)
  },
  sql: call => {
    const isText = call.node.args[0]?.type === 'text' || call.node.args[0]?.type === 'id'
    return call.once([0], value => {
      const left = isText ? inC(value as Sql) : value
      const parts = call.node.args.slice(1).map(call.compile)
      const cases: Sql[] = []
      for (let i = 0; i + 1 < parts.length; i += 2) {
        const right = isText ? inC(parts[i] as Sql) : parts[i]
        cases.push(sql`WHEN ${left} IS NOT DISTINCT FROM ${right} THEN ${parts[i + 1]}`)
      }
      return sql`(CASE ${join(cases, ' ')} ELSE ${parts.at(-1)} END)`
    })
  },
}

export const picklistOperations: readonly Operation[] = [isPickVal, includes, isIn, caseOf]
