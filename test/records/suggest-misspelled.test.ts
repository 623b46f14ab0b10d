import { expect } from 'chai'
import sql, { raw } from 'sql-template-tag'
import { type Access, fullAccess } from '../../server/access/access.ts'
import { makeId } from '../../server/kernel/ids.ts'
import type { ObjectModel } from '../../server/metadata/org-model.ts'
import { buildIndexes } from '../../server/org/build-indexes.ts'
import { type SearchState, searchState } from '../../server/org/search-state.ts'
import { meantBy } from '../../server/records/search/spellings.ts'
import { suggestRecords } from '../../server/records/search/suggest-records.ts'
import { suggestWays } from '../../server/records/search/suggest-ways.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const COMMON = new Map([
  ['precision', 0.05],
  ['works', 0.3],
  ['ჩარხი', 0.1],
  ['gears', 0.001],
])

describe('a misspelled word', () => {
  const meant: readonly (readonly [string, string, readonly string[]])[] = [
    ['precision', 'typed', ['precision']],
    ['preci', 'typed', ['preci']],
    ['wor', 'typed', ['wor']],
    ['x1234', 'typed', ['x1234']],
    ['a'.repeat(33), 'typed', ['a'.repeat(33)]],
    ['presicion', 'common', ['precision']],
    ['precsiion', 'common', ['precision']],
    ['presis', 'common', ['precision']],
    ['wroks', 'common', ['works']],
    ['wroksss', 'spelled', ['wroksss', 'worksss', 'wroksჩss']],
    ['worms', 'common', ['works']],
    ['bialy', 'spelled', ['bialy', 'bial', 'biay', 'biayl', 'bialys']],
    ['ჩახრი', 'common', ['ჩარხი']],
  ]
  for (const [typed, kind, words] of meant) {
    it(`"${typed}" means ${words.join(', ')}: ${kind}`, () => {
      const found = meantBy(typed, COMMON)
      expect(found.kind).to.equal(kind)
      if (kind === 'spelled') expect(found.words).to.include.members([...words])
      else expect(found.words).to.deep.equal(words)
    })
  }
})

const ROWS = 9_000
const FILES = {
  'objects/maker__c/object.json': {
    ...{ label: 'Maker', pluralLabel: 'Makers', enableSearch: true },
    nameField: { label: 'Name', type: 'Text' },
  },
  'objects/maker__c/fields/pad__c.json': { label: 'Pad', type: 'TextArea' },
}
/** The oldest, so that the newest tell nothing of them. */
const RARE = [
  'Kachosamar Works',
  'Kachosamar Secret',
  'Białystok Tools',
  'Precision Kutaisi',
  'Zuvitulin Precision',
]
const KINDS = ['Precision', 'Castings', 'Electronics', 'Łódź', 'Works']

/** Sees nothing that is called secret. */
const narrow: Access = {
  ...fullAccess,
  key: 'narrow',
  rows: (_object, alias) => sql`${raw(alias)}."name" NOT LIKE ${'%Secret'}`,
}

