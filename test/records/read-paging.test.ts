import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { Session } from '../../server/org/session.ts'
import { parseQuery } from '../../server/records/query/parse.ts'
import { planOfQuery } from '../../server/records/read/plan-cache.ts'
import { readJson, readMore } from '../../server/records/read.ts'
import { readBatches } from '../../server/records/read-batches.ts'
import { openSampleOrg, type SampleOrg } from './query/sample-org.ts'

const ROWS = 100_000

interface Batch {
  readonly totalSize: number
  readonly done: boolean
  readonly nextRecordsUrl?: string
  readonly records: readonly { readonly Id: string }[]
}

describe('large results', () => {
  let sample: SampleOrg
  let session: Session

  before(async () => {
    sample = await openSampleOrg()
    session = sample.session
    // Every seventh amount and every fifth name is null, many are equal.
    await sample.run(
      `INSERT INTO {s}."order" (id, name, amount__c, status) SELECT '801' || lpad(n::text, 12, '0') || 'AAA',
        CASE WHEN n % 5 > 0 THEN 'Name ' || n % 1000 END, CASE WHEN n % 7 > 0 THEN n % 3000 END, CASE WHEN n <= 4100 THEN 'FEW' ELSE 'MANY' END
        FROM generate_series(1, ${ROWS}) n`,
    )
    await sample.run('CREATE INDEX ON {s}."order" (lower(name) NULLS FIRST, id); ANALYZE {s}."order"')
  })
  after(() => sample.drop())

  async function first(text: string, batchSize?: number): Promise<Batch> {
    return JSON.parse(await readJson(session, text, { version: 'v60.0', batchSize }))
  }

  async function next(url: string, as = session): Promise<Batch> {
    return JSON.parse(await readMore(as, url.split('/').at(-1) as string, { version: 'v60.0' }))
  }

  async function all(text: string, batchSize?: number): Promise<{ ids: readonly string[]; batches: number }> {
    let batch = await first(text, batchSize)
    const ids = batch.records.map(record => record.Id)
    let batches = 1
    for (; batch.nextRecordsUrl; batches++) {
      batch = await next(batch.nextRecordsUrl)
      ids.push(...batch.records.map(record => record.Id))
    }
    expect(batch.done).to.equal(true)
    expect(batch.totalSize).to.equal(ids.length)
    return { ids, batches }
  }

  async function expected(order: string, where = 'true'): Promise<readonly string[]> {
    const text = `SELECT id FROM "${session.org.schema}"."order" WHERE ${where} ORDER BY ${order}`
    return (await session.org.database.run({ text, values: [] })).rows.map(row => row[0] as string)
  }

  it('come in batches of 2,000, all rows once', async () => {
    const began = performance.now()
    const { ids, batches } = await all('SELECT Id FROM Order')
    expect(batches).to.equal(50)
    expect(ids).to.deep.equal(await expected('id'))
    expect(performance.now() - began).to.be.below(20_000)
  }).timeout(60_000)

  const orders = [
    { given: 'Amount__c', then: 'amount__c ASC NULLS FIRST, id' },
    { given: 'Amount__c DESC', then: 'amount__c DESC NULLS LAST, id DESC' },
    {
      given: 'Name NULLS LAST, Amount__c DESC NULLS FIRST',
      then: 'lower(name) ASC NULLS LAST, amount__c DESC NULLS FIRST, id DESC',
    },
    { given: 'Account.Name, Id DESC', then: 'id DESC' },
  ]
  for (const { given, then } of orders) {
    it(`keep the order ${given} over batches`, async () => {
      const { ids, batches } = await all(`SELECT Id FROM Order WHERE Status = 'FEW' ORDER BY ${given}`, 500)
      expect(batches).to.equal(9)
      expect(ids).to.deep.equal(await expected(then, `status = 'FEW'`))
    })
  }

  it('respect limit and offset', async () => {
    const { ids } = await all('SELECT Id FROM Order ORDER BY Id LIMIT 2500 OFFSET 10', 1000)
    expect(ids).to.deep.equal((await expected('id')).slice(10, 2510))
  })

  const sizes = [
    { given: 1, then: 200 },
    { given: 199, then: 200 },
    { given: 750, then: 750 },
    { given: 9999, then: 2000 },
    { given: undefined, then: 2000 },
  ]
  for (const { given, then } of sizes) {
    it(`have ${then} rows a batch when ${given ?? 'nothing'} is asked for`, async () => {
      const batch = await first('SELECT Id FROM Order', given)
      expect(batch).to.include({ totalSize: ROWS, done: false })
      expect(batch.records).to.have.length(then)
      expect(batch.nextRecordsUrl).to.match(new RegExp(`^/services/data/v60.0/query/01g\\w{15}-${then}$`))
    })
  }

  it('give any batch again, and out of order', async () => {
    const { nextRecordsUrl = '' } = await first(
      "SELECT Id FROM Order WHERE Status = 'FEW' ORDER BY Amount__c",
      500,
    )
    const wanted = await expected('amount__c ASC NULLS FIRST, id', `status = 'FEW'`)
    const jump = await next(nextRecordsUrl.replace('-500', '-3000'))
    expect(jump.records.map(record => record.Id)).to.deep.equal(wanted.slice(3000, 3500))
    const again = await next(nextRecordsUrl)
    expect(again.records.map(record => record.Id)).to.deep.equal(wanted.slice(500, 1000))
  })

  describe('while others write', () => {
    const wanted = (where = 'true') =>
      expected('amount__c ASC NULLS FIRST, id', `status = 'FEW' AND ${where}`)
    const query = "SELECT Id FROM Order WHERE Status = 'FEW' ORDER BY Amount__c"
    const id = (n: number): string => `801${String(n).padStart(12, '0')}AAA`

    /** All batches of 500, with something done behind each of them. */
    async function pageThrough(meanwhile: (batch: number) => Promise<void>): Promise<readonly string[]> {
      let batch = await first(query, 500)
      const ids = batch.records.map(record => record.Id)
      for (let number = 1; batch.nextRecordsUrl; number++) {
        await meanwhile(number)
        batch = await next(batch.nextRecordsUrl)
        ids.push(...batch.records.map(record => record.Id))
      }
      return ids
    }
    const insert = (n: number, amount: number) =>
      sample.run(
        `INSERT INTO {s}."order" (id, amount__c, status) SELECT '801' || lpad((${n} + g)::text, 12, '0') || 'AAA', ${amount}, 'FEW' FROM generate_series(1, 300) g`,
      )

    it('have every row that was there all along, once', async () => {
      const before = await wanted()
      const ids = await pageThrough(async number => {
        if (number === 1) await insert(200_000, 0)
        if (number === 2) await insert(201_000, 2999)
      })
      expect(new Set(ids).size).to.equal(ids.length)
      const found = new Set(ids)
      expect(before.filter(one => !found.has(one))).to.deep.equal([])
      expect(ids.filter(one => one > id(201_000))).to.have.length(300)
      await sample.run(`DELETE FROM {s}."order" WHERE id > '${id(200_000)}'`)
    })

    it('go on behind a row that is gone or has moved', async () => {
      const all = await wanted()
      const last = all[499] as string
      const ids = await pageThrough(async number => {
        if (number === 1) await sample.run(`UPDATE {s}."order" SET amount__c = 2999 WHERE id = '${last}'`)
        if (number === 2) await sample.run(`UPDATE {s}."order" SET isdeleted = true WHERE id = '${all[999]}'`)
      })
      expect(ids.filter(one => one !== last)).to.deep.equal(all.filter(one => one !== last))
      await sample.run(`UPDATE {s}."order" SET isdeleted = false WHERE isdeleted`)
    })

    it('end where the limit of the query is', async () => {
      let batch = await first(`${query} LIMIT 1200`, 500)
      await insert(200_000, 2999)
      let rows = batch.records.length
      for (; batch.nextRecordsUrl; rows += batch.records.length) batch = await next(batch.nextRecordsUrl)
      expect(rows).to.equal(1200)
      await sample.run(`DELETE FROM {s}."order" WHERE id > '${id(200_000)}'`)
    })
  })

  it('belong to their user, and end', async () => {
    const { nextRecordsUrl = '' } = await first('SELECT Id FROM Order')
    const other = sample.sessionWith({}, '005000000000002AAA')
    const locators = [
      nextRecordsUrl.replace('-2000', '-200000'),
      'nonsense',
      '01g000000000001AAA-2000',
      `${nextRecordsUrl}x`,
    ]
    for (const [url, as] of [
      [nextRecordsUrl, other] as const,
      ...locators.map(url => [url, session] as const),
    ]) {
      const error = await next(url, as).catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(AtelierError).and.include({ code: 'INVALID_QUERY_LOCATOR', status: 400 })
    }
  })

  it('of groups must fit into one batch', async () => {
    const error = await first('SELECT Amount__c, COUNT(Id) FROM Order GROUP BY Amount__c').catch(
      (thrown: unknown) => thrown,
    )
    expect(error).to.include({ code: 'EXCEEDED_ID_LIMIT' })
    const { records } = await first('SELECT Amount__c, COUNT(Id) FROM Order GROUP BY Amount__c LIMIT 2000')
    expect(records).to.have.length(2000)
  })

  it('stream through one cursor until the work fails, and leave no transaction open', async () => {
    let rows = 0
    let largest = 0
    const query = parseQuery("SELECT Id, Name FROM Order WHERE Name != 'x' ORDER BY Name")
    const bound = planOfQuery(session.org, session.access, query)
    await readBatches(session, bound, async batch => {
      rows += batch.length
      largest = Math.max(largest, batch.length)
    })
    expect([rows, largest]).to.deep.equal([ROWS, 2000])
    let calls = 0
    const failing = async (): Promise<void> => {
      if (++calls === 3) throw new Error('no more')
    }
    const failure = await readBatches(session, bound, failing, { size: 100 }).catch(
      (error: Error) => error.message,
    )
    expect([failure, calls]).to.deep.equal(['no more', 3])
    const { waiting } = await waitingConnections()
    expect(waiting).to.equal(0)
  })

  async function waitingConnections(): Promise<{ waiting: number }> {
    const text = `SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'`
    const { rows } = await session.org.database.run({ text, values: [] })
    return { waiting: Number(rows[0]?.[0]) }
  }
})
