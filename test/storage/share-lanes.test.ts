import { expect } from 'chai'
import pg from 'pg'
import { type Database, openDatabase } from '../../server/storage/database.ts'
import { DatabaseError } from '../../server/storage/pg-errors.ts'
import type { QuickLane } from '../../server/storage/quick-lane.ts'
import { shareLanes } from '../../server/storage/share-lanes.ts'
import type { RawResult, Statement } from '../../server/storage/statement.ts'
import { testDatabase } from '../support/test-database.ts'

const NOTHING: RawResult = { rows: [], rowCount: 0 }
const LIST: Statement = { name: 'list', text: 'SELECT 1', values: [] }

/** Where statements go, when the lane of proven ones is as it is said, by a clock that goes on while they run only. */
function watchLanes(lane = { hasRoom: true, takes: 0, fails: undefined as Error | undefined }) {
  const ways: string[] = []
  let now = 0
  const laneOf = (way: string): QuickLane => ({
    run: async () => {
      ways.push(way)
      now += lane.takes
      if (lane.fails) throw lane.fails
      return NOTHING
    },
    hasRoom: () => lane.hasRoom,
    close: async () => undefined,
  })
  const alone = async (): Promise<RawResult> => {
    ways.push('alone')
    return NOTHING
  }
  const run = shareLanes({ quick: laneOf('quick'), proven: laneOf('proven') }, alone, () => now)
  const times = async (count: number, statement = LIST, longest = 60_000): Promise<readonly string[]> => {
    ways.length = 0
    for (let done = 0; done < count; done++) await run(statement, longest).catch(() => ways.push('failed'))
    return [...new Set(ways)]
  }
  return { times, lane }
}

describe('statements share connections', () => {
  for (const { given, statement, before, after } of [
    { given: 'is quick', statement: { ...LIST, isQuick: true }, before: 'quick', after: 'quick' },
    { given: 'is bounded', statement: { ...LIST, isBounded: true }, before: 'proven', after: 'proven' },
    { given: 'has no values', statement: LIST, before: 'alone', after: 'proven' },
    { given: 'has values', statement: { ...LIST, values: [1] }, before: 'alone', after: 'alone' },
    { given: 'has no name', statement: { text: 'SELECT 1', values: [] }, before: 'alone', after: 'alone' },
    { given: 'locks', statement: { ...LIST, text: 'SELECT 1 FOR UPDATE' }, before: 'alone', after: 'alone' },
    { given: 'writes', statement: { ...LIST, text: 'DELETE FROM t' }, before: 'alone', after: 'alone' },
  ]) {
    it(`where one ${given}: at first ${before}, when it was fast twenty times ${after}`, async () => {
      const { times } = watchLanes()
      expect(await times(20, statement)).to.deep.equal([before])
      expect(await times(5, statement)).to.deep.equal([after])
    })
  }

  it('no more after one that was slow', async () => {
    const { times, lane } = watchLanes()
    await times(20)
    lane.takes = 40
    expect(await times(1)).to.deep.equal(['proven'])
    expect(await times(1)).to.deep.equal(['alone'])
  })

  it('where one is given up, it is run again alone, and stays there', async () => {
    const { times, lane } = watchLanes()
    await times(20)
    lane.takes = 40
    lane.fails = new DatabaseError('QUERY_TIMEOUT', 'Too long.', new Error())
    expect(await times(1)).to.deep.equal(['proven', 'alone'])
    expect(await times(1)).to.deep.equal(['alone'])
  })

  it('not even where one is bounded, when it was given up', async () => {
    const { times, lane } = watchLanes()
    const bounded = { ...LIST, isBounded: true }
    lane.fails = new DatabaseError('QUERY_TIMEOUT', 'Too long.', new Error())
    expect(await times(1, bounded)).to.deep.equal(['proven', 'alone'])
    lane.fails = undefined
    expect(await times(1, bounded)).to.deep.equal(['alone'])
  })

  it('and fail as they would alone', async () => {
    const { times, lane } = watchLanes()
    await times(20)
    lane.fails = new DatabaseError('UNKNOWN_EXCEPTION', 'No such table.', new Error())
    expect(await times(1)).to.deep.equal(['proven', 'failed'])
  })

  it('no more where there is no room, or where a short time is given', async () => {
    const { times, lane } = watchLanes()
    await times(20)
    lane.hasRoom = false
    expect(await times(1)).to.deep.equal(['alone'])
    lane.hasRoom = true
    expect(await times(1, LIST, 100)).to.deep.equal(['alone'])
    expect(await times(1)).to.deep.equal(['proven'])
  })

  describe('of PostgreSQL itself', () => {
    let url: string
    let database: Database
    const read: Statement = { name: 'read_locked', text: 'SELECT label FROM lane_test', values: [] }

    before(async () => {
      url = (await testDatabase()).url
      database = await openDatabase({ databaseUrl: url, dataDir: '' })
      await database.run({ text: `CREATE TABLE lane_test AS SELECT 'one' AS label`, values: [] })
      for (let done = 0; done < 20; done++) await database.run(read)
    })
    after(async () => {
      await database.run({ text: 'DROP TABLE IF EXISTS lane_test', values: [] })
      await database.close()
    })

    it('with the same answers', async () => {
      const found = await Promise.all(Array.from({ length: 40 }, () => database.run(read)))
      expect(found.map(({ rows }) => rows)).to.deep.equal(found.map(() => [['one']]))
    })

    it('a table that is locked holds up nobody else, and is waited for as long as ever', async () => {
      const other = new pg.Client(url)
      await other.connect()
      try {
        await other.query('BEGIN; LOCK TABLE lane_test')
        const held = Array.from({ length: 4 }, () => database.run(read))
        const quick = { name: 'quick_one', text: 'SELECT $1::int', values: [7], isQuick: true }
        // It is answered while the table is still locked.
        expect((await database.run(quick)).rows).to.deep.equal([['7']])
        await new Promise(resolve => setTimeout(resolve, 1_000))
        await other.query('COMMIT')
        expect((await Promise.all(held)).map(({ rows }) => rows)).to.deep.equal(held.map(() => [['one']]))
      } finally {
        await other.end()
      }
    })
  })
})
