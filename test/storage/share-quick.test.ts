import { expect } from 'chai'
import { openDatabase } from '../../server/storage/database.ts'
import type { QuickLane } from '../../server/storage/quick-lane.ts'
import { shareQuick } from '../../server/storage/share-quick.ts'
import type { RawResult, Statement } from '../../server/storage/statement.ts'
import { testDatabase } from '../support/test-database.ts'

describe('statements share connections', () => {
  const NOTHING: RawResult = { rows: [], rowCount: 0 }

  /** Where statements went, with a lane that has room as it is said. */
  const watch = (room = { isThere: true }, takes = async () => NOTHING) => {
    const ways: string[] = []
    const lane: QuickLane = {
      run: () => takes().finally(() => ways.push('lane')),
      hasRoom: () => room.isThere,
      close: async () => undefined,
    }
    const run = shareQuick(lane, () => takes().finally(() => ways.push('alone')))
    const times = async (count: number, statement: Statement, longest = 60_000) => {
      ways.length = 0
      for (let done = 0; done < count; done++) await run(statement, longest).catch(() => undefined)
      return new Set(ways)
    }
    return times
  }
  const list: Statement = { name: 'list', text: 'SELECT 1', values: [] }

  for (const { given, statement, before, after } of [
    { given: 'is quick', statement: { ...list, isQuick: true }, before: 'lane', after: 'lane' },
    { given: 'has no values', statement: list, before: 'alone', after: 'lane' },
    { given: 'has values', statement: { ...list, values: [1] }, before: 'alone', after: 'alone' },
    { given: 'has no name', statement: { text: 'SELECT 1', values: [] }, before: 'alone', after: 'alone' },
  ]) {
    it(`where one ${given}: at first ${before}, when it was fast twenty times ${after}`, async () => {
      const times = watch()
      expect([...(await times(20, statement))]).to.deep.equal([before])
      expect([...(await times(5, statement))]).to.deep.equal([after])
    })
  }

  it('no more after one that was slow', async () => {
    const pace = { milliseconds: 0 }
    const times = watch(undefined, async () => {
      await new Promise(resolve => setTimeout(resolve, pace.milliseconds))
      return NOTHING
    })
    await times(20, list)
    pace.milliseconds = 40
    expect([...(await times(1, list))]).to.deep.equal(['lane'])
    expect([...(await times(1, list))]).to.deep.equal(['alone'])
  })

  it('no more where the lane has no room, or where a short time is given', async () => {
    const room = { isThere: true }
    const times = watch(room)
    await times(20, list)
    room.isThere = false
    expect([...(await times(1, list))]).to.deep.equal(['alone'])
    room.isThere = true
    expect([...(await times(1, list, 500))]).to.deep.equal(['alone'])
    expect([...(await times(1, list))]).to.deep.equal(['lane'])
  })

  it('of PostgreSQL itself, with the same answers', async () => {
    const { url } = await testDatabase()
    const database = await openDatabase({ databaseUrl: url, dataDir: '' })
    const own: Statement = { name: 'own_pid', text: 'SELECT pg_backend_pid(), 7', values: [] }
    try {
      for (let done = 0; done < 20; done++) await database.run(own)
      const found = await Promise.all(Array.from({ length: 40 }, () => database.run(own)))
      expect(found.map(({ rows }) => rows[0]?.[1])).to.deep.equal(found.map(() => '7'))
      const { rows } = await database.run({ text: 'SELECT 1', values: [], name: 'one', isQuick: true })
      expect(rows).to.deep.equal([['1']])
    } finally {
      await database.close()
    }
  })
})
