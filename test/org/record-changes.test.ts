import { expect } from 'chai'
import { followNodes } from '../../server/org/follow-nodes.ts'
import { inTransaction } from '../../server/org/in-transaction.ts'
import { openOrg } from '../../server/org/open-org.ts'
import { watchRecords } from '../../server/org/record-changes.ts'
import type { Org } from '../../server/org/session.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import type { WriteRequest } from '../../server/records/write-request.ts'
import { type Database, openDatabase } from '../../server/storage/database.ts'
import { testDatabase } from '../support/test-database.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const FILES = {
  'objects/crate__c/object.json': { label: 'Crate', pluralLabel: 'Crates' },
  'objects/crate__c/fields/bottles__c.json': {
    label: 'Bottles',
    type: 'Summary',
    summaryOperation: 'count',
    summaryForeignKey: 'bottle__c.crate__c',
  },
  'objects/bottle__c/object.json': {
    label: 'Bottle',
    pluralLabel: 'Bottles',
    sharingModel: 'ControlledByParent',
  },
  'objects/bottle__c/fields/crate__c.json': {
    label: 'Crate',
    type: 'MasterDetail',
    referenceTo: 'crate__c',
    relationshipName: 'bottles',
  },
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 5))
}

describe('saved records', () => {
  let test: TestOrg
  let otherDatabase: Database
  let other: Org
  const stops: (() => unknown)[] = []
  before(async () => {
    test = await createTestOrg(sourceFiles(FILES))
    otherDatabase = await openDatabase({ dataDir: '', databaseUrl: (await testDatabase()).url, poolSize: 3 })
    other = await openOrg(otherDatabase, { name: test.org.name, timeZone: 'UTC' })
    stops.push(await followNodes(test.org.database, () => [test.org]))
    stops.push(await followNodes(otherDatabase, () => [other]))
  })
  after(async () => {
    for (const stop of stops) await stop()
    await otherDatabase.close()
    await test.dispose()
  })

  const save = async (object: string, records: WriteRequest['records'], more: Partial<WriteRequest> = {}) => {
    const request = { object, operation: 'insert', records, allOrNone: true, ...more } as WriteRequest
    const results = await write(test.session, request, noHooks)
    return results.map(({ id }) => id as string)
  }
  const notified = (statements: readonly string[]): number =>
    statements.filter(text => text.includes('pg_notify')).length

  it('cost no statement while nobody has a page open, on any node', async () => {
    await save('crate__c', [{ Name: 'takes a block of ids' }])
    const { statements } = await test.countStatements(async () => {
      const [id] = await save('crate__c', [{ Name: 'a' }])
      await save('crate__c', [{ Id: id, Name: 'b' }], { operation: 'update' })
      await new Promise(resolve => setTimeout(resolve, 120))
    })
    expect(notified(statements)).to.equal(0)
    expect(statements).to.have.lengthOf(3)
  })

  describe('when a page is open on another node', () => {
    const heard: (readonly string[] | undefined)[] = []
    const ids = () => heard.flatMap(some => some ?? [])
    let stop: () => void
    before(async () => {
      stop = watchRecords(other, ids => heard.push(ids))
      // This node has heard of it when a save of its own comes back.
      for (let i = 0; i < 100 && heard.length === 0; i++) {
        await save('crate__c', [{ Name: 'first' }])
        await new Promise(resolve => setTimeout(resolve, 30))
      }
      await until(() => heard.length > 0)
      // Of all of them, before the tests begin.
      const [last = ''] = await save('crate__c', [{ Name: 'last' }])
      await until(() => ids().includes(last))
    })
    beforeEach(() => heard.splice(0))
    after(() => stop())

    it('are told by their ids, one by one or many in one statement', async () => {
      const { statements, result } = await test.countStatements(async () => {
        const saved: string[] = []
        for (const Name of ['a', 'b', 'c']) saved.push(...(await save('crate__c', [{ Name }])))
        await until(() => saved.every(id => ids().includes(id)))
        return saved
      })
      expect(ids()).to.have.members(result)
      expect(notified(statements)).to.be.at.most(3)
    })

    it('are told of together where they are many', async () => {
      await save(
        'crate__c',
        Array.from({ length: 500 }, (_, n) => ({ Name: `crate ${n}` })),
      )
      const prefix = test.org.model.objects.get('crate__c')?.keyPrefix
      await until(() => ids().length > 0)
      expect(ids()).to.deep.equal([`${prefix}*`])
    })

    it('are told with the parents that count them, and when they are deleted', async () => {
      const [crate = ''] = await save('crate__c', [{ Name: 'counted' }])
      await until(() => ids().includes(crate))
      heard.splice(0)
      const [bottle = ''] = await save('bottle__c', [{ Name: 'one', crate__c: crate }])
      await until(() => ids().includes(bottle) && ids().includes(crate))
      heard.splice(0)
      await save('bottle__c', [{ Id: bottle }], { operation: 'delete' })
      await until(() => ids().includes(bottle) && ids().includes(crate))
    })

    it('are told behind the commit, and not when nothing was committed', async () => {
      const failed = inTransaction(test.session, async inner => {
        await write(
          inner,
          { object: 'crate__c', operation: 'insert', records: [{ Name: 'lost' }], allOrNone: true },
          noHooks,
        )
        throw new Error('no')
      })
      await failed.catch(() => undefined)
      const [kept = ''] = await save('crate__c', [{ Name: 'kept' }])
      await until(() => ids().includes(kept))
      expect(ids()).to.deep.equal([kept])
    })

    it('may have been missed while the connection was down', async () => {
      await test.org.database.run({
        text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`,
        values: [],
      })
      await until(() => heard.includes(undefined))
    })
  })
})
