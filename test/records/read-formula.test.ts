import { expect } from 'chai'
import { fullAccess } from '../../server/access/access.ts'
import { findFieldType } from '../../server/fields/registry.ts'
import type { FieldModel, ObjectModel } from '../../server/metadata/org-model.ts'
import { readJson } from '../../server/records/read.ts'
import { readById } from '../../server/records/read-by-id.ts'
import { compileRule } from '../../server/rules/compile-rule.ts'
import type { CompiledRule, Rule, RuleType } from '../../server/rules/rule.ts'
import { SAMPLE } from './query/sample-model.ts'
import { openSampleOrg, type SampleOrg, USER } from './query/sample-org.ts'

const id = (prefix: string, number: number): string => `${prefix}${String(number).padStart(12, '0')}AAA`
const TYPES: Readonly<Record<string, RuleType>> = {
  Amount__c: 'number',
  price__c: 'number',
  EffectiveDate: 'date',
  'Account.Name': 'text',
  'order__r.Account.Name': 'text',
  'order__r.Amount__c': 'number',
  '$User.Id': 'id',
  OwnerId: 'id',
}

function compile(formula: Rule): CompiledRule {
  const result = compileRule(formula, {
    resolve: path => (TYPES[path] === undefined ? undefined : { path, type: TYPES[path] }),
    names: () => Object.keys(TYPES),
  })
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result.rule
}

function formulaField(object: string, name: string, type: string, formula: Rule): FieldModel {
  const like = SAMPLE.objects.get('order')?.fields.get('name') as FieldModel
  const fieldType = findFieldType(type) as FieldModel['fieldType']
  const compiledFormula = compile(formula)
  return { ...like, object, name, type, fieldType, formula, compiledFormula, column: null, custom: true }
}

const FORMULAS: readonly FieldModel[] = [
  formulaField('Order', 'Double__c', 'Currency', { '*': [{ var: 'Amount__c' }, 2] }),
  formulaField('Order', 'Account_Name__c', 'Text', { var: 'Account.Name' }),
  formulaField('Order', 'Past__c', 'Checkbox', { '<': [{ var: 'EffectiveDate' }, { today: [] }] }),
  formulaField('Order', 'Is_Mine__c', 'Checkbox', { '==': [{ var: 'OwnerId' }, { var: '$User.Id' }] }),
  formulaField('order_proposal__c', 'Share__c', 'Currency', {
    '/': [{ '*': [{ var: 'price__c' }, 100] }, { var: 'order__r.Amount__c' }],
  }),
]

function fieldsOf(object: string): Map<string, FieldModel> {
  return (SAMPLE.objects.get(object.toLowerCase()) as ObjectModel).fields as Map<string, FieldModel>
}

describe('formula fields in queries', () => {
  let sample: SampleOrg

  before(async () => {
    sample = await openSampleOrg()
    for (const field of FORMULAS) {
      fieldsOf(field.object).set(field.name.toLowerCase(), field)
    }
    await sample.insert('Account', [{ Id: id('001', 1), Name: 'Acme' }])
    await sample.insert('Order', [
      {
        Id: id('801', 1),
        Name: 'a',
        Amount__c: '200',
        EffectiveDate: '2020-01-01',
        AccountId: id('001', 1),
        OwnerId: USER,
      },
      { Id: id('801', 2), Name: 'b', Amount__c: '0.05', EffectiveDate: '2999-01-01' },
    ])
    await sample.insert('order_proposal__c', [
      { Id: id('a00', 1), Name: 'p', price__c: '50', order__c: id('801', 1) },
    ])
  })
  after(async () => {
    for (const field of FORMULAS) {
      fieldsOf(field.object).delete(field.name.toLowerCase())
    }
    await sample.drop()
  })

  const cases = [
    { given: 'SELECT Double__c FROM Order ORDER BY Name', then: [{ Double__c: 400 }, { Double__c: 0.1 }] },
    { given: "SELECT Name FROM Order WHERE Account_Name__c = 'ACME'", then: [{ Name: 'a' }] },
    { given: 'SELECT Name FROM Order WHERE Past__c = true', then: [{ Name: 'a' }] },
    { given: 'SELECT Name FROM Order WHERE Is_Mine__c = true', then: [{ Name: 'a' }] },
    {
      given: 'SELECT Name, Past__c FROM Order ORDER BY Double__c',
      then: [
        { Name: 'b', Past__c: false },
        { Name: 'a', Past__c: true },
      ],
    },
    {
      given: 'SELECT Share__c, order__r.Account_Name__c FROM order_proposal__c',
      then: [{ Share__c: 25, order__r: { Account_Name__c: 'Acme' } }],
    },
    {
      given: 'SELECT order__r.Double__c d, COUNT(Id) n FROM order_proposal__c GROUP BY order__r.Double__c',
      then: [{ d: 400, n: 1 }],
    },
    {
      given: 'SELECT Past__c p, SUM(Double__c) s FROM Order GROUP BY Past__c ORDER BY Past__c',
      then: [
        { p: false, s: 0.1 },
        { p: true, s: 400 },
      ],
    },
    {
      given: 'SELECT Name, (SELECT Share__c FROM order_proposals__r) FROM Order WHERE Double__c = 400',
      then: [{ Name: 'a', order_proposals__r: { totalSize: 1, done: true, records: [{ Share__c: 25 }] } }],
    },
  ]
  for (const { given, then } of cases) {
    it(given, async () => {
      const json = await readJson(sample.session, given, { version: '60.0' })
      const answer = JSON.parse(json, (key, value) => (key === 'attributes' ? undefined : value))
      expect(answer.records).to.deep.equal(then)
    })
  }

  it('see what the person who asks may not', async () => {
    const access = { key: 'no-accounts', object: (object: { name: string }) => object.name !== 'Account' }
    const session = sample.sessionWith({ ...fullAccess, ...access })
    const json = await readById(session, {
      object: 'Order',
      id: id('801', 1),
      fields: ['Account_Name__c'],
      version: '60.0',
    })
    expect(JSON.parse(json)).to.include({ Account_Name__c: 'Acme' })
  })
})
