import { expect } from 'chai'
import { Decimal } from 'decimal.js'
import { type CompileOptions, compileRule } from '../../server/rules/compile-rule.ts'
import { evaluateRule } from '../../server/rules/evaluate-rule.ts'
import { parentPaths, parsePath } from '../../server/rules/references.ts'
import type { CompiledRule, Rule, RuleScope, RuleValue, ScopeField } from '../../server/rules/rule.ts'
import { environmentOf, scope, valueInText } from './rule-table.ts'

const MOMENT = { now: new Date('2026-01-01T12:00:00Z'), timeZone: 'UTC' }

function compile(source: Rule, within: RuleScope = scope, options: CompileOptions = {}): CompiledRule {
  const result = compileRule(source, within, options)
  if ('rule' in result) return result.rule
  throw new Error(JSON.stringify(result.problems))
}

/** given a rule, then: code, path and message of its first problem. */
const PROBLEMS: readonly (readonly [Rule, string, string, RegExp])[] = [
  [
    { and: [{ '==': [{ var: 'Stauts' }, 'x'] }, true] },
    'rule.unknown-field',
    '/and/0/==/0/var',
    /Did you mean "Status"/,
  ],
  [{ '==': [{ var: 'Status' }, 'Drat'] }, 'rule.unknown-value', '/==/1', /Did you mean "Draft"/],
  [
    { in: [{ var: 'Status' }, ['Draft', 'nothing like it']] },
    'rule.unknown-value',
    '/in/1',
    /no value "nothing like it"/,
  ],
  [{ includes: [{ var: 'Channels' }, 'Wep'] }, 'rule.unknown-value', '/includes/1', /Did you mean "Web"/],
  [{ if: [{ var: 'Active' }, { adDays: [] }] }, 'rule.unknown-operator', '/if/1', /Did you mean "addDays"/],
  [{ '==': [{ var: 'EffectiveDate' }, '2026-02-30'] }, 'rule.type-mismatch', '/==/1', /not a date like/],
  [
    { '<': [{ var: 'EffectiveDate' }, { var: 'CreatedDate' }] },
    'rule.type-mismatch',
    '/</1',
    /a date-time, not a date/,
  ],
  [{ '==': [{ var: 'Amount' }, { var: 'Name' }] }, 'rule.type-mismatch', '/==/1', /a text, not a number/],
  [{ '==': [{ var: 'OwnerId' }, 'Joe'] }, 'rule.type-mismatch', '/==/1', /not a record id/],
  [{ '==': [{ var: 'Channels' }, 'Web'] }, 'rule.type-mismatch', '', /not a list/],
  [{ '/': [1, { var: 'Name' }] }, 'rule.type-mismatch', '/~1/1', /a text, not a number/],
  [{ '+': [{ var: 'EffectiveDate' }, { var: 'EndDate' }] }, 'rule.type-mismatch', '', /not \(date, date\)/],
  [{ addDays: [{ var: 'EffectiveDate' }] }, 'rule.wrong-arity', '', /takes 2 arguments, not 1/],
  [{ case: [{ var: 'Amount' }, 1, 2, 3, 4] }, 'rule.wrong-arity', '', /pairs of value and result/],
  [{ if: [true, 1, 'x'] }, 'rule.type-mismatch', '/if/2', /"x" is not a number/],
  [{ isChanged: [{ var: 'Status' }] }, 'rule.prior-not-allowed', '', /only rules of a save/],
  [
    { some: [{ var: 'Channels' }, { '==': [{ var: 'Name' }, 'x'] }] },
    'rule.invalid-reference',
    '/some/1/==/0/var',
    /the element itself/,
  ],
  [
    { some: [{ var: 'Channels' }, { '<': [{ today: [] }, '2026-01-01'] }] },
    'rule.invalid-reference',
    '/some/1/</0',
    /inside a list operation/,
  ],
  [
    { pickValKey: [{ var: 'Name' }, 'closed'] },
    'rule.invalid-reference',
    '/pickValKey/0',
    /a picklist field/,
  ],
  [
    { pickValKey: [{ var: 'Status' }, 'clsoed'] },
    'rule.invalid-reference',
    '/pickValKey/1',
    /no key "clsoed". Did you mean "closed"/,
  ],
  ['AND(Active,\n  Stauts = "x")', 'rule.unknown-field', '/and/1/==/0/var', /line 2, column 3/],
  ['Amount > "much"', 'rule.type-mismatch', '/>/1', /line 1, column 8/],
]

