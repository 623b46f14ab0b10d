import { expect } from 'chai'
import { makeId } from '../../server/kernel/ids.ts'
import { createSession } from '../../server/org/sessions.ts'
import { readMore } from '../../server/records/read.ts'
import { expectError } from '../support/test-client.ts'
import { createTestOrg } from '../support/test-org.ts'
import {
  type Attacker,
  blind,
  expectNoSecret,
  expectRefused,
  knownHoles,
  soql,
  WHO,
  type World,
} from './known-holes/world.ts'

/** Questions whose answer would tell whether a guess about what is hidden is right. */
const GUESSES: readonly {
  readonly given: string
  readonly ask: (guess: string) => string
  readonly right: string
  readonly wrong: string
}[] = [
  {
    given: 'a filter on a hidden field',
    ask: guess => `SELECT Id FROM vault__c WHERE pin__c = '${guess}'`,
    right: 'PIN-9876',
    wrong: 'PIN-0000',
  },
  {
    given: 'the same under an alias, and denied',
    ask: guess => `SELECT v.Id FROM vault__c v WHERE NOT v.pin__c != '${guess}'`,
    right: 'PIN-9876',
    wrong: 'PIN-0000',
  },
  {
    given: 'a count over hidden records',
    ask: guess => `SELECT COUNT() FROM vault__c WHERE serial__c = '${guess}'`,
    right: 'SERIAL-1',
    wrong: 'SERIAL-0',
  },
  {
    given: 'the name of a hidden parent',
    ask: guess => `SELECT Id FROM item__c WHERE vault__r.Name = '${guess}'`,
    right: 'Deep secret',
    wrong: 'Nothing',
  },
  {
    given: 'the beginning of it',
    ask: guess => `SELECT Id FROM item__c WHERE vault__r.Name LIKE '${guess}%'`,
    right: 'Deep',
    wrong: 'Shallow',
  },
  {
    given: 'a formula of a hidden parent over its hidden field',
    ask: guess => `SELECT Id FROM item__c WHERE vault__r.hint__c = '${guess}'`,
    right: 'PIN-9',
    wrong: 'PIN-0',
  },
  {
    given: 'a formula of a hidden parent, grouped and filtered',
    ask: guess =>
      `SELECT COUNT(Id) n FROM item__c GROUP BY vault__r.shout__c HAVING vault__r.shout__c = '${guess}'`,
    right: 'DEEP SECRET',
    wrong: 'NOTHING',
  },
  {
    given: 'a semi-join over hidden records',
    ask: guess =>
      `SELECT Id FROM item__c WHERE vault__c IN (SELECT Id FROM vault__c WHERE serial__c = '${guess}')`,
    right: 'SERIAL-1',
    wrong: 'SERIAL-0',
  },
  {
    given: 'an anti-join over hidden records',
    ask: guess =>
      `SELECT Id FROM item__c WHERE vault__c NOT IN (SELECT Id FROM vault__c WHERE code__c = '${guess}')`,
    right: 'CODE-1',
    wrong: 'CODE-0',
  },
  {
    given: 'child records over a hidden lookup',
    ask: guess =>
      `SELECT Id FROM vault__c WHERE Id IN (SELECT hidden__c FROM item__c WHERE Name = '${guess}')`,
    right: 'Public',
    wrong: 'Private',
  },
]

/** Questions that would show a hidden value where no filter names it. */
const SHOWS = [
  'SELECT MAX(serial__c) a, MIN(Name) b, COUNT(Id) n FROM vault__c',
  'SELECT vault__r.shout__c, COUNT(Id) n FROM item__c GROUP BY vault__r.shout__c',
  'SELECT vault__r.Name, vault__r.shout__c, vault__r.hint__c FROM item__c',
  'SELECT vault__c.vault__r.Name FROM item__c',
  'SELECT FIELDS(ALL) FROM item__c LIMIT 200',
  'SELECT FIELDS(ALL) FROM vault__c LIMIT 200',
  'SELECT (SELECT Name FROM items__r), (SELECT Name FROM boxes__r) FROM vault__c',
  'SELECT (SELECT Name FROM hidden_items__r) FROM vault__c',
  'SELECT hidden__r.Name FROM item__c',
  'SELECT Id FROM item__c ORDER BY hidden__r.Name',
  'SELECT TYPEOF vault__r WHEN vault__c THEN Name, pin__c END FROM item__c',
  'SELECT toLabel(pin__c), FORMAT(pin__c) FROM vault__c',
  'SELECT Name FROM vault__c ALL ROWS',
  'SELECT Name FROM vault__c WHERE IsDeleted = true ALL ROWS',
  'SELECT Id FROM _share',
  'SELECT id, xmin, ctid FROM vault__c',
  'SELECT Id FROM atelier.session',
]

