import sql, { join } from 'sql-template-tag'
import { makeCall } from '../make-call.ts'
import type { CheckCall, Node, Operation, SqlCall } from '../operation.ts'
import { isTruthy, toCondition, truth } from './truth.ts'

/** Most arguments of operations that take any number of them. */
export const MANY = 200

const and: Operation = {
  name: 'and',
  arity: [1, MANY],
  signatures: [{ parameters: ['condition'], rest: true, result: 'boolean' }],
  neverBlank: true,
  sql: call => sql`(${join(conditions(call), ' AND ')})`,
}

export const or: Operation = {
  name: 'or',
  arity: [1, MANY],
  signatures: [{ parameters: ['condition'], rest: true, result: 'boolean' }],
  neverBlank: true,
  sql: call => sql`(${join(conditions(call), ' OR ')})`,
}

function conditions(call: SqlCall) {
  return call.node.args.map((_, index) => call.condition(index))
}

const not: Operation = {
  name: '!',
  arity: [1, 1],
  signatures: [{ parameters: ['condition'], result: 'boolean' }],
  neverBlank: true,
  evaluate: value => !isTruthy(value),
  sql: call => sql`(NOT ${call.argument(0)})`,
}

/** Indexes of what `if` may answer with: every second argument, and the last when it stands alone. */
function branchesOf(count: number): number[] {
  const branches: number[] = []
  for (let i = 1; i < count; i += 2) branches.push(i)
  if (count % 2 === 1) branches.push(count - 1)
  return branches
}

function checkIf(call: CheckCall): Node | undefined {
  const args = call.arguments()
  if (!args) return undefined
  const branches = branchesOf(args.length)
  const unified = call.unify(
    branches.map(index => args[index] as Node),
    branches,
    'chosen',
  )
  if (!unified) return undefined
  const all = args.map((arg, index) => unified[branches.indexOf(index)] ?? toCondition(arg))
  return makeCall(conditional, (unified[0] as Node).type, all)
}

export const conditional: Operation = {
  name: 'if',
  arity: [2, MANY],
  check: checkIf,
  results: branchesOf,
  sql: call => {
    const parts = call.arguments()
    const cases = []
    for (let i = 0; i + 1 < parts.length; i += 2) cases.push(sql`WHEN ${parts[i]} THEN ${parts[i + 1]}`)
    const last = parts.length % 2 === 1 ? sql` ELSE ${parts.at(-1)}` : sql``
    return sql`(CASE ${join(cases, ' ')}${last} END)`
  },
}

export const logicOperations: readonly Operation[] = [truth, and, or, not, conditional]
