import { expect } from 'chai'
import type { ColumnShape, IndexShape } from '../../server/storage/ddl/shape.ts'
import { spareBigTables, withoutPreparing } from '../../server/storage/ddl/spare-big-tables.ts'
import type { DdlStep } from '../../server/storage/ddl/step.ts'

const column: ColumnShape = { name: 'code__c', type: 'text', notNull: false }
const index = (unique: boolean, columns: readonly string[] = ['code__c']): IndexShape => ({
  name: unique ? 'box__c_code__c_key_a1b2c3' : 'box__c_code__c_idx_a1b2c3',
  table: 'box__c',
  columns,
  unique,
  method: 'btree',
  keys: columns.map(name => `"${name}"`),
})
const addColumn: DdlStep = { kind: 'addColumn', table: 'box__c', column }
const create = (unique: boolean, columns?: readonly string[]): DdlStep => ({
  kind: 'createIndex',
  index: index(unique, columns),
})

interface Scenario {
  readonly given: readonly DdlStep[]
  readonly isSmall?: true
  readonly then: readonly DdlStep['kind'][]
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'steps on a small table stay': {
    given: [addColumn, create(true), create(false)],
    isSmall: true,
    then: ['addColumn', 'createIndex', 'createIndex'],
  },
  'an index is left for later': { given: [create(false)], then: ['postponeIndex'] },
  'a new column with a unique index is prepared': {
    given: [addColumn, create(true)],
    then: ['adoptColumn'],
  },
  'what becomes unique and has values already is looked at by the deploy': {
    given: [create(true)],
    then: ['createIndex'],
  },
  'so is what is unique together': {
    given: [addColumn, create(true, ['code__c', 'ownerid'])],
    then: ['addColumn', 'createIndex'],
  },
  'so is a table that gets another name': {
    given: [{ kind: 'renameTable', table: 'case__c', to: 'box__c' }, addColumn, create(true)],
    then: ['renameTable', 'addColumn', 'createIndex'],
  },
}

describe('spareBigTables', () => {
  for (const [title, { given, isSmall, then }] of Object.entries(SCENARIOS)) {
    it(title, () => {
      const steps = spareBigTables(given, new Set(isSmall ? [] : ['box__c']))
      expect(steps.map(({ kind }) => kind)).to.deep.equal(then)
    })
  }

  it('is taken back, as to what is prepared, where that was of no avail', () => {
    const given = [addColumn, create(true)]
    expect(withoutPreparing(spareBigTables(given, new Set(['box__c'])))).to.deep.equal(given)
  })
})