describe('known holes, in reads', () => {
  let world: World
  let attacker: Attacker
  before(async function () {
    this.timeout(60_000)
    world = await knownHoles()
  })

  for (const who of WHO) {
    describe(who, () => {
      before(() => {
        attacker = world.attackers[who]
      })

      for (const { given, ask, right, wrong } of GUESSES) {
        it(`learns nothing by ${given}`, async () => {
          const hit = await attacker.get(soql(ask(right)))
          const miss = await attacker.get(soql(ask(wrong)))
          expect(blind(hit, right)).to.equal(blind(miss, wrong))
        })
      }

      for (const resource of ['query', 'queryAll']) {
        it(`is shown nothing by ${SHOWS.length} ways to ask ${resource}`, async () => {
          for (const question of SHOWS) {
            const { status, text } = await attacker.get(soql(question, resource))
            expect(status, text).to.be.oneOf([200, 400])
            expectNoSecret(text)
          }
        })
      }

      it('learns by no order of the rows what a hidden parent is called', async () => {
        const ids =
          "SELECT Name FROM item__c WHERE Name LIKE 'sort%' ORDER BY vault__r.Name, vault__r.shout__c, Name"
        const [one, other] = world.vaults
        const first = await world.server.create('item__c', { Name: 'sort a', vault__c: one })
        const second = await world.server.create('item__c', { Name: 'sort b', vault__c: other })
        const before = await attacker.query(ids)
        await world.server.patch(`sobjects/item__c/${first}`, { vault__c: other })
        await world.server.patch(`sobjects/item__c/${second}`, { vault__c: one })
        expect(await attacker.query(ids)).to.deep.equal(before)
        for (const id of [first, second]) await world.server.delete(`sobjects/item__c/${id}`)
      })

      it('does not find out by "mine" whose a record is whose owner is hidden', async () => {
        expectError(await attacker.get(soql('SELECT Id FROM box__c USING SCOPE mine')), 400, 'INVALID_FIELD')
      })

      it('finds no record by its id in whatever spelling, live or deleted', async () => {
        const [vault] = world.vaults
        const nowhere = makeId(vault.slice(0, 3), 2 ** 40)
        const spellings = (id: string) => [id, id.slice(0, 15), id.toLowerCase(), id.toUpperCase()]
        for (const [index, spelled] of spellings(nowhere).entries()) {
          for (const id of [vault, world.deleted]) {
            const hidden = spellings(id)[index] as string
            for (const path of ['', '?fields=Name']) {
              const answer = await attacker.get(`sobjects/vault__c/${hidden}${path}`)
              const none = await attacker.get(`sobjects/vault__c/${spelled}${path}`)
              expect(blind(answer, hidden)).to.equal(blind(none, spelled))
            }
            const many = await attacker.post('composite/sobjects/vault__c', {
              ids: [hidden],
              fields: ['Name'],
            })
            expect(many.text).to.equal('[null]')
            const history = await attacker.get(`/services/atelier/history/${hidden}`)
            const noHistory = await attacker.get(`/services/atelier/history/${spelled}`)
            expect(blind(history, hidden)).to.equal(blind(noHistory, spelled))
            expectRefused(history)
          }
        }
      })

      it('gets no file and no message of others by its id', async () => {
        const { server } = world
        const [vault] = world.vaults
        const account = await server.create('Account', { Name: 'Hidden account' })
        const found = [
          ['Attachment', { Name: 'a.txt', ParentId: account, Body: 'aGk=' }, '/Body'],
          ['ContentVersion', { Title: 'b.txt', PathOnClient: 'b.txt', VersionData: 'aGk=' }, '/VersionData'],
          ['EmailMessage', { Subject: 'c', TextBody: vault, Status: '0' }, ''],
        ] as const
        for (const [object, fields, body] of found) {
          const id = await server.create(object, fields)
          const answer = await attacker.get(`sobjects/${object}/${id}`)
          // Those from inside see accounts, and the files on them.
          const isOpen = object === 'Attachment' && who === 'a worker'
          expect(answer.status, `${object}: ${answer.text}`).to.equal(isOpen ? 200 : 404)
          const file = await attacker.get(`sobjects/${object}/${id}${body}`)
          expect(file.status, `${object}: ${file.text}`).to.equal(isOpen ? 200 : 404)
        }
      })

      it('learns no hidden name from a describe', async () => {
        for (const object of ['vault__c', 'item__c', 'box__c', 'Contact']) {
          const { text } = await attacker.get(`sobjects/${object}/describe`)
          expect(text).to.match(/"fields":\[/)
          expect(text).not.to.match(/pin__c|hidden__c|hidden_items|"Lead"|"Opportunity"/)
        }
        const box = await attacker.get('sobjects/box__c/describe')
        expect(box.text).not.to.match(/OwnerId|"mine"/)
      })

      it('is told no hidden name as what was meant', async () => {
        for (const query of [
          'SELECT pin_c FROM vault__c',
          'SELECT Id FROM Leads',
          'SELECT OwnerI FROM box__c',
        ]) {
          const answer = await attacker.get(soql(query))
          expectRefused(answer)
          expect(answer.text).not.to.match(/"hint":"[^"]*(pin__c|"Lead"|OwnerId)/)
        }
      })

      it('exports no more than it reads', async () => {
        const all = await attacker.get('/services/atelier/export?object=vault__c')
        const lines = all.text.trim().split('\n').slice(1)
        expect(lines).to.have.length((await attacker.query('SELECT Id FROM vault__c')).length)
        for (const line of lines) expect(line).to.include(attacker.id)
        expectNoSecret(all.text)
        const hidden = await attacker.get('/services/atelier/export?object=vault__c&fields=pin__c')
        const none = await attacker.get('/services/atelier/export?object=vault__c&fields=zin__c')
        expect(blind(hidden, 'pin__c')).to.equal(blind(none, 'zin__c'))
        expectRefused(hidden)
      })
    })
  }

  it('a cursor is of one user alone, and of the rights that the user has now', async () => {
    const { server, attackers } = world
    const worker = attackers['a worker']
    const leads = Array.from({ length: 250 }, (_, index) => ({ LastName: `Lead ${index}`, Company: 'x' }))
    expect((await server.post('/services/atelier/records/Lead', { records: leads })).status).to.equal(200)
    const [set] = await server.query("SELECT Id FROM PermissionSet WHERE Name = 'See_Accounts'")
    const given = { AssigneeId: worker.id, PermissionSetId: set?.Id }
    const assignment = await server.create('PermissionSetAssignment', given)
    const first = await worker.send('GET', soql('SELECT Id FROM Lead'), {
      headers: { 'Sforce-Query-Options': 'batchSize=200' },
    })
    const next = String(first.record.nextRecordsUrl)
    expect(next).to.match(/^\/services\/data\/v60\.0\/query\/01g/)
    expectError(await attackers['a partner'].get(next), 400, 'INVALID_QUERY_LOCATOR')
    expect((await worker.get(next)).record.records).to.have.length(50)
    await server.delete(`sobjects/PermissionSetAssignment/${assignment}`)
    expectError(await worker.get(next), 400, 'INVALID_TYPE')
  })

  it('a token and a cursor of one org are nothing in another', async function () {
    this.timeout(60_000)
    const { server } = world
    const other = await createTestOrg('metadata')
    try {
      const { token } = await createSession(other.org, other.session.principal.userId)
      const forged = `${server.app.org.id}${token.slice(token.indexOf('!'))}`
      for (const one of [token, forged, `${server.app.org.id}!`, '', 'x!y'])
        expectError(await server.send('GET', 'sobjects', { token: one }), 401, 'INVALID_SESSION_ID')
      const page = await server.send('GET', soql('SELECT Id FROM Lead'), {
        headers: { 'Sforce-Query-Options': 'batchSize=200' },
      })
      const locator = String(page.record.nextRecordsUrl).split('/').at(-1) as string
      const code = await readMore(other.session, locator, { version: '60.0' }).catch(error => error.code)
      expect(code).to.equal('INVALID_QUERY_LOCATOR')
    } finally {
      await other.dispose()
    }
  })
})