describe('compiling a rule', () => {
  for (const [given, code, path, message] of PROBLEMS) {
    it(`${JSON.stringify(given)} is refused: ${code}`, () => {
      const result = compileRule(given, scope)
      const problem = 'problems' in result ? result.problems[0] : undefined
      expect(problem?.code).to.equal(code)
      expect(problem?.path).to.equal(path)
      expect(problem?.message).to.match(message)
    })
  }

  it('reports every problem at once', () => {
    const result = compileRule({ and: [{ var: 'Nmae' }, { nope: [] }, { var: 'Amuont' }] }, scope)
    expect('problems' in result && result.problems.map(problem => problem.path)).to.deep.equal([
      '/and/0/var',
      '/and/1',
      '/and/2/var',
    ])
  })

  it('brings references and picklist values to their declared case', () => {
    const rule = compile({ '==': [{ var: 'STATUS' }, 'draft'] })
    expect(rule.logic).to.deep.equal({ '==': [{ var: 'Status' }, 'Draft'] })
    expect(rule.references).to.deep.equal(['Status'])
    expect(rule.types).to.deep.equal({ Status: 'text' })
  })

  it('takes other texts beside picklist values where one is chosen', () => {
    for (const formula of [
      'IF(Active, Status, "none")',
      'CASE(Name, "x", Status, "none")',
      'BLANKVALUE(Status, "none") = "none"',
      'CASE(Status, "draft", "none", Status)',
    ]) {
      expect(compileRule(formula, scope), formula).to.have.property('rule')
    }
    expect(compile('BLANKVALUE(Status, "Draft") = "draft"').logic).to.deep.equal({
      '==': [{ blankValue: [{ var: 'Status' }, 'Draft'] }, 'Draft'],
    })
  })

  it('makes literals of what they are compared with', () => {
    expect(compile({ '<': [{ var: 'CreatedDate' }, '2026-01-01T02:00:00+04:00'] }).logic).to.deep.equal({
      '<': [{ var: 'CreatedDate' }, '2025-12-31T22:00:00.000Z'],
    })
    expect(compile({ '==': [{ var: 'EffectiveDate' }, { if: [true, '2026-01-01', null] }] }).type).to.equal(
      'boolean',
    )
  })

  it('gives the type that is expected, or says what it found', () => {
    expect(compile('"2026-01-01"', scope, { expect: 'date' }).type).to.equal('date')
    expect(compile('Active', scope, { expect: 'boolean' }).logic).to.deep.equal({ '!!': [{ var: 'Active' }] })
    const result = compileRule('TODAY()', scope, { expect: 'number' })
    expect('problems' in result && result.problems[0]?.message).to.match(
      /gives a date. It must give a number/,
    )
  })

  it('is the same when its own logic is compiled again', () => {
    const once = compile('IF(EffectiveDate + 3 > TODAY(), TEXT(Amount) & "x", LEFT(Name, 2))')
    expect(compile(once.logic).logic).to.deep.equal(once.logic)
  })
})

const FORMULAS: Readonly<Record<string, Omit<ScopeField, 'path'>>> = {
  Amount: { type: 'number' },
  Net: { type: 'number', formula: 'Amount - Tax' },
  Tax: { type: 'number', formula: 'Amount * Rate' },
  Rate: { type: 'number' },
  Loop: { type: 'number', formula: 'Pool + 1' },
  Pool: { type: 'number', formula: { '+': [{ var: 'Loop' }, 1] } },
  Wrong: { type: 'date', formula: 'Amount' },
  Broken: { type: 'number', formula: 'Amount +' },
  Chain: { type: 'number', formula: 'Parent.Chain + 1' },
}

