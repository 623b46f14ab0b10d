import { expect } from 'chai'
import type { ObjectModel } from '../../server/metadata/org-model.ts'
import type { IndexState } from '../../server/org/index-state.ts'
import { searchState } from '../../server/org/search-state.ts'
import type { Session } from '../../server/org/session.ts'
import type { FindNode, Query } from '../../server/records/query/query.ts'
import { recordMaker } from '../../server/records/read-records.ts'
import { findRows } from '../../server/records/search/find-rows.ts'
import { inTime } from '../../server/records/search/in-time.ts'
import { literal } from '../../server/records/search/parse-find.ts'
import { searchCondition } from '../../server/records/search/searched-objects.ts'
import { suggestWays } from '../../server/records/search/suggest-ways.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { insertRecords } from '../ui/visits.ts'

describe('suggestions', () => {
  let org: TestOrg
  let account: ObjectModel
  let state: IndexState

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    account = org.org.model.objects.get('account') as ObjectModel
    const names = ['Rustavi Precision', 'Precision of Gori', 'Kutaisi (Metal)', 'Gori Castings']
    await insertRecords(org, 'Account', ...names.map(Name => ({ Name })))
    state = await searchState(org.org)
  })

  after(() => org.dispose())

  const ask = async (session: Session, find: FindNode, more: Partial<Query> = {}) => {
    const query: Query = {
      from: 'Account',
      select: [{ kind: 'field', path: 'Name' }],
      where: searchCondition(state, account, find, 'NAME'),
      scope: 'live',
      limit: 10,
      ...more,
    }
    const { plan, rows } = await findRows(session, query)
    return rows.map(row => recordMaker(plan)(row)?.Name).sort()
  }
  const word = (text: string): FindNode => ({ op: 'nameWord', word: literal(text) })

  const FOUND: readonly {
    readonly find: FindNode
    readonly newest?: number
    readonly names: readonly string[]
  }[] = [
    { find: word('prec'), names: ['Precision of Gori', 'Rustavi Precision'] },
    { find: word('p'), names: ['Precision of Gori', 'Rustavi Precision'] },
    { find: word('METAL'), names: ['Kutaisi (Metal)'] },
    { find: word('ecision'), names: [] },
    { find: word('prec'), newest: 3, names: ['Precision of Gori'] },
    { find: word('rustavi'), newest: 3, names: [] },
    { find: { op: 'likeness', word: literal('presicion') }, names: [] },
    {
      find: { op: 'likeness', word: literal('presicion'), least: 0.3 },
      names: ['Precision of Gori', 'Rustavi Precision'],
    },
    { find: { op: 'likeness', word: literal('presicion'), least: 0.3 }, newest: 2, names: [] },
  ]
  for (const { find, newest, names } of FOUND) {
    it(`find ${names.join(' and ') || 'nothing'} for ${JSON.stringify(find)} among ${newest ?? 'all'}`, async () => {
      expect(await ask(org.session, find, newest ? { amongNewest: newest } : {})).to.deep.equal(names)
    })
  }

  it('refuse what is no number of records, whoever writes the query', async () => {
    const amongNewest = '1) t0; --' as unknown as number
    const refused = await ask(org.session, word('prec'), { amongNewest }).catch(
      (error: Error) => error.message,
    )
    expect(refused).to.include('whole numbers')
  })

  it('look through a sample of big tables before an index, and end in time', () => {
    const ways = (text: string, bytes: number) => {
      const sizes = new Map([[account.table, bytes]])
      return suggestWays({ ...state, sizes }, account, text, 5).map(
        ({ find: { op }, amongNewest, longest }) =>
          `${op}${amongNewest ? ` among ${amongNewest}` : ''}${longest ? ' in time' : ''}`,
      )
    }
    expect(ways('gori', 0)).to.deep.equal(['beginning', 'and', 'likeness'])
    expect(ways('g', 0)).to.deep.equal(['beginning', 'and'])
    expect(ways('gori', 1e9)).to.deep.equal([
      'beginning',
      'and among 1500',
      'and in time',
      'likeness among 400',
      'likeness in time',
    ])
    expect(ways('gori cast', 1e9).slice(-1)).to.deep.equal(['likeness among 400'])
    expect(ways('go', 1e9)).to.deep.equal(['beginning', 'and among 1500'])
    expect(ways('()', 1e9)).to.deep.equal(['beginning'])
  })

  it('give up on what takes too long, and leave the connection as it was', async () => {
    const sleep = async ({ transaction }: Session) => {
      await transaction?.connection.run({ text: 'SELECT pg_sleep(5)', values: [] })
      return ['too late']
    }
    expect(await inTime(org.session, 20, sleep)).to.deep.equal([])
    expect(await inTime(org.session, 5_000, session => ask(session, word('metal')))).to.deep.equal([
      'Kutaisi (Metal)',
    ])
    const { rows } = await org.org.database.run({ text: 'SHOW statement_timeout', values: [] })
    expect(rows).to.deep.equal([['0']])
  })
})
