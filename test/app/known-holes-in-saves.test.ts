import { expect } from 'chai'
import { expectError, type Fields } from '../support/test-client.ts'
import {
  type Attacker,
  asText,
  blind,
  expectRefused,
  knownHoles,
  soql,
  WHO,
  type World,
} from './known-holes/world.ts'

/** What nobody sets of a record, each as a field and as the relationship that stands for it. */
const MASS_ASSIGNED: readonly Fields[] = [
  { CreatedDate: '2020-01-01T00:00:00Z' },
  { LastModifiedDate: '2020-01-01T00:00:00Z' },
  { SystemModstamp: '2020-01-01T00:00:00Z' },
  { IsDeleted: true },
  { CreatedById: '{user}' },
  { CreatedBy: { Id: '{user}' } },
  { CreatedBy: null },
  { LastModifiedById: '{user}' },
  { LastModifiedBy: { Id: '{user}' } },
  { OWNERID: '{admin}' },
  { Owner: { Id: '{admin}' } },
  { Owner: null },
  { vault__c: '{vault}' },
  { vault__r: { serial__c: '{serial}' } },
  { vault__r: null },
]

/** Fields of the own User record that say what the user may do. */
const PROMOTIONS: readonly Fields[] = [
  { ProfileId: '{profile}' },
  { Profile: { Name: 'System Administrator' } },
  { Profile: { Id: '{profile}' } },
  { UserRoleId: null },
  { UserRole: null },
  { IsActive: false },
  { Username: 'admin2@atelier.local' },
  { Email: 'admin@atelier.local' },
  { ContactId: null },
  { Contact: null },
  { ManagerId: '{user}' },
  { FederationIdentifier: 'somebody' },
  { Phone: '1', profileid: '{profile}' },
]

/** Values that other engines take for operators. */
const OPERATORS: readonly unknown[] = [
  { $ne: null },
  { $gt: '' },
  { '==': [1, 1] },
  { var: 'Name' },
  { toString: 'x' },
  { length: 1 },
  ['x'],
  [['x']],
]

/** Names that are there in every object of JavaScript. */
const PROTOTYPES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']