/** The same fields at each end of any relationship path. */
const relatedScope: RuleScope = {
  resolve: path => {
    const name = path.slice(path.lastIndexOf('.') + 1)
    return Object.hasOwn(FORMULAS, name)
      ? { path, ...(FORMULAS[name] as Omit<ScopeField, 'path'>) }
      : undefined
  },
  names: () => Object.keys(FORMULAS),
}

function answerOf(rule: CompiledRule, values: Readonly<Record<string, RuleValue>>): string | null {
  return valueInText(evaluateRule(rule, environmentOf(values, MOMENT)))
}

describe('formula fields in rules', () => {
  it('are put in their place', () => {
    const rule = compile('Net * 2', relatedScope)
    expect([...rule.references].sort()).to.deep.equal(['Amount', 'Rate'])
    expect(answerOf(rule, { Amount: new Decimal(100), Rate: new Decimal('0.18') })).to.equal('164')
  })

  it('read relative to the record that holds them', () => {
    const rule = compile('order__r.Account.Net > Net', relatedScope)
    expect([...rule.references].sort()).to.deep.equal([
      'Amount',
      'Rate',
      'order__r.Account.Amount',
      'order__r.Account.Rate',
    ])
    expect(compile('$Source.Net', relatedScope).references).to.deep.equal(['$Source.Amount', '$Source.Rate'])
  })

  for (const [field, code, message] of [
    ['Loop', 'rule.formula-cycle', /Loop → Pool → Loop/],
    ['Chain', 'rule.formula-cycle', /Chain → Parent.Chain/],
    ['Wrong', 'rule.type-mismatch', /The formula of Wrong gives a number, not a date/],
    ['Broken', 'rule.invalid-formula', /The formula of Broken is wrong: .*line 1, column 9/],
  ] as const) {
    it(`refuses ${field}: ${code}`, () => {
      const result = compileRule({ var: field }, relatedScope)
      const problem = 'problems' in result ? result.problems[0] : undefined
      expect(problem?.code).to.equal(code)
      expect(problem?.message).to.match(message)
    })
  }
})

describe('percentages', () => {
  const percents: RuleScope = {
    resolve: path => {
      const fields: Readonly<Record<string, Omit<ScopeField, 'path'>>> = {
        Amount: { type: 'number' },
        Discount: { type: 'number', isPercent: true },
        Double: { type: 'number', isPercent: true, formula: 'Discount * 2' },
        Raw: { type: 'number', isPercent: true, formula: { '*': [{ var: 'Discount' }, 2] } },
        Off: { type: 'number', formula: 'Amount * Double' },
      }
      return fields[path] && { path, ...fields[path] }
    },
    names: () => ['Amount', 'Discount'],
  }
  const values = { Amount: new Decimal(80), Discount: new Decimal(25) }
  const answer = (rule: Rule, options = {}) => answerOf(compile(rule, percents, options), values)

  for (const [given, rule, then, isPercent = false] of [
    ['are fractions in formula text', 'Amount * Discount', '20'],
    ['are fractions in formula text that compares', 'IF(Discount > 0.2, "much", "little")', 'much'],
    ['are what the API shows in JsonLogic', { '*': [{ var: 'Amount' }, { var: 'Discount' }] }, '2000'],
    ['come out of formula text as the API shows them', 'Discount + 0.1', '35', true],
    ['come out of JsonLogic as it computes them', { '+': [{ var: 'Discount' }, 1] }, '26', true],
    ['of a formula field are fractions as well', 'Amount * Double', '40'],
    ['of a formula field in JsonLogic are fractions in formula text', 'Amount * Raw', '40'],
    ['of a formula field are what the API shows in JsonLogic', { '+': [{ var: 'Double' }, 0] }, '50'],
    ['inside another formula are fractions', { '+': [{ var: 'Off' }, 0] }, '40'],
  ] as const) {
    it(given, () => expect(answer(rule, { isPercent })).to.equal(then))
  }

  it('are fractions before the save too', () => {
    const rule = compile('PRIORVALUE(Discount) = 0.1', percents, { allowPrior: true })
    const before = { ...values, Discount: new Decimal(10) }
    expect(evaluateRule(rule, environmentOf(values, MOMENT, before))).to.equal(true)
  })
})

