import sql from 'sql-template-tag'
import type { Operation } from '../operation.ts'
import type { RuleEnvironment } from '../rule.ts'
import { dateAt } from '../zoned-time.ts'

const today: Operation = {
  name: 'today',
  arity: [0, 0],
  signatures: [{ parameters: [], result: 'date' }],
  neverBlank: true,
  needsEnvironment: true,
  asksClock: true,
  evaluate(this: RuleEnvironment) {
    return dateAt(this.now.getTime(), this.timeZone)
  },
  sql: ({ environment }) => sql`(${environment.now} AT TIME ZONE ${environment.timeZone})::date`,
}

const now: Operation = {
  name: 'now',
  arity: [0, 0],
  signatures: [{ parameters: [], result: 'datetime' }],
  neverBlank: true,
  needsEnvironment: true,
  asksClock: true,
  evaluate(this: RuleEnvironment) {
    return this.now.toISOString()
  },
  sql: ({ environment }) => sql`date_trunc('milliseconds', ${environment.now})`,
}

export const todayOperations: readonly Operation[] = [today, now]
