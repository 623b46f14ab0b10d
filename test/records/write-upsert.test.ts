import { expect } from 'chai'
import sql from 'sql-template-tag'
import { fullAccess } from '../../server/access/access.ts'
import type { AtelierError } from '../../server/kernel/errors.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { type DealOrg, hooksOf, openDealOrg, problemsOf, times } from './deal-org.ts'

describe('upsert', () => {
  let org: DealOrg
  before(async () => {
    org = await openDealOrg()
  })
  after(() => org.dispose())

  const byCode = { externalIdField: 'CODE__C' }

  it('updates what is there and inserts the rest, with the triggers of each', async () => {
    const id = await org.make('client__c', { Name: 'old', code__c: 'one' })
    const hooks = hooksOf({
      'client__c before insert': () => undefined,
      'client__c before update': () => undefined,
    })
    const results = await org.save(
      'upsert',
      'client__c',
      [
        { code__c: 'two', Name: 'new' },
        { code__c: 'ONE', Name: 'changed' },
      ],
      byCode,
      hooks,
    )
    expect(results.map(({ created, success }) => [created, success])).to.deep.equal([
      [true, true],
      [false, true],
    ])
    expect(results[1]?.id).to.equal(id)
    expect((await org.row('client__c', id)).name).to.equal('changed')
    expect(hooks.fired).to.deep.equal(['client__c before insert 1', 'client__c before update 1'])
  })

  it('goes by Id when no field is named', async () => {
    const id = await org.make('client__c', { Name: 'old' })
    const results = await org.save('upsert', 'client__c', [{ Id: id, Name: 'x' }, { Name: 'y' }])
    expect(results.map(({ created }) => created)).to.deep.equal([false, true])
  })

  it('takes the master of a detail as long as it is the one that it has', async () => {
    const [deal, other] = [
      await org.make('deal__c', { amount__c: 1 }),
      await org.make('deal__c', { amount__c: 2 }),
    ]
    const Id = await org.make('line__c', { deal__c: deal, price__c: 1 })
    const [kept] = await org.save('upsert', 'line__c', { Id, deal__c: deal.slice(0, 15), price__c: 2 })
    expect(kept).to.include({ success: true, created: false })
    const moved = await org.problems('upsert', 'line__c', { Id, deal__c: other })
    expect(moved).to.deep.equal(['INVALID_FIELD_FOR_INSERT_UPDATE deal__c'])
    expect(await org.row('line__c', Id)).to.include({ deal__c: deal, price__c: '2' })
  })

  it('refuses keys that are missing, repeated or of several records', async () => {
    const twins = await Promise.all(
      [1, 2].map(amount__c => org.make('deal__c', { amount__c, key__c: 'twin' })),
    )
    const results = await org.save(
      'upsert',
      'deal__c',
      [
        { key__c: 'twin', amount__c: 1 },
        { amount__c: 1 },
        { key__c: 'a', amount__c: 1 },
        { key__c: 'A', amount__c: 1 },
      ],
      { externalIdField: 'key__c', allOrNone: false },
    )
    expect(results.map(problemsOf)).to.deep.equal([
      ['DUPLICATE_EXTERNAL_ID key__c'],
      ['MISSING_ARGUMENT key__c'],
      [],
      ['DUPLICATE_VALUE key__c'],
    ])
    expect(twins.every(id => results[0]?.errors[0]?.message.includes(id))).to.equal(true)
  })

  it('refuses a field that is no external id', async () => {
    const error = await org
      .save('upsert', 'deal__c', { note__c: 'x' }, { externalIdField: 'note__c' })
      .catch(caught => caught)
    expect((error as AtelierError).code).to.equal('INVALID_FIELD')
  })

  it('takes as many statements for 500 records as for four', async () => {
    const make = async (prefix: string, count: number) => {
      await org.save(
        'insert',
        'client__c',
        times(count / 2, index => ({ Name: 'x', code__c: `${prefix}${index}` })),
      )
      const records = times(count, index => ({ Name: `y${index}`, code__c: `${prefix}${index}` }))
      const { statements } = await org.countStatements(() => org.save('upsert', 'client__c', records, byCode))
      return statements.filter(text => !text.includes('_record_number'))
    }
    expect(await make('many', 500)).to.deep.equal(await make('few', 4))
  })

  describe('rules to leave out', () => {
    it('are left out for who may, which is recorded', async () => {
      const skip = { skipRules: ['amount_positive'] }
      expect(await org.problems('insert', 'deal__c', { amount__c: -1 }, skip)).to.deep.equal([])
      expect(await org.query('SELECT object, rules, records, skipped_by FROM {s}._rule_skip')).to.deep.equal([
        ['deal__c', '{amount_positive}', '1', org.session.principal.userId],
      ])
      expect(await org.problems('insert', 'deal__c', { amount__c: -1, stage__c: 'Won' }, skip)).to.deep.equal(
        ['FIELD_CUSTOM_VALIDATION_EXCEPTION client__c'],
      )
    })

    it('are refused for others, and when there is no such rule', async () => {
      const codeOf = (work: Promise<unknown>) =>
        work.then(
          () => '',
          error => (error as AtelierError).code,
        )
      const request = {
        object: 'deal__c',
        operation: 'insert',
        records: [{ amount__c: -1 }],
        allOrNone: true,
        skipRules: ['Amount_positive'],
      } as const
      const session = { ...org.session, access: { ...fullAccess, may: () => false } }
      expect(await codeOf(write(session, request, noHooks))).to.equal('INSUFFICIENT_ACCESS_OR_READONLY')
      expect(await codeOf(write(org.session, { ...request, skipRules: ['Nothing'] }, noHooks))).to.equal(
        'INVALID_INPUT',
      )
    })
  })

  describe('access', () => {
    it('is asked for the object, the fields and the rows', async () => {
      const as = (access: object) => ({ ...org.session, access: { ...fullAccess, ...access } })
      const save = async (access: object, operation: 'insert' | 'update', record: object) => {
        const request = {
          object: 'deal__c',
          operation,
          records: [record as Record<string, unknown>],
          allOrNone: true,
        }
        return problemsOf((await write(as(access), request, noHooks))[0])
      }
      const id = await org.make('deal__c', { amount__c: 1 })
      const onlyRead = (_: unknown, right: string) => right === 'read'
      expect(await save({ object: onlyRead }, 'insert', { amount__c: 1 })).to.deep.equal([
        'INSUFFICIENT_ACCESS_OR_READONLY',
      ])
      const readOnly = ({ name }: { name: string }, right: string) => right === 'read' || name !== 'note__c'
      expect(await save({ field: readOnly }, 'update', { Id: id, note__c: 'x' })).to.deep.equal([
        'INVALID_FIELD_FOR_INSERT_UPDATE note__c',
      ])
      const hidden = ({ name }: { name: string }) => name !== 'note__c'
      expect(await save({ field: hidden }, 'update', { Id: id, note__c: 'x' })).to.deep.equal([
        'INVALID_FIELD note__c',
      ])
      expect(await save({ rows: () => sql`false` }, 'update', { Id: id, note__c: 'x' })).to.deep.equal([
        'INVALID_CROSS_REFERENCE_KEY',
      ])
    })
  })
})
