import { expect } from 'chai'
import { expectError, type Fields } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const account = (Name: unknown, more: Fields = {}): Fields => ({
  attributes: { type: 'Account' },
  Name,
  ...more,
})
const contact = (LastName: unknown, more: Fields = {}): Fields => ({
  attributes: { type: 'Contact' },
  LastName,
  ...more,
})
const ROLLED_BACK = 'ALL_OR_NONE_OPERATION_ROLLED_BACK'

describe('composite/sobjects', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  const codes = (results: readonly { readonly errors: readonly { readonly statusCode: string }[] }[]) =>
    results.map(({ errors }) => errors.map(error => error.statusCode).join() || 'ok')
  const namesLike = async (pattern: string): Promise<readonly unknown[]> =>
    (await server.query(`SELECT Name FROM Account WHERE Name LIKE '${pattern}' ORDER BY Name`)).map(
      row => row.Name,
    )

  describe('POST', () => {
    it('saves the good ones when it may, in the order of the request', async () => {
      const records = [account('P1'), account(null), account('P2', { NumberOfEmployees: 'x' }), account('P3')]
      const { status, results } = await server.post('composite/sobjects', { records })
      expect(status).to.equal(200)
      expect(codes(results)).to.deep.equal(['ok', 'REQUIRED_FIELD_MISSING', 'JSON_PARSER_ERROR', 'ok'])
      expect(results[0]).to.deep.equal({ id: results[0]?.id, success: true, errors: [] })
      expect(results[1]).not.to.have.property('id')
      expect(results[1]?.errors[0]).to.have.all.keys('statusCode', 'message', 'fields')
      expect(await namesLike('P_')).to.deep.equal(['P1', 'P3'])
    })

    it('saves none with one bad one when all or none is asked', async () => {
      const records = [account('N1'), account(null), account('N2')]
      const { status, results } = await server.post('composite/sobjects', { allOrNone: true, records })
      expect(status).to.equal(200)
      expect(codes(results)).to.deep.equal([ROLLED_BACK, 'REQUIRED_FIELD_MISSING', ROLLED_BACK])
      expect(results.map(result => result.success)).to.deep.equal([false, false, false])
      expect(await namesLike('N_')).to.deep.equal([])
    })

    it('takes records of several objects, all or none over all of them', async () => {
      const records = [account('M1'), contact('M'), account('M2'), contact(null)]
      const none = await server.post('composite/sobjects', { allOrNone: true, records })
      expect(codes(none.results)).to.deep.equal([
        ROLLED_BACK,
        ROLLED_BACK,
        ROLLED_BACK,
        'REQUIRED_FIELD_MISSING',
      ])
      expect(await namesLike('M_')).to.deep.equal([])
      const some = await server.post('composite/sobjects', { records })
      expect(codes(some.results)).to.deep.equal(['ok', 'ok', 'ok', 'REQUIRED_FIELD_MISSING'])
      expect(some.results.map(result => result.id?.slice(0, 3))).to.deep.equal([
        '001',
        '003',
        '001',
        undefined,
      ])
    })

    it('takes 200 records, and not one more', async () => {
      const records = Array.from({ length: 201 }, (_, n) => account(`Many ${n}`))
      const error = expectError(
        await server.post('composite/sobjects', { records }),
        400,
        'EXCEEDED_ID_LIMIT',
      )
      expect(error.message).to.include('200')
      expect(await namesLike('Many %')).to.deep.equal([])
      const { results } = await server.post('composite/sobjects', { records: records.slice(1) })
      expect(results.every(result => result.success)).to.equal(true)
      expect(await namesLike('Many %')).to.have.length(200)
    })

    for (const [what, body, code] of [
      ['a list without its object', [account('A')], 'JSON_PARSER_ERROR'],
      ['no records', { records: [] }, 'JSON_PARSER_ERROR'],
      ['records that are no list', { records: account('A') }, 'JSON_PARSER_ERROR'],
      ['a record that is no object', { records: ['A'] }, 'JSON_PARSER_ERROR'],
      ['a record without its type', { records: [{ Name: 'A' }] }, 'INVALID_TYPE'],
      ['a record of an unknown type', { records: [{ attributes: { type: 'Acount' } }] }, 'INVALID_TYPE'],
      [
        'an allOrNone that is neither true nor false',
        { allOrNone: 'yes', records: [account('A')] },
        'JSON_PARSER_ERROR',
      ],
    ] as const) {
      it(`refuses ${what}`, async () => {
        expectError(await server.post('composite/sobjects', body), 400, code)
      })
    }
  })

  describe('PATCH', () => {
    it('updates by Id in any case, and says which are not there', async () => {
      const first = await server.create('Account', { Name: 'U1' })
      const second = await server.create('Account', { Name: 'U2' })
      const records = [
        { attributes: { type: 'Account' }, id: first, Name: 'U1 new' },
        { attributes: { type: 'Account' }, ID: second.slice(0, 15), Name: 'U2 new' },
        { Id: '001000000zzzzzzAAA', Name: 'Nobody' },
        { attributes: { type: 'Account' }, Name: 'No id' },
      ]
      const { results } = await server.patch('composite/sobjects', { records })
      expect(codes(results)).to.deep.equal(['ok', 'ok', 'INVALID_CROSS_REFERENCE_KEY', 'MISSING_ARGUMENT'])
      expect(results[0]).to.deep.equal({ id: first, success: true, errors: [] })
      expect(await namesLike('U_ new')).to.deep.equal(['U1 new', 'U2 new'])
    })

    it('updates none when all or none is asked', async () => {
      const id = await server.create('Account', { Name: 'V1' })
      const records = [
        { attributes: { type: 'Account' }, Id: id, Name: 'V1 new' },
        { attributes: { type: 'Account' }, Id: id, Name: 'V1 newer' },
      ]
      const { results } = await server.patch('composite/sobjects', { allOrNone: true, records })
      expect(codes(results)).to.deep.equal([ROLLED_BACK, 'DUPLICATE_VALUE'])
      expect(await namesLike('V1%')).to.deep.equal(['V1'])
    })
  })

  describe('PATCH by external id', () => {
    it('creates and updates', async () => {
      await server.create('Account', { Name: 'X1', external_code__c: 'x-1' })
      const records = [
        account('X1 new', { external_code__c: 'x-1' }),
        account('X2', { External_Code__c: 'x-2' }),
        account('X3'),
      ]
      const { status, results } = await server.patch('composite/sobjects/Account/external_code__c', {
        records,
      })
      expect(status).to.equal(200)
      expect(codes(results)).to.deep.equal(['ok', 'ok', 'MISSING_ARGUMENT'])
      expect(results.map(result => result.created)).to.deep.equal([false, true, false])
      expect(await namesLike('X%')).to.deep.equal(['X1 new', 'X2'])
    })
  })

  describe('DELETE', () => {
    const three = async (): Promise<readonly string[]> => [
      await server.create('Account', { Name: 'D1' }),
      await server.create('Contact', { LastName: 'D2' }),
      await server.create('Account', { Name: 'D3' }),
    ]

    it('deletes what is there, of several objects', async () => {
      const ids = await three()
      const asked = [ids[0], ids[0], ids[1], '001000000zzzzzzAAA', ids[2]].join()
      const { status, results } = await server.delete(`composite/sobjects?ids=${asked}`)
      expect(status).to.equal(200)
      expect(codes(results)).to.deep.equal([
        'ok',
        'DUPLICATE_VALUE',
        'ok',
        'INVALID_CROSS_REFERENCE_KEY',
        'ok',
      ])
      expect(results[0]?.id).to.equal(ids[0])
      expect(await namesLike('D_')).to.deep.equal([])
    })

    it('deletes none when all or none is asked', async () => {
      const ids = await three()
      const path = `composite/sobjects?allOrNone=true&ids=${ids.join()},001000000zzzzzzAAA`
      expect(codes((await server.delete(path)).results)).to.deep.equal([
        ...[ROLLED_BACK, ROLLED_BACK, ROLLED_BACK, 'INVALID_CROSS_REFERENCE_KEY'],
      ])
      expect(await namesLike('D_')).to.deep.equal(['D1', 'D3'])
    })

    it('refuses no ids, too many, and ids of nothing', async () => {
      expectError(await server.delete('composite/sobjects'), 400, 'JSON_PARSER_ERROR')
      const many = Array.from({ length: 201 }, () => '001000000zzzzzzAAA').join()
      expectError(await server.delete(`composite/sobjects?ids=${many}`), 400, 'EXCEEDED_ID_LIMIT')
      expectError(await server.delete('composite/sobjects?ids=zzz'), 400, 'INVALID_TYPE')
    })
  })

  describe('retrieve', () => {
    it('answers in the order of the ids, null for what is not there', async () => {
      const ids = [
        await server.create('Account', { Name: 'R1' }),
        await server.create('Account', { Name: 'R2' }),
      ]
      const asked = [ids[1], '001000000zzzzzzAAA', 'nothing', ids[0]?.slice(0, 15), ids[1]]
      for (const answer of [
        await server.post('composite/sobjects/Account', { ids: asked, fields: ['name'] }),
        await server.get(`composite/sobjects/Account?ids=${asked.join()}&fields=name`),
      ]) {
        expect(answer.status).to.equal(200)
        const names = (answer.body as readonly (Fields | null)[]).map(record => record?.Name ?? null)
        expect(names).to.deep.equal(['R2', null, null, 'R1', 'R2'])
      }
    })

    it('refuses unknown fields and objects, and bodies without lists', async () => {
      const ids = ['001000000zzzzzzAAA']
      const path = 'composite/sobjects/Account'
      expectError(await server.post(path, { ids, fields: ['Nme'] }), 400, 'INVALID_FIELD')
      expectError(await server.post('composite/sobjects/Acount', { ids, fields: ['Id'] }), 404, 'NOT_FOUND')
      for (const body of [
        { ids },
        { ids: 'x', fields: ['Id'] },
        { ids: [1], fields: ['Id'] },
        { ids, fields: [] },
      ])
        expectError(await server.post(path, body), 400, 'JSON_PARSER_ERROR')
    })
  })
})
