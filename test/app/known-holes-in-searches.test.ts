import { expect } from 'chai'
import { type Attacker, blind, expectNoSecret, knownHoles, WHO, type World } from './known-holes/world.ts'

/** Searches whose answer would tell whether a guess about what is hidden is right. */
const GUESSES: readonly {
  readonly given: string
  readonly path: string
  readonly right: string
  readonly wrong: string
}[] = [
  { given: 'a word of a hidden field', path: 'FIND {?}', right: 'PIN-9876', wrong: 'PIN-0000' },
  { given: 'the beginning of it', path: 'FIND {?*} RETURNING vault__c(Id)', right: 'PIN', wrong: 'PON' },
  { given: 'a part of it', path: 'FIND {PI?*6} RETURNING vault__c', right: 'N 987', wrong: 'N 000' },
  { given: 'a phrase of it', path: 'FIND {"?"} IN ALL FIELDS', right: 'PIN 9876', wrong: 'PIN 0000' },
  {
    given: 'what is left without it',
    path: 'FIND {of AND NOT ?} RETURNING vault__c(Name)',
    right: '9876',
    wrong: '7777',
  },
  {
    given: 'either of two words',
    path: 'FIND {of AND (worker OR partner OR customer OR ?)} RETURNING vault__c(Name) LIMIT 1',
    right: '9876',
    wrong: '7777',
  },
  { given: 'a word of a hidden record', path: 'FIND {?}', right: 'SERIAL-1', wrong: 'SERIAL-0' },
  { given: 'the name of one', path: 'FIND {?} IN NAME FIELDS', right: 'Deep', wrong: 'Shallow' },
  { given: 'the name of one, misspelled', path: 'FIND {?}', right: 'Secrett', wrong: 'Nothingg' },
  {
    given: 'the filter of a search',
    path: "FIND {of} RETURNING vault__c(Id WHERE pin__c = '?')",
    right: 'PIN-9876',
    wrong: 'PIN-0000',
  },
]

describe('known holes, in searches', () => {
  let world: World
  let attacker: Attacker
  before(async function () {
    this.timeout(60_000)
    world = await knownHoles()
    // A hidden field of a record that each of them sees.
    for (const who of WHO) {
      const { vault } = world.attackers[who]
      await world.server.patch(`sobjects/vault__c/${vault}`, { pin__c: 'PIN-9876' })
    }
  })

  for (const who of WHO) {
    describe(who, () => {
      before(() => {
        attacker = world.attackers[who]
      })

      const search = (text: string) => attacker.get(`search?q=${encodeURIComponent(text)}`)

      it('finds what is there to be found', async () => {
        const { text } = await search('FIND {of} RETURNING vault__c(Name)')
        expect(text).to.include(attacker.vault)
        expectNoSecret(text)
      })

      for (const { given, path, right, wrong } of GUESSES) {
        it(`learns nothing by ${given}`, async () => {
          const [hit, miss] = [await search(path.replace('?', right)), await search(path.replace('?', wrong))]
          expect(blind(hit, right)).to.equal(blind(miss, wrong))
          expectNoSecret(hit.text, [right])
        })
      }

      it('is suggested nothing while typing', async () => {
        for (const typed of ['De', 'Deep', 'secret', 'Depe secret', 'PIN', 'SERIAL']) {
          const { status, text } = await attacker.get(
            `search/suggestions?q=${typed}&sobject=vault__c,item__c`,
          )
          expect(status, text).to.equal(200)
          expect(text).not.to.include('vault__c/')
        }
      })
    })
  }
})