describe('blank numbers', () => {
  const blanks: RuleScope = {
    resolve: path => {
      const fields: Readonly<Record<string, Omit<ScopeField, 'path'>>> = {
        Amount: { type: 'number' },
        Name: { type: 'text' },
        Sum: { type: 'number', formula: 'Amount + 1', blanksAsZero: true },
        Plain: { type: 'number', formula: 'Amount + 1' },
      }
      return fields[path] && { path, ...fields[path] }
    },
    names: () => ['Amount'],
  }

  for (const [formula, blanksAsZero, then] of [
    ['Amount + 1', false, null],
    ['Amount + 1', true, '1'],
    ['ISBLANK(Amount)', true, 'false'],
    ['ISBLANK(Name)', true, 'true'],
    ['Sum', false, '1'],
    ['Plain', false, null],
    ['Plain', true, '0'],
  ] as const) {
    it(`give ${then} in ${formula} when they are ${blanksAsZero ? '0' : 'blank'}`, () => {
      expect(answerOf(compile(formula, blanks, { blanksAsZero }), {})).to.equal(then)
    })
  }
})

describe('rules about a change', () => {
  const before = { Status: 'Draft', Amount: new Decimal('1.0'), Name: null }
  const after = { Status: 'AWAITING PROPOSALS', Amount: new Decimal(1), Name: null }
  const SCENARIOS: readonly (readonly [string, string, string])[] = [
    ['ISCHANGED(Status)', 'true', 'false'],
    ['ISCHANGED(Amount)', 'false', 'false'],
    ['ISCHANGED(Name)', 'false', 'false'],
    ['ISNEW()', 'false', 'true'],
    ['ISPICKVAL(PRIORVALUE(Status), "draft")', 'true', 'false'],
    ['ISBLANK(PRIORVALUE(Amount))', 'false', 'true'],
  ]
  for (const [formula, update, insert] of SCENARIOS) {
    it(`${formula} is ${update} in an update and ${insert} in an insert`, () => {
      const rule = compile(formula, scope, { allowPrior: true })
      expect(rule.needsPrior).to.equal(true)
      expect(String(evaluateRule(rule, environmentOf(after, MOMENT, before)))).to.equal(update)
      expect(String(evaluateRule(rule, environmentOf(after, MOMENT)))).to.equal(insert)
    })
  }

  it('sees a formula field change with what it reads', () => {
    const rule = compile('ISCHANGED(Net)', relatedScope, { allowPrior: true })
    const values = { Amount: new Decimal(1), Rate: new Decimal('0.2') }
    const changed = environmentOf({ ...values, Rate: new Decimal('0.3') }, MOMENT, values)
    expect(evaluateRule(rule, changed)).to.equal(true)
    expect(evaluateRule(rule, environmentOf(values, MOMENT, values))).to.equal(false)
  })
})

describe('references of a rule', () => {
  it('name the parents to load, parents before their parents', () => {
    expect(
      parentPaths(['Status', 'order__r.Account.Name', 'order__r.Id', '$User.Id', '$Source.Account.Id']),
    ).to.deep.equal(['order__r', 'order__r.Account'])
  })

  it('are taken apart', () => {
    expect(parsePath('$Source.Account.Name')).to.deep.equal({
      root: '$Source',
      relationships: ['Account'],
      field: 'Name',
    })
    expect(parsePath('Status')).to.deep.equal({ root: undefined, relationships: [], field: 'Status' })
  })
})
