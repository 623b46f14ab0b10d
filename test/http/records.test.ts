import { expect } from 'chai'
import { expectError } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const NO_ID = '001000000zzzzzzAAA'

describe('one record over REST', () => {
  let server: TestServer
  let account: string
  before(async () => {
    server = await startTestServer()
    account = await server.create('Account', { Name: 'Acme', Phone: '+995 32 2', NumberOfEmployees: 5 })
  })
  after(() => server.close())

  describe('read', () => {
    it('answers all fields, with its type and address, system fields among them', async () => {
      const { status, record, headers } = await server.get(`sobjects/Account/${account}`)
      expect(status).to.equal(200)
      expect(headers.get('content-type')).to.equal('application/json;charset=UTF-8')
      expect(record.attributes).to.deep.equal({
        type: 'Account',
        url: `/services/data/v60.0/sobjects/Account/${account}`,
      })
      expect(record).to.include({ Id: account, Name: 'Acme', NumberOfEmployees: 5, IsDeleted: false })
      expect(record.CreatedDate).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/)
      expect(record).to.have.property('Industry', null)
    })

    it('answers the fields that are asked for, in their order and canonical case, with the Id first', async () => {
      const { text, record } = await server.get(`sobjects/account/${account}?fields=PHONE,name`)
      expect(Object.keys(record)).to.deep.equal(['attributes', 'Id', 'Phone', 'Name'])
      expect(text).to.include('"Phone":"+995 32 2"')
    })

    it('follows a path to a parent', async () => {
      const { record } = await server.get(`sobjects/Account/${account}?fields=Owner.Username,Name`)
      expect(record).to.have.nested.property('Owner.Username', 'admin@atelier.local')
    })

    it('takes 15-character ids', async () => {
      const { record } = await server.get(`sobjects/Account/${account.slice(0, 15)}?fields=Name`)
      expect(record.Id).to.equal(account)
    })

    for (const [what, path, status, code] of [
      ['an unknown field', 'sobjects/Account/ID?fields=Nme', 400, 'INVALID_FIELD'],
      ['fields given twice', 'sobjects/Account/ID?fields=Name&fields=Id', 400, 'INVALID_FIELD'],
      ['an id that is not there', `sobjects/Account/${NO_ID}`, 404, 'NOT_FOUND'],
      ['something that is no id', 'sobjects/Account/what', 404, 'NOT_FOUND'],
      ['an id that cannot be decoded', 'sobjects/Account/%zz', 400, 'INVALID_INPUT'],
      ['an id of another object', 'sobjects/Contact/ID', 404, 'NOT_FOUND'],
      ['an unknown object', 'sobjects/Acount/ID', 404, 'NOT_FOUND'],
      ['an object named like a built-in of the language', 'sobjects/constructor/ID', 404, 'NOT_FOUND'],
    ] as const) {
      it(`refuses ${what}`, async () => {
        expectError(await server.get(path.replace('ID', account)), status, code)
      })
    }

    it('says what an unknown field may have meant', async () => {
      const error = expectError(
        await server.get(`sobjects/Account/${account}?fields=Nme`),
        400,
        'INVALID_FIELD',
      )
      expect(error.message).to.include("No such column 'Nme'")
      expect(error.hint).to.include('Name')
    })

    it('says that a deleted one is deleted', async () => {
      const id = await server.create('Account', { Name: 'Gone' })
      expect((await server.delete(`sobjects/Account/${id}`)).status).to.equal(204)
      expectError(await server.get(`sobjects/Account/${id}`), 404, 'ENTITY_IS_DELETED')
    })
  })

  describe('create', () => {
    it('answers 201 with the id', async () => {
      const { status, record } = await server.post('sobjects/Account', { name: 'Lower-case key' })
      expect(status).to.equal(201)
      expect(record).to.deep.equal({ id: record.id, success: true, errors: [] })
      expect(record.id).to.match(/^001\w{15}$/)
    })

    it('takes what clients send besides fields', async () => {
      const attributes = { type: 'Account', referenceId: 'ref1' }
      expect((await server.post('sobjects/Account', { attributes, Name: 'A' })).status).to.equal(201)
    })

    for (const [what, body, code, fields] of [
      ['a missing required field', {}, 'REQUIRED_FIELD_MISSING', ['Name']],
      ['a blank required field', { Name: ' ' }, 'REQUIRED_FIELD_MISSING', ['Name']],
      ['an unknown field', { Name: 'A', Nme: 1 }, 'INVALID_FIELD', ['Nme']],
      ['a wrong type', { Name: 'A', NumberOfEmployees: 'many' }, 'JSON_PARSER_ERROR', ['NumberOfEmployees']],
      ['an object as a value', { Name: { a: 1 } }, 'JSON_PARSER_ERROR', ['Name']],
      ['a text too long', { Name: 'x'.repeat(256) }, 'STRING_TOO_LONG', ['Name']],
      ['a broken character', { Name: 'a\u0000b' }, 'INVALID_INPUT', ['Name']],
      [
        'a field that is not to be set',
        { Name: 'A', CreatedDate: '2020-01-01' },
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        ['CreatedDate'],
      ],
      ['an id of its own', { Name: 'A', Id: NO_ID }, 'INVALID_FIELD_FOR_INSERT_UPDATE', ['Id']],
      ['a reference to nothing', { Name: 'A', ParentId: NO_ID }, 'INVALID_CROSS_REFERENCE_KEY', ['ParentId']],
      ['a reference that is no id', { Name: 'A', ParentId: 'x' }, 'MALFORMED_ID', ['ParentId']],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const error = expectError(await server.post('sobjects/Account', body), 400, code)
        expect(error.fields).to.deep.equal(fields)
      })
    }

    it('tells every problem at once', async () => {
      const { status, errors } = await server.post('sobjects/Account', { NumberOfEmployees: 'x', Nope: 1 })
      expect(status).to.equal(400)
      expect(errors.map(error => error.errorCode)).to.include.members(['JSON_PARSER_ERROR', 'INVALID_FIELD'])
    })

    it('refuses what breaks a validation rule with its message and field', async () => {
      const body = { AccountId: account, EffectiveDate: '2020-01-01', Status: 'AWAITING PROPOSALS' }
      const error = expectError(
        await server.post('sobjects/Order', body),
        400,
        'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      )
      expect(error.fields).to.deep.equal(['EffectiveDate'])
      expect(error.message).to.include('at least 3 days')
    })

    it('refuses an unknown object', async () => {
      expectError(await server.post('sobjects/Acount', { Name: 'A' }), 404, 'NOT_FOUND')
    })
  })

  describe('update', () => {
    it('changes the given fields only, and answers nothing', async () => {
      const id = await server.create('Account', { Name: 'Before', Phone: '1' })
      const { status, text } = await server.patch(`sobjects/Account/${id}`, { name: 'After' })
      expect([status, text]).to.deep.equal([204, ''])
      expect(await server.query(`SELECT Name, Phone FROM Account WHERE Id = '${id}'`)).to.deep.equal([
        { Name: 'After', Phone: '1' },
      ])
    })

    it('empties a field', async () => {
      const id = await server.create('Account', { Name: 'A', Phone: '1' })
      await server.patch(`sobjects/Account/${id}`, { Phone: null })
      expect((await server.get(`sobjects/Account/${id}?fields=Phone`)).record.Phone).to.equal(null)
    })

    for (const [what, path, body, status, code] of [
      ['an id that is not there', `sobjects/Account/${NO_ID}`, { Name: 'A' }, 404, 'NOT_FOUND'],
      ['something that is no id', 'sobjects/Account/what', { Name: 'A' }, 404, 'NOT_FOUND'],
      ['an id of another object', 'sobjects/Contact/ID', { LastName: 'A' }, 400, 'MALFORMED_ID'],
      ['the id in the body, too', 'sobjects/Account/ID', { id: NO_ID }, 400, 'INVALID_FIELD'],
      ['an unknown field', 'sobjects/Account/ID', { Nme: 'A' }, 400, 'INVALID_FIELD'],
      ['a blank required field', 'sobjects/Account/ID', { Name: null }, 400, 'REQUIRED_FIELD_MISSING'],
      ['a list as body', 'sobjects/Account/ID', [{ Name: 'A' }], 400, 'JSON_PARSER_ERROR'],
      ['no body', 'sobjects/Account/ID', undefined, 400, 'JSON_PARSER_ERROR'],
    ] as const) {
      it(`refuses ${what}`, async () => {
        expectError(await server.patch(path.replace('ID', account), body), status, code)
        expect((await server.get(`sobjects/Account/${account}?fields=Name`)).record.Name).to.equal('Acme')
      })
    }

    it('takes a number field of the name of a method of objects for what it is', async () => {
      expectError(await server.patch(`sobjects/Account/${account}`, { toString: 'x' }), 400, 'INVALID_FIELD')
      const proto = '{"__proto__": {"Name": "polluted"}}'
      expectError(
        await server.send('PATCH', `sobjects/Account/${account}`, { body: proto }),
        400,
        'INVALID_FIELD',
      )
      expect(Object.prototype).not.to.have.property('Name')
    })
  })

  describe('delete', () => {
    it('answers 204, and 404 the second time', async () => {
      const id = await server.create('Account', { Name: 'A' })
      expect((await server.delete(`sobjects/Account/${id}`)).status).to.equal(204)
      expectError(await server.delete(`sobjects/Account/${id}`), 404, 'ENTITY_IS_DELETED')
      expectError(await server.patch(`sobjects/Account/${id}`, { Name: 'B' }), 404, 'ENTITY_IS_DELETED')
    })

    it('answers 404 for what was never there', async () => {
      expectError(await server.delete(`sobjects/Account/${NO_ID}`), 404, 'NOT_FOUND')
      expectError(await server.delete('sobjects/Account/what'), 404, 'NOT_FOUND')
    })
  })
})
