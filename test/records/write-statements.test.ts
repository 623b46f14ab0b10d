import { expect } from 'chai'
import type { TriggerBatch } from '../../server/records/hooks.ts'
import type { WriteOperation } from '../../server/records/write-request.ts'
import { type DealOrg, hooksOf, openDealOrg, times } from './deal-org.ts'

const SIZES = [1, 200, 10_000] as const

/** Statements at most; the gate's and COMMIT are two of them. An upsert is an insert and an update. */
const MOST: Readonly<Record<string, number>> = {
  insert: 10,
  update: 10,
  upsert: 19,
  delete: 16,
  undelete: 18,
}

/** A trigger that gives every record a field, as hooks do that fill something in. */
const fill = (field: string) => (batch: TriggerBatch) => ({
  changes: new Map(
    (batch.new ?? []).map((record, index) => [index, { [field]: `t${String(record.note__c)}` }]),
  ),
})

/**
 * Deals have triggers, a parent that is looked up by its external id, one with a lookup filter, rules over parents,
 * roll-ups into the parent, tracked fields, a unique key and details that go and come with them.
 */
describe('a save takes as many statements', () => {
  let org: DealOrg
  let partner__c: string
  const ids = new Map<number, readonly string[]>()
  const hooks = hooksOf({
    'deal__c before insert': fill('city__c'),
    'deal__c after insert': () => undefined,
    'deal__c before update': fill('city__c'),
    'deal__c after update': () => undefined,
    'deal__c before delete': () => undefined,
    'deal__c after delete': () => undefined,
    'deal__c after undelete': () => undefined,
    'line__c before delete': () => undefined,
    'line__c after undelete': () => undefined,
  })

  before(async () => {
    org = await openDealOrg()
    await org.save(
      'insert',
      'client__c',
      times(100, index => ({ Name: `c${index}`, code__c: `C${index}` })),
    )
    const RecordTypeId = org.org.model.objects.get('client__c')?.recordTypes.get('maker')?.id
    partner__c = await org.make('client__c', { Name: 'maker', RecordTypeId })
  })
  after(() => org.dispose())

  const deal = (size: number, index: number, amount__c: number) => ({
    amount__c,
    note__c: `n${amount__c}`,
    code__c: `${size}-${index}`,
    client__r: { code__c: `C${(index + amount__c) % 100}` },
    partner__c,
  })

  /** What the save sends, without what hands out record numbers in blocks. */
  async function sent(
    operation: WriteOperation,
    size: number,
    record: (index: number) => object,
    externalIdField?: string,
  ): Promise<readonly string[]> {
    const records = times(size, index => ({ ...record(index) }))
    const more = externalIdField ? { externalIdField } : {}
    const { result, statements: texts } = await org.countStatements(() =>
      org.save(operation, 'deal__c', records, more, hooks),
    )
    expect(result.filter(({ success }) => !success)).to.deep.equal([])
    if (operation === 'insert')
      ids.set(
        size,
        result.map(({ id }) => id as string),
      )
    return texts.filter(text => !text.includes('_record_number'))
  }
  const idAt = (size: number, index: number) => ({ Id: ids.get(size)?.[index] })

  const operations: Readonly<Record<string, (size: number) => Promise<readonly string[]>>> = {
    insert: size => sent('insert', size, index => deal(size, index, 1)),
    update: size =>
      sent('update', size, index => ({ ...idAt(size, index), ...deal(size, index, 2), stage__c: 'Lost' })),
    // Half of them are there.
    upsert: size => sent('upsert', size, index => deal(size, index + Math.trunc(size / 2), 3), 'code__c'),
    delete: size => sent('delete', size, index => idAt(size, index)),
    undelete: size => sent('undelete', size, index => idAt(size, index)),
  }

  for (const [operation, most] of Object.entries(MOST)) {
    const send = operations[operation] as (size: number) => Promise<readonly string[]>
    it(`for ${SIZES.join(', ')} records: ${operation}, ${most}`, async () => {
      if (operation === 'delete') await addLines()
      const [one = [], some, many] = [await send(1), await send(200), await send(10_000)]
      expect(many).to.deep.equal(some)
      expect(one.length).to.be.at.most(many.length)
      expect(many.length, many.join('\n')).to.be.at.most(most)
    }).timeout(120_000)
  }

  async function addLines(): Promise<void> {
    for (const size of SIZES) {
      const lines = (ids.get(size) ?? []).map(deal__c => ({ deal__c, price__c: 1 }))
      await org.save('insert', 'line__c', lines)
    }
  }
})
