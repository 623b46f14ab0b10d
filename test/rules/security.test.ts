import { expect } from 'chai'
import { compileRule } from '../../server/rules/compile-rule.ts'
import { evaluateRule } from '../../server/rules/evaluate-rule.ts'
import type { CompiledRule, Rule, RuleScope } from '../../server/rules/rule.ts'
import { environmentOf, scope } from './rule-table.ts'

const MOMENT = { now: new Date('2026-01-01T00:00:00Z'), timeZone: 'UTC' }

function codesOf(rule: Rule, within: RuleScope = scope): readonly string[] {
  const result = compileRule(rule, within)
  return 'problems' in result ? result.problems.map(problem => problem.code) : []
}

function nested(depth: number): Rule {
  let rule: Rule = true
  for (let i = 0; i < depth; i++) rule = { '!': [rule] }
  return rule
}

function parsed(json: string): Rule {
  return JSON.parse(json) as Rule
}

const REFUSED: readonly (readonly [string, Rule, string])[] = [
  [
    'a dotted operator name, which json-logic-js would follow into functions',
    { 'var.constructor': ['return 1'] },
    'rule.unknown-operator',
  ],
  ['another dotted operator name', { 'var.call.apply': [1] }, 'rule.unknown-operator'],
  ['an operator named constructor', { constructor: ['x'] }, 'rule.unknown-operator'],
  ['an operator named __proto__', parsed('{"__proto__": [1]}'), 'rule.unknown-operator'],
  ['an operator named hasOwnProperty', { hasOwnProperty: ['x'] }, 'rule.unknown-operator'],
  ['the log operator', { log: ['x'] }, 'rule.unknown-operator'],
  ['map', { map: [{ var: 'Channels' }, { var: '' }] }, 'rule.unknown-operator'],
  ['reduce', { reduce: [{ var: 'Channels' }, { var: 'accumulator' }, 0] }, 'rule.unknown-operator'],
  ['the prototype through var', { var: '__proto__' }, 'rule.unknown-field'],
  ['a prototype property through var', { var: 'constructor.name' }, 'rule.unknown-field'],
  ['a computed var', { var: [{ cat: ['Na', 'me'] }] }, 'rule.invalid-reference'],
  ['the whole environment through var', { var: '' }, 'rule.invalid-reference'],
  ['two operators in one object', { and: [true], or: [true] }, 'rule.invalid-operation'],
  ['no operator', {}, 'rule.invalid-operation'],
  ['a rule that nests too deep', nested(100), 'rule.too-large'],
  ['a rule that nests far too deep', nested(5000), 'rule.too-large'],
  [
    'a rule of too many parts',
    { and: Array.from({ length: 150 }, () => ({ and: Array<boolean>(20).fill(true) })) },
    'rule.too-large',
  ],
  ['a long text', { '==': [{ var: 'Name' }, 'x'.repeat(40_000)] }, 'rule.too-large'],
  ['a text with a zero character', { '==': [{ var: 'Name' }, 'a\0b'] }, 'rule.invalid-literal'],
  ['a text with half a character', { '==': [{ var: 'Name' }, '\ud800'] }, 'rule.invalid-literal'],
  [
    'a number that grows without end',
    { '*': Array.from({ length: 20 }, () => ({ var: 'Amount' })) },
    'rule.too-large',
  ],
  ['a formula text of megabytes', `1 + ${'1 + '.repeat(1_000_000)}1`, 'rule.too-large'],
  ['a formula text of many brackets', `${'('.repeat(9000)}1`, 'rule.invalid-formula'],
  ['a formula text of many signs', `${'-'.repeat(9000)}1`, 'rule.invalid-formula'],
  ['a formula function named constructor', 'constructor(1)', 'rule.invalid-formula'],
  ['look-around in a regular expression', { regex: [{ var: 'Name' }, '(?=a)a'] }, 'rule.invalid-regex'],
  ['flags in a regular expression', { regex: [{ var: 'Name' }, '(?m)a'] }, 'rule.invalid-regex'],
  ['back-references', { regex: [{ var: 'Name' }, '(a)\\1'] }, 'rule.invalid-regex'],
  [
    'a regular expression that is a field',
    { regex: [{ var: 'Name' }, { var: 'Description' }] },
    'rule.invalid-regex',
  ],
  [
    'a regular expression that unrolls to millions',
    { regex: [{ var: 'Name' }, '((a{100}){100}){100}'] },
    'rule.invalid-regex',
  ],
]

describe('rules that must not run', () => {
  for (const [given, rule, then] of REFUSED) {
    it(`refuses ${given}`, () => expect(codesOf(rule)).to.include(then))
  }

  it('reports a too large rule once', () => {
    const rule = { and: Array.from({ length: 199 }, () => nested(70)) }
    expect(codesOf(rule)).to.deep.equal(['rule.too-large'])
  })

  it('checks a compiled rule again that came as plain data', () => {
    const forged = {
      logic: { 'var.constructor': ['return process'] },
      type: 'text',
      references: [],
      types: {},
      needsPrior: false,
    }
    const run = () => evaluateRule(forged as CompiledRule, environmentOf({}, MOMENT))
    expect(run).to.throw('not valid')
  })

  it('runs a compiled rule that came as plain data', () => {
    const result = compileRule({ '+': [{ var: 'Amount' }, 1] }, scope)
    const rule = 'rule' in result ? (JSON.parse(JSON.stringify(result.rule)) as CompiledRule) : undefined
    expect(evaluateRule(rule as CompiledRule, environmentOf({ Amount: null }, MOMENT))).to.equal(null)
  })

  it('matches a catastrophic pattern in linear time', () => {
    const result = compileRule({ regex: [{ var: 'Name' }, '(a+)+(b|c)*(a|aa)+$'] }, scope)
    const rule = 'rule' in result ? result.rule : undefined
    const began = performance.now()
    const answer = evaluateRule(rule as CompiledRule, environmentOf({ Name: `${'a'.repeat(3999)}!` }, MOMENT))
    expect(answer).to.equal(false)
    // One that tries again and again would need more than the age of the universe.
    expect(performance.now() - began).to.be.below(10_000)
  })

  it('cuts texts that grow 255 times, sixty times over', () => {
    let source: Rule = { var: 'Name' }
    for (let n = 0; n < 60; n++) source = { substitute: [source, 'a', 'a'.repeat(255)] }
    const result = compileRule(source, scope)
    const rule = ('rule' in result && result.rule) as CompiledRule
    const value = evaluateRule(rule, environmentOf({ Name: 'a'.repeat(100_000) }, MOMENT))
    expect(String(value)).to.have.length(131_072)
  })

  it('keeps results bounded', () => {
    const double = (rule: Rule): Rule => ({ cat: [rule, rule] })
    const grown = double(double(double({ substitute: [{ var: 'Name' }, 'a', 'b'.repeat(1000)] })))
    const result = compileRule({ length: [grown] }, scope)
    const environment = environmentOf({ Name: 'a'.repeat(5000) }, MOMENT)
    expect('rule' in result && String(evaluateRule(result.rule, environment))).to.equal('131072')
  })
})