describe('known holes, in saves', () => {
  let world: World
  let attacker: Attacker
  before(async function () {
    this.timeout(60_000)
    world = await knownHoles()
  })

  function filled(fields: Fields): Fields {
    const { app } = world.server
    const words: Readonly<Record<string, string | undefined>> = {
      user: attacker.id,
      admin: app.administrator.userId,
      vault: attacker.vault,
      profile: app.org.model.profiles.get('system_administrator')?.id,
      serial: attacker.serial,
    }
    return JSON.parse(JSON.stringify(fields).replace(/\{(\w+)\}/g, (_, word) => words[word] ?? word))
  }

  const stored = (object: string, id: string): Promise<readonly Fields[]> =>
    world.server.query(`SELECT FIELDS(ALL) FROM ${object} WHERE Id = '${id}' LIMIT 1`)

  for (const who of WHO) {
    describe(who, () => {
      before(() => {
        attacker = world.attackers[who]
      })

      for (const fields of MASS_ASSIGNED) {
        it(`does not set ${JSON.stringify(fields)}`, async () => {
          const before = await stored('box__c', attacker.box)
          expectRefused(await attacker.patch(`sobjects/box__c/${attacker.box}`, filled(fields)))
          expect(await stored('box__c', attacker.box)).to.deep.equal(before)
          if (Object.values(fields)[0] !== null)
            expectRefused(await attacker.post('sobjects/box__c', { Name: 'x', ...filled(fields) }))
        })
      }

      it('leaves no record without an owner, and gives away only its own', async () => {
        for (const fields of [{ OwnerId: null }, { Owner: null }, { OwnerId: world.vaults[0] }])
          expectRefused(await attacker.patch(`sobjects/item__c/${attacker.item}`, fields))
        for (const fields of [{ OwnerId: attacker.id }, { Owner: { Id: attacker.id } }])
          expectRefused(await attacker.patch(`sobjects/item__c/${world.item}`, fields))
      })

      it('sees in a hidden lookup of a save a field that is not there', async () => {
        const { item } = attacker
        for (const value of [{ serial__c: 'SERIAL-1' }, { serial__c: 'none' }, { pin__c: '1' }, null, 'x']) {
          const hidden = await attacker.patch(`sobjects/item__c/${item}`, { hidden__r: value })
          const none = await attacker.patch(`sobjects/item__c/${item}`, { nowhere__r: value })
          expect(blind(hidden, 'hidden__r')).to.equal(blind(none, 'nowhere__r'))
          expectRefused(hidden)
        }
        expectRefused(await attacker.patch(`sobjects/item__c/${world.item}`, { hidden__r: null }))
        expect((await stored('item__c', world.item))[0]?.hidden__c).to.equal(world.vaults[0])
      })

      for (const fields of PROMOTIONS) {
        it(`is not promoted by ${JSON.stringify(fields)}`, async () => {
          const before = await stored('User', attacker.id)
          expectRefused(await attacker.patch(`sobjects/User/${attacker.id}`, filled(fields)))
          const records = [{ attributes: { type: 'User' }, Id: attacker.id, ...filled(fields) }]
          const [result] = (await attacker.send('PATCH', 'composite/sobjects', { body: { records } })).results
          expect(result?.success).to.equal(false)
          expect(await stored('User', attacker.id)).to.deep.equal(before)
        })
      }

      it('gives nobody a permission set, a group or an account of its own', async () => {
        const [set] = await world.server.query('SELECT Id FROM PermissionSet LIMIT 1')
        const [group] = await world.server.query('SELECT Id FROM Group LIMIT 1')
        for (const [object, fields] of [
          ['PermissionSetAssignment', { AssigneeId: attacker.id, PermissionSetId: set?.Id }],
          ['GroupMember', { UserOrGroupId: attacker.id, GroupId: group?.Id ?? attacker.id }],
          ['User', { LastName: 'x', Username: 'x@y.z', ProfileId: filled({ p: '{profile}' }).p }],
          ['Profile', { Name: 'x' }],
        ] as const)
          expectRefused(await attacker.post(`sobjects/${object}`, fields))
      })

      it('changes, deletes and refers to no hidden record, as if it were not there', async () => {
        const [vault] = world.vaults
        const none = `${vault.slice(0, 11)}zzzz`
        for (const id of [vault, vault.slice(0, 15), world.deleted]) {
          const path = `sobjects/vault__c/`
          const patched = await attacker.patch(path + id, { Name: 'mine' })
          expect(blind(patched, id)).to.equal(
            blind(await attacker.patch(path + none, { Name: 'mine' }), none),
          )
          expect(blind(await attacker.delete(path + id), id)).to.equal(
            blind(await attacker.delete(path + none), none),
          )
          const named = await attacker.post('sobjects/item__c', { Name: 'x', vault__c: id })
          const unnamed = await attacker.post('sobjects/item__c', { Name: 'x', vault__c: none })
          expect(named.status).to.equal(400)
          expect(named.errors[0]?.errorCode).to.equal(unnamed.errors[0]?.errorCode)
        }
        for (const serial of ['SERIAL-1', 'SERIAL-0']) {
          const answer = await attacker.post('sobjects/item__c', {
            Name: 'x',
            vault__r: { serial__c: serial },
          })
          expect(blind(answer, serial)).to.match(/^400 .*\? not found for field serial__c/)
        }
        expect(await stored('vault__c', vault)).to.have.nested.property('[0].Name', 'Deep secret')
      })

      it('finds by an upsert no hidden record, whatever key it has', async () => {
        const path = 'sobjects/vault__c/code__c'
        const [hidden, none] = [
          await attacker.patch(`${path}/CODE-1`, { Name: 'found' }),
          await attacker.patch(`${path}/CODE-${attacker.id.slice(9)}`, { Name: 'found' }),
        ]
        expect([hidden.status, none.status], hidden.text).to.deep.equal([201, 201])
        for (const { record } of [hidden, none]) await attacker.delete(`sobjects/vault__c/${record.id}`)
        const records = [{ attributes: { type: 'vault__c' }, code__c: 'CODE-1', Name: 'found' }]
        const many = await attacker.send('PATCH', 'composite/sobjects/vault__c/code__c', {
          body: { records },
        })
        expect(many.results[0]?.created, many.text).to.equal(true)
        await attacker.delete(`sobjects/vault__c/${many.results[0]?.id}`)
      })

      it('learns of a value that must be unique that it is taken, and not by which record', async () => {
        const answers = [
          await attacker.post('sobjects/vault__c', { Name: 'x', serial__c: 'SERIAL-1' }),
          await attacker.patch('sobjects/vault__c/serial__c/SERIAL-1', { Name: 'x' }),
          await attacker.patch(`sobjects/vault__c/${attacker.vault}`, { serial__c: 'SERIAL-1' }),
        ]
        for (const answer of answers) {
          expectError(answer, 400, 'DUPLICATE_VALUE')
          expect(answer.text).to.include('<unknown>').and.not.to.include(world.vaults[0].slice(0, 15))
        }
      })

      it('saves an object in the place of a value nowhere', async () => {
        for (const value of OPERATORS) {
          for (const field of ['Name', 'kind__c', 'vault__c', 'OwnerId', 'Id'])
            expectRefused(await attacker.post('sobjects/item__c', { Name: 'x', [field]: value }))
        }
      })

      it('reaches nothing by names that every object of JavaScript has', async () => {
        for (const name of PROTOTYPES) {
          const answers = [
            await attacker.send(
              'POST',
              'sobjects/vault__c',
              asText(`{"Name":"x","${name}":{"IsDeleted":true}}`),
            ),
            await attacker.send(
              'POST',
              'sobjects/vault__c',
              asText(`{"Name":"x","RecordType":{"${name}":"Small"}}`),
            ),
            await attacker.send(
              'POST',
              'sobjects/item__c',
              asText(`{"Name":"x","vault__r":{"${name}":"x"}}`),
            ),
            await attacker.send(
              'POST',
              'composite/sobjects',
              asText(`{"records":[{"attributes":{"type":"${name}"}}]}`),
            ),
            await attacker.get(`sobjects/${name}`),
            await attacker.get(`sobjects/vault__c/${name}/x`),
            await attacker.get(soql(`SELECT ${name}(Id) FROM vault__c`)),
            await attacker.get(soql(`SELECT ${name} FROM vault__c`)),
            await attacker.get(soql(`SELECT ${name}.Name FROM vault__c`)),
            await attacker.get(soql(`SELECT (SELECT Id FROM ${name}) FROM vault__c`)),
            await attacker.get(soql(`SELECT Id FROM vault__c WHERE CreatedDate = ${name}`)),
            await attacker.get(soql(`SELECT FIELDS(${name}) FROM vault__c LIMIT 1`)),
            await attacker.send(
              'POST',
              `/services/atelier/import?object=vault__c&upsert=${name}`,
              asText('Name\nx\n'),
            ),
          ]
          for (const answer of answers.slice(0, -1)) expectRefused(answer)
          expect(answers.at(-1)?.text).to.include('"kind":"error"').and.not.to.include('UNKNOWN_EXCEPTION')
        }
        expect(Object.keys(Object.prototype)).to.deep.equal([])
      })

      it('does not do with many records what it may not do with one', async () => {
        const [vault] = world.vaults
        const good = { attributes: { type: 'item__c' }, Name: 'good' }
        const records = [good, { attributes: { type: 'vault__c' }, Id: vault, Name: 'bad' }, good]
        const all = await attacker.send('PATCH', 'composite/sobjects', { body: { records, allOrNone: true } })
        expect(all.text).not.to.include('"success":true')
        const hidden = { attributes: { type: 'Lead' }, LastName: 'x', Company: 'x' }
        const nowhere = { attributes: { type: 'Nothing__c' }, LastName: 'x', Company: 'x' }
        const answers = []
        for (const one of [hidden, nowhere])
          answers.push(await attacker.post('composite/sobjects', { records: [good, one], allOrNone: true }))
        expect(blind(answers[0] as never, 'Lead')).to.equal(blind(answers[1] as never, 'Nothing__c'))
        const ids = [vault, world.item].join()
        expect((await attacker.delete(`composite/sobjects?ids=${ids}&allOrNone=true`)).text).not.to.include(
          'true',
        )
      })

      it('is answered by no request of another user with the same idempotency key', async () => {
        const body = { Name: 'once' }
        const headers = { 'Idempotency-Key': 'the same' }
        const own = await attacker.send('POST', 'sobjects/item__c', { body, headers })
        const again = await attacker.send('POST', 'sobjects/item__c', { body, headers })
        expect(again.record.id).to.equal(own.record.id)
        const of = await world.server.query(`SELECT CreatedById FROM item__c WHERE Id = '${own.record.id}'`)
        expect(of).to.deep.equal([{ CreatedById: attacker.id }])
      })

      it('leaves out no rule, and deploys, runs and lets in nothing', async () => {
        const headers = { 'X-Atelier-Skip-Rules': 'Any' }
        expectRefused(await attacker.send('POST', 'sobjects/item__c', { body: { Name: 'x' }, headers }))
        for (const path of ['deploy', 'deploy/undo', 'hooks/ManufacturerSelectJob/run', 'connected-apps'])
          expectRefused(await attacker.post(`/services/atelier/${path}`, { files: [], name: 'x' }))
        for (const path of [
          'metadata',
          'types',
          'jobs',
          'connected-apps',
          `access?user=${attacker.id}&object=Lead`,
        ])
          expectRefused(await attacker.get(`/services/atelier/${path}`))
      })
    })
  }
})
