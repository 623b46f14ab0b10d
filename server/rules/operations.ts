import type { Operation } from './operation.ts'
import { arithmeticOperations } from './operations/arithmetic.ts'
import { blankOperations } from './operations/blank.ts'
import { comparisonOperations } from './operations/comparison.ts'
import { dateArithmeticOperations } from './operations/date-arithmetic.ts'
import { dateOperations } from './operations/dates.ts'
import { datetimeArithmeticOperations } from './operations/datetime-arithmetic.ts'
import { listOperations } from './operations/lists.ts'
import { logicOperations } from './operations/logic.ts'
import { missingOperations } from './operations/missing.ts'
import { numberOperations } from './operations/number-of.ts'
import { pickValKey } from './operations/pick-val-key.ts'
import { picklistOperations } from './operations/picklists.ts'
import { powerOperations } from './operations/powers.ts'
import { referenceOperations } from './operations/reference.ts'
import { regexOperations } from './operations/regex.ts'
import { roundingOperations } from './operations/rounding.ts'
import { textOperations } from './operations/text.ts'
import { textOf, textOfInstant } from './operations/text-of.ts'
import { textPartOperations } from './operations/text-parts.ts'
import { textSearchOperations } from './operations/text-search.ts'
import { timeOperations } from './operations/times.ts'
import { todayOperations } from './operations/today.ts'
import { writeTimeOperations } from './operations/write-time.ts'

/** Every operation that a rule may name. Nothing else reaches json-logic-js. */
export const operations: readonly Operation[] = Object.freeze([
  ...referenceOperations,
  ...logicOperations,
  ...comparisonOperations,
  ...arithmeticOperations,
  ...blankOperations,
  ...todayOperations,
  ...dateArithmeticOperations,
  ...datetimeArithmeticOperations,
  textOf,
  textOfInstant,
  ...dateOperations,
  ...listOperations,
  ...missingOperations,
  ...numberOperations,
  ...picklistOperations,
  pickValKey,
  ...regexOperations,
  ...powerOperations,
  ...roundingOperations,
  ...textOperations,
  ...textPartOperations,
  ...textSearchOperations,
  ...timeOperations,
  ...writeTimeOperations,
])

/** JsonLogic's other names for the same. */
const ALIASES: readonly (readonly [string, string])[] = [
  ['===', '=='],
  ['!==', '!='],
  ['?:', 'if'],
  ['mod', '%'],
]

const byName = new Map(operations.map(operation => [operation.name, operation]))
for (const [alias, name] of ALIASES) byName.set(alias, byName.get(name) as Operation)

/** Undefined when there is no operation of exactly that name. */
export function findOperation(name: string): Operation | undefined {
  return byName.get(name)
}

export function operationNames(): readonly string[] {
  return [...byName.keys()]
}
