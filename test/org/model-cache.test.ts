import { expect } from 'chai'
import { fullAccess } from '../../server/access/access.ts'
import { observe } from '../../server/kernel/observe.ts'
import { deploy } from '../../server/org/deploy.ts'
import { followNodes } from '../../server/org/follow-nodes.ts'
import { inTransaction } from '../../server/org/in-transaction.ts'
import { openOrg } from '../../server/org/open-org.ts'
import type { Org, Session } from '../../server/org/session.ts'
import { type Database, openDatabase } from '../../server/storage/database.ts'
import { testDatabase } from '../support/test-database.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const box = { 'objects/box__c/object.json': { label: 'Box', pluralLabel: 'Boxes' } }
const lid = { ...box, 'objects/lid__c/object.json': { label: 'Lid', pluralLabel: 'Lids' } }

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 5))
}

describe('two nodes on one database', () => {
  let test: TestOrg
  let otherDatabase: Database
  let other: Org
  beforeEach(async () => {
    test = await createTestOrg(sourceFiles(box))
    otherDatabase = await openDatabase({ dataDir: '', databaseUrl: (await testDatabase()).url, poolSize: 3 })
    other = await openOrg(otherDatabase, { name: test.org.name, timeZone: 'UTC' })
  })
  afterEach(async () => {
    await otherDatabase.close()
    await test.dispose()
  })

  it('open the same org', () => {
    expect(other).to.include({ id: test.org.id, schema: test.org.schema, timeZone: 'Asia/Tbilisi' })
    expect([...other.model.objects.keys()]).to.deep.equal(['box__c'])
    expect(other.model.hash).to.equal(test.org.model.hash)
  })

  it('swap together when one deploys', async () => {
    const versions: number[] = []
    const stopObserving = observe('model', ({ version }) => versions.push(version))
    const stop = await followNodes(otherDatabase, () => [other])
    await deploy(test.org, sourceFiles(lid), { who: 'test' })
    await until(() => other.model.version === 2)
    expect(other.model.objects.has('lid__c')).to.equal(true)
    expect(versions).to.deep.equal([2, 2])
    stopObserving()
    await stop()
  })

  it('catch up after the listening connection was cut off', async () => {
    const stop = await followNodes(otherDatabase, () => [other])
    await test.org.database.run({
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`,
      values: [],
    })
    await deploy(test.org, sourceFiles(lid), { who: 'test' })
    await until(() => other.model.version === 2)
    await stop()
  })

  it('let a transaction of a node that heard nothing work with the new model', async () => {
    await deploy(test.org, sourceFiles(lid), { who: 'test' })
    expect(other.model.version).to.equal(1)
    const session: Session = { ...test.session, org: other, access: fullAccess }
    const objects = await inTransaction(session, async inner => [...inner.org.model.objects.keys()])
    expect(objects).to.deep.equal(['box__c', 'lid__c'])
  })

  it('deploy one after the other when both deploy at once', async () => {
    const colour = {
      ...lid,
      'objects/box__c/fields/colour__c.json': { label: 'Colour', type: 'Text', length: 9 },
    }
    const results = await Promise.all([
      deploy(test.org, sourceFiles(lid), { who: 'one' }),
      deploy(other, sourceFiles(colour), { who: 'two' }),
    ])
    expect(results.map(({ number }) => number).sort()).to.deep.equal([2, 3])
    expect(Math.max(test.org.model.version, other.model.version)).to.equal(3)
  })
})

describe('inTransaction', () => {
  let test: TestOrg
  before(async () => {
    test = await createTestOrg(sourceFiles(box))
  })
  after(() => test.dispose())

  it('joins the transaction that the session is in', async () => {
    const { statements } = await test.countStatements(() =>
      inTransaction(test.session, outer =>
        inTransaction(outer, async inner => expect(inner).to.equal(outer)),
      ),
    )
    expect(statements).to.have.length(2)
  })

  it('calls back once, after the commit, and not at all when the work fails', async () => {
    const calls: string[] = []
    await inTransaction(test.session, async session => {
      session.transaction?.afterCommit.push(() => calls.push('committed'))
      expect(calls).to.deep.equal([])
    })
    const failed = inTransaction(test.session, async session => {
      session.transaction?.afterCommit.push(() => calls.push('never'))
      throw new Error('no')
    })
    expect(await failed.catch((error: Error) => error.message)).to.equal('no')
    expect(calls).to.deep.equal(['committed'])
  })
})
