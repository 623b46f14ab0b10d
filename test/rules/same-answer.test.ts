import { expect } from 'chai'
import fc from 'fast-check'
import { compileRule } from '../../server/rules/compile-rule.ts'
import { evaluateRule } from '../../server/rules/evaluate-rule.ts'
import { operations } from '../../server/rules/operations.ts'
import type { CompiledRule, Rule } from '../../server/rules/rule.ts'
import type { Database } from '../../server/storage/database.ts'
import { testDatabase } from '../support/test-database.ts'
import { anyMoment, anyRecord, anyRule } from './random-rules.ts'
import {
  answersInSql,
  createTable,
  environmentOf,
  type Moment,
  scope,
  type TestRecord,
  valueInText,
} from './rule-table.ts'

const RECORDS = 25
const RULES = 40
const ROUNDS = Number(process.env.RULE_ROUNDS ?? 4)
/** Another one each day; a failure names its own, to be run again with RULE_SEED. */
const SEED = Number(process.env.RULE_SEED ?? Math.floor(Date.now() / 86_400_000) * 1000)

function compile(source: Rule): CompiledRule {
  const result = compileRule(source, scope)
  if ('rule' in result) return result.rule
  throw new Error(`${JSON.stringify(source)}: ${JSON.stringify(result.problems)}`)
}

interface Sample {
  readonly records: readonly TestRecord[]
  readonly sources: readonly Rule[]
  readonly moment: Moment
}

const anySample: fc.Arbitrary<Sample> = fc.record({
  records: fc.array(anyRecord, { minLength: RECORDS, maxLength: RECORDS }),
  sources: fc.array(anyRule, { minLength: RULES, maxLength: RULES }),
  moment: anyMoment,
})

/** Where the two differ; a rule that PostgreSQL refuses is asked alone, so that the report names it. */
async function differences(
  database: Database,
  rules: readonly CompiledRule[],
  { records, moment }: Sample,
): Promise<readonly object[]> {
  const inSql = await answersInSql(database, rules, moment).catch((error: Error) => error)
  if (inSql instanceof Error) {
    if (rules.length === 1) return [{ rule: JSON.stringify(rules[0]?.logic), error: inSql.message }]
    const single = []
    for (const rule of rules)
      single.push(...(await differences(database, [rule], { records, moment, sources: [] })))
    return single
  }
  return records.flatMap((record, n) =>
    rules.flatMap((rule, at) => {
      const js = valueInText(evaluateRule(rule, environmentOf(record, moment)))
      const db = inSql[n]?.[at] ?? null
      if (js === db) return []
      const read = rule.references.map(path => `${path}=${JSON.stringify(record[path])}`).join(' ')
      return [{ rule: JSON.stringify(rule.logic), js, db, read, zone: moment.timeZone, now: moment.now }]
    }),
  )
}

/** The shortest say most. */
function shortest(found: readonly object[]): readonly object[] {
  const length = (difference: object) => JSON.stringify(difference).length
  return [...found].sort((a, b) => length(a) - length(b)).slice(0, 5)
}

describe('a rule in JavaScript and in PostgreSQL', function () {
  this.timeout(600_000)

  it('is asked of every operation that runs in the database', () => {
    const sources = fc.sample(anyRule, { seed: 1, numRuns: 6000 })
    const asked = JSON.stringify(sources.map(source => compile(source).logic))
    const inSql = operations.filter(({ sql }) => sql).map(({ name }) => name)
    expect(inSql.filter(name => !asked.includes(`{"${name}":`))).to.deep.equal([])
  })

  it(`gives the same answer for ${ROUNDS * RULES * RECORDS} random pairs of rule and record`, async () => {
    const database = await testDatabase()
    for (let round = 0; round < ROUNDS; round++) {
      const [sample] = fc.sample(anySample, { seed: SEED + round, numRuns: 1 }) as [Sample]
      await createTable(database, sample.records)
      const found = await differences(database, sample.sources.map(compile), sample)
      expect(shortest(found), `RULE_SEED=${SEED + round}`).to.deep.equal([])
    }
  })
})
