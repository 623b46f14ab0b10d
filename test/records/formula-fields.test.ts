import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { readJson } from '../../server/records/read.ts'
import { write } from '../../server/records/write.ts'
import { besideStandard, createTestOrg, type TestOrg } from '../support/test-org.ts'

type Values = Readonly<Record<string, unknown>>

const formula = (type: string, text: unknown, more: object = {}): object => ({
  label: 'F',
  type,
  formula: text,
  ...more,
})
const lookup = (referenceTo: string, relationshipName: string): object => ({
  label: referenceTo,
  type: 'Lookup',
  referenceTo,
  relationshipName,
})
const on = (object: string, fields: Readonly<Record<string, object>>): Record<string, object> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, source]) => [`objects/${object}/fields/${name}.json`, source]),
  )

/** Formula field by name: what it computes, and what it is of the leaf below. */
const FORMULAS: readonly (readonly [string, object, string | number | boolean | null])[] = [
  ['a_text__c', formula('Text', 'Name & " of " & branch__r.Name'), 'leaf of branch'],
  ['a_number__c', formula('Number', 'size__c / 4', { precision: 18, scale: 4 }), 2.5],
  ['a_currency__c', formula('Currency', 'price__c * size__c', { precision: 18, scale: 2 }), 125],
  ['a_percent__c', formula('Percent', 'discount__c + 0.05', { precision: 18, scale: 1 }), 30],
  ['of_percent__c', formula('Currency', 'price__c * (1 - discount__c)', { precision: 18, scale: 3 }), 9.375],
  ['of_formula__c', formula('Currency', 'price__c * a_percent__c', { precision: 18, scale: 2 }), 3.75],
  [
    'raw_percent__c',
    formula('Number', { '*': [{ var: 'discount__c' }, 2] }, { precision: 18, scale: 0 }),
    50,
  ],
  ['a_date__c', formula('Date', 'ADDMONTHS(born__c, 1)'), '2024-03-31'],
  ['a_datetime__c', formula('DateTime', 'DATETIMEVALUE(born__c) + 0.5'), '2024-02-29T12:00:00.000+0000'],
  ['a_time__c', formula('Time', 'TIMEVALUE("08:30:00")'), '08:30:00.000Z'],
  ['a_checkbox__c', formula('Checkbox', 'ISBLANK(nothing__c)'), true],
  ['blank__c', formula('Number', 'nothing__c + 1', { precision: 18, scale: 0 }), null],
  [
    'zero__c',
    formula('Number', 'nothing__c + 1', { precision: 18, scale: 0, formulaTreatBlanksAs: 'BlankAsZero' }),
    1,
  ],
  ['far__c', formula('Text', 'branch__r.tree__r.garden__r.Name & "/" & branch__r.up__c'), 'garden/tree!'],
  ['owner__c', formula('Text', 'Owner:User.Username & Owner:Group.Name'), 'admin@atelier.local'],
  ['profile__c', formula('Text', '$Profile.Name & "/" & $User.UserRole.Name'), 'System Administrator/'],
  ['mine__c', formula('Checkbox', 'Owner:User.Profile.Name = $Profile.Name'), true],
]

/** The API's form of a value as a literal of rules. */
function inRules(value: string | number | boolean | null): string | number | boolean | null {
  return typeof value === 'string' ? value.replace('+0000', 'Z').replace(/(?<=^[\d:.]+)Z$/, '') : value
}

const FILES = {
  'objects/garden__c/object.json': { label: 'Garden', pluralLabel: 'Gardens' },
  'objects/tree__c/object.json': { label: 'Tree', pluralLabel: 'Trees' },
  'objects/branch__c/object.json': { label: 'Branch', pluralLabel: 'Branches' },
  'objects/leaf__c/object.json': { label: 'Leaf', pluralLabel: 'Leaves' },
  ...on('tree__c', { garden__c: lookup('garden__c', 'trees') }),
  ...on('branch__c', {
    tree__c: lookup('tree__c', 'branches'),
    up__c: formula('Text', 'tree__r.Name & "!"'),
  }),
  ...on('leaf__c', {
    branch__c: lookup('branch__c', 'leaves'),
    size__c: { label: 'Size', type: 'Number', precision: 18, scale: 2 },
    price__c: { label: 'Price', type: 'Currency' },
    discount__c: { label: 'Discount', type: 'Percent', precision: 5, scale: 2 },
    born__c: { label: 'Born', type: 'Date' },
    nothing__c: { label: 'Nothing', type: 'Number' },
    ...Object.fromEntries(FORMULAS.map(([name, source]) => [name, source])),
  }),
  // What a query computes, a save computes as well: a rule refuses the leaf where it does not.
  ...Object.fromEntries(
    FORMULAS.map(([name, , then]) => [
      `objects/leaf__c/validation-rules/Has_${name.replace('__c', '')}.json`,
      { errorCondition: { '!': { '==': [{ var: name }, inRules(then)] } }, errorMessage: name },
    ]),
  ),
}

describe('formula fields', () => {
  let test: TestOrg
  let leaf: Values

  const insert = async (object: string, values: Values): Promise<string> => {
    const request = { object, operation: 'insert', records: [values], allOrNone: true } as const
    const [result] = await write(test.session, request, noHooks)
    expect(result?.errors, object).to.deep.equal([])
    return result?.id as string
  }

  before(async () => {
    test = await createTestOrg(await besideStandard(FILES))
    const garden__c = await insert('garden__c', { Name: 'garden' })
    const tree__c = await insert('tree__c', { Name: 'tree', garden__c })
    const branch__c = await insert('branch__c', { Name: 'branch', tree__c })
    const values = { size__c: 10, price__c: 12.5, discount__c: 25, born__c: '2024-02-29' }
    await insert('leaf__c', { Name: 'leaf', branch__c, ...values })
    const names = FORMULAS.map(([name]) => name).join(', ')
    const json = await readJson(test.session, `SELECT ${names} FROM leaf__c WHERE Name = 'leaf'`, {
      version: '60.0',
    })
    leaf = JSON.parse(json).records[0]
  })
  after(() => test.dispose())

  for (const [name, source, then] of FORMULAS) {
    const { type, formula: text } = source as { type: string; formula: unknown }
    it(`${JSON.stringify(text)} as ${type} is ${JSON.stringify(then)}`, () => {
      expect(leaf[name]).to.equal(then)
    })
  }
})
