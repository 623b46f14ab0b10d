import { expect } from 'chai'
import { Decimal } from 'decimal.js'
import sql, { raw } from 'sql-template-tag'
import { compileRule } from '../../server/rules/compile-rule.ts'
import type { CompiledRule, Rule } from '../../server/rules/rule.ts'
import {
  compileToCriterion,
  compileToSql,
  isCompilableToSql,
  whyNotSql,
} from '../../server/rules/rule-to-sql.ts'
import { testDatabase } from '../support/test-database.ts'
import { createTable, scope } from './rule-table.ts'

const environment = {
  column: (path: string) => raw(`"r"."${path.toLowerCase()}"`),
  now: sql`${'2026-01-01T00:00:00Z'}::timestamptz`,
  timeZone: sql`${'UTC'}::text`,
}

function compile(source: Rule): CompiledRule {
  const result = compileRule(source, scope, { allowPrior: true })
  if ('rule' in result) return result.rule
  throw new Error(JSON.stringify(result.problems))
}

describe('a rule in SQL', () => {
  it('keeps a comparison plain in a criterion, and never null in a selection', () => {
    const rule = compile({ and: [{ '==': [{ var: 'Status' }, 'Draft'] }, { '<': [{ var: 'Amount' }, 5] }] })
    expect(compileToCriterion(rule, environment).text).to.equal(
      '(("r"."status" = $1::text) AND ("r"."amount" < $2::numeric))',
    )
    expect(compileToSql(rule, environment).text).to.equal(
      '(COALESCE(("r"."status" = $1::text), FALSE) AND COALESCE(("r"."amount" < $2::numeric), FALSE))',
    )
    expect(compileToSql(rule, environment).values).to.deep.equal(['Draft', '5'])
  })

  it('finds the same rows by a criterion as by a selection', async () => {
    const database = await testDatabase()
    await createTable(database, [
      { Amount: new Decimal(1), Status: 'Draft' },
      { Amount: null, Status: 'Draft' },
      { Amount: new Decimal(9), Status: null },
    ])
    for (const formula of [
      'Amount < 5',
      'NOT(Amount < 5)',
      'Status = "Draft" || Amount > 5',
      'Status <> "Draft"',
    ]) {
      const rule = compile(formula)
      const found = []
      for (const where of [compileToCriterion(rule, environment), compileToSql(rule, environment)]) {
        const select = sql`SELECT n FROM public.rule_record AS "r" WHERE ${where} ORDER BY n`
        found.push((await database.run({ text: select.text, values: select.values })).rows.flat())
      }
      expect(found[0], formula).to.deep.equal(found[1])
    }
  })

  it('uses the index of a column that a criterion compares with a literal', async () => {
    const database = await testDatabase()
    await createTable(database, [{ Status: 'Draft' }])
    await database.run({ text: 'CREATE INDEX ON public.rule_record (status)', values: [] })
    const where = compileToCriterion(compile({ '==': [{ var: 'Status' }, 'Draft'] }), environment)
    const plan = await database.withConnection(async connection => {
      await connection.run({ text: 'SET enable_seqscan = off', values: [] })
      const text = `EXPLAIN SELECT n FROM public.rule_record AS "r" WHERE ${where.text}`
      const { rows } = await connection.run({ text, values: where.values })
      await connection.run({ text: 'RESET enable_seqscan', values: [] })
      return rows.flat().join('\n')
    })
    expect(plan).to.match(/Index Cond/)
  })

  it('computes an argument once, however deep calls nest', () => {
    let rule: Rule = { var: 'Amount' }
    for (let i = 0; i < 12; i++) rule = { ceiling: [rule] }
    expect(compileToSql(compile(rule), environment).text.length).to.be.below(3000)
  })

  for (const formula of ['ISCHANGED(Status)', 'ISNEW()', 'PRIORVALUE(Amount) > 5']) {
    it(`says that ${formula} is for saves only`, () => {
      const rule = compile(formula)
      expect(isCompilableToSql(rule)).to.equal(false)
      expect(whyNotSql(rule)?.code).to.equal('rule.not-in-sql')
      expect(() => compileToSql(rule, environment)).to.throw('cannot be asked in the database')
    })
  }
})
