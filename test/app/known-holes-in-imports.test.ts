import { expect } from 'chai'
import { type Attacker, asText, expectNoSecret, knownHoles, WHO, type World } from './known-holes/world.ts'

/** Columns of a hidden field and of none, which must be told the same way. */
const COLUMNS = [
  ['vault__c', 'pin__c', 'zin__c'],
  ['vault__c', 'Pin', 'Zin'],
  ['item__c', 'vault__r.pin__c', 'vault__r.zin__c'],
  ['item__c', 'hidden__r.Name', 'none__r.Name'],
  ['item__c', 'hidden__c', 'none__c'],
] as const

describe('known holes, in imports', () => {
  let world: World
  let attacker: Attacker
  let files = 0
  before(async function () {
    this.timeout(60_000)
    world = await knownHoles()
  })

  /** What is said of the import of a file, without how long it took. */
  async function load(query: string, file: string): Promise<string> {
    const options = asText(file, { 'content-type': 'text/csv' })
    const answer = await attacker.send('POST', `/services/atelier/import?${query}`, options)
    return answer.text.replace(/"milliseconds":\d+/, '')
  }

  function mapping(field: string): string {
    return encodeURIComponent(JSON.stringify({ object: 'vault__c', columns: [{ column: 'Name', field }] }))
  }

  for (const who of WHO) {
    for (const way of ['', '&dryRun=true']) {
      describe(`${who}${way && ' who rehearses'}`, () => {
        before(() => {
          attacker = world.attackers[who]
        })

        for (const guess of ['Deep secret', 'SERIAL-1', 'CODE-1', 'its id']) {
          it(`finds no hidden parent by ${guess}`, async () => {
            const text = guess === 'its id' ? world.vaults[0] : guess
            const found = await load(`object=item__c${way}`, `Name,vault__c\nrow,${text}\n`)
            expect(found).to.include('"rejected":1').and.include('"created":0')
            const none = await load(`object=item__c${way}`, `Name,vault__c\nrow,Nowhere\n`)
            if (guess !== 'its id')
              expect(found.replaceAll(text, '?')).to.equal(none.replaceAll('Nowhere', '?'))
          })
        }

        it('updates no hidden record by its key, and is not told which one has it', async () => {
          const file = 'Name,serial__c\nrow,SERIAL-1\n'
          const taken = await load(`object=vault__c&upsert=serial__c${way}`, file)
          expect(taken).to.include('<unknown>').and.include('"rejected":1')
          expect(taken).not.to.include(world.vaults[0].slice(0, 15))
        })

        for (const [object, hidden, none] of COLUMNS) {
          it(`is told of a column ${hidden} what it is told of ${none}`, async () => {
            const row = `row ${++files}`
            const one = await load(`object=${object}${way}`, `Name,${hidden}\n${row},1\n`)
            const other = await load(`object=${object}${way}`, `Name,${none}\n${row},1\n`)
            expect(one.replaceAll(hidden, '?')).to.equal(other.replaceAll(none, '?'))
            expectNoSecret(one)
          })
        }

        it('maps and finds by no field that is hidden', async () => {
          const hidden = await load(`object=vault__c&mapping=${mapping('pin__c')}${way}`, 'Name\nrow\n')
          const none = await load(`object=vault__c&mapping=${mapping('zin__c')}${way}`, 'Name\nrow\n')
          expect(hidden.replaceAll('pin__c', '?')).to.equal(none.replaceAll('zin__c', '?'))
          const key = await load(`object=vault__c&upsert=pin__c${way}`, 'Name\nrow\n')
          const noKey = await load(`object=vault__c&upsert=zin__c${way}`, 'Name\nrow\n')
          expect(key.replaceAll('pin__c', '?')).to.equal(noKey.replaceAll('zin__c', '?'))
        })
      })
    }
  }

  it('the same file is a file of their own for all who do not see what the others made of it', async () => {
    for (const who of WHO) {
      attacker = world.attackers[who]
      expect(await load('object=vault__c', 'Name,code__c\none row,same file\n'), who).to.include(
        '"created":1',
      )
    }
  })
})