describe('suggestions of a big table', () => {
  let org: TestOrg
  let maker: ObjectModel
  let state: SearchState

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg(sourceFiles(FILES))
    maker = org.org.model.objects.get('maker__c') as ObjectModel
    const names = Array.from({ length: ROWS }, (_, n) => RARE[n] ?? `Part${n} ${KINDS[n % KINDS.length]} LLC`)
    const ids = names.map((_, n) => makeId(maker.keyPrefix, n + 1))
    await org.org.database.run({
      text: `INSERT INTO "${org.org.schema}".maker__c (id, name, pad__c, ownerid, createdbyid, lastmodifiedbyid, createddate, lastmodifieddate, systemmodstamp)
        SELECT id, name, repeat('x', 1000), $3, $3, $3, now(), now(), now() FROM unnest($1::text[], $2::text[]) AS u(id, name)`,
      values: [ids, names, org.session.principal.userId],
    })
    await buildIndexes(org.org)
    state = await searchState(org.org)
  })
  after(() => org.dispose())

  /** In a transaction, where no look is cut off, however busy the machine is. */
  const suggested = async (text: string, access: Access = fullAccess): Promise<readonly string[]> => {
    const found = await org.org.database.withConnection(connection => {
      const transaction = { connection, depth: 0, now: new Date(), afterCommit: [], hookState: new Map() }
      return suggestRecords({ ...org.session, access, transaction }, { objects: ['maker__c'], text })
    })
    return found.map(({ name = '' }) => name).sort()
  }

  it('know which words are common', () => {
    const common = state.commonWords?.get('maker__c')
    expect([...(common?.keys() ?? [])].sort().join()).to.equal(
      'castings,electronics,kachosamar,llc,lodz,precision,works',
    )
    expect(common?.get('precision')).to.be.closeTo(0.2, 0.01)
  })

  const found: readonly (readonly [string, readonly string[]])[] = [
    ['kachosamar', ['Kachosamar Secret', 'Kachosamar Works']],
    ['tools', ['Białystok Tools']],
    ['kutaisi prec', ['Precision Kutaisi']],
    ['kachosmar', ['Kachosamar Secret', 'Kachosamar Works']],
    ['kacohsamar', ['Kachosamar Secret', 'Kachosamar Works']],
    ['kachosamar wroks', ['Kachosamar Works']],
    ['wroks kachosmar', ['Kachosamar Works']],
    ['precision zuvitluin', ['Zuvitulin Precision']],
    ['bialystok', ['Białystok Tools']],
    ['BIAŁYSTOK', ['Białystok Tools']],
    ['bialystk', ['Białystok Tools']],
    ['kachosmar zuvitluin', []],
    ['bialystk kutiasi zuvitluin', []],
    ['qqqqq', []],
    ['12345678', []],
  ]
  for (const [text, names] of found) {
    it(`are ${names.join(' and ') || 'nothing'} for "${text}"`, async () => {
      expect(await suggested(text)).to.deep.equal(names)
    })
  }

  const COMMON_NAMES: readonly (readonly [string, RegExp])[] = [
    ['presicion', /^Part8[5-9]\d\d Precision LLC$/],
    ['lodz', /^Part8[5-9]\d\d Łódź LLC$/],
  ]
  for (const [text, name] of COMMON_NAMES) {
    it(`are the newest with a common word that was meant by "${text}"`, async () => {
      const names = await suggested(text)
      expect(names).to.have.length(5)
      for (const one of names) expect(one).to.match(name)
    })
  }

  it('are records that may be seen, and no others', async () => {
    expect(await suggested('kachosmar', narrow)).to.deep.equal(['Kachosamar Works'])
    expect(await suggested('kachosmar secert', narrow)).to.deep.equal([])
    expect(await suggested('kachosmar secert')).to.deep.equal(['Kachosamar Secret'])
  })

  it('are looked for by what is known of the words', () => {
    const ways = (text: string) =>
      suggestWays(state, maker, text, 5).map(
        ({ find, amongNewest, longest, forgives }) =>
          `${find.op}${amongNewest ? ` among ${amongNewest}` : ''}${longest ? ' in time' : ''}${forgives ? ', forgiving' : ''}`,
      )
    const plain = ['beginning', 'and among 1500', 'and in time']
    expect(ways('precision')).to.deep.equal(plain)
    expect(ways('presicion')).to.deep.equal([...plain, 'and among 1500, forgiving'])
    expect(ways('kachosmar')).to.deep.equal([...plain, 'and in time, forgiving'])
    expect(ways('kachosmar precision')).to.deep.equal([...plain, 'and in time, forgiving'])
    expect(ways('bialystk kutiasi zuvitluin')).to.deep.equal(plain)
  })

  it('are asked of all objects in one statement, as far as they are found at once', async () => {
    await suggested('part8')
    const { statements } = await org.countStatements(() => suggested('part8'))
    expect(statements).to.have.length(1)
  })
})
