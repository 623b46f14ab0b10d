import { expect } from 'chai'
import type { AtelierError } from '../../server/kernel/errors.ts'
import { type DealOrg, openDealOrg, problemsOf, times } from './deal-org.ts'

describe('insert', () => {
  let org: DealOrg
  let client: string
  let maker: string
  before(async () => {
    org = await openDealOrg()
    client = await org.make('client__c', { Name: 'Acme', code__c: 'ACME' })
    const makerType = org.org.model.objects.get('client__c')?.recordTypes.get('maker')?.id
    maker = await org.make('client__c', { Name: 'Forge', RecordTypeId: makerType })
  })
  after(() => org.dispose())

  it('stores values, defaults, the user and the instant', async () => {
    await org.query(`UPDATE {s}."user" SET city = 'Tbilisi'`)
    const id = await org.make('deal__c', { amount__c: 1200.5, client__c: client.slice(0, 15), note__c: '  ' })
    const row = await org.row('deal__c', id)
    expect(row).to.include({
      amount__c: '1200.5',
      client__c: client,
      note__c: null,
      stage__c: 'Open',
      urgent__c: 'false',
      city__c: 'Tbilisi',
      ownerid: org.session.principal.userId,
      createdbyid: org.session.principal.userId,
      isdeleted: 'false',
    })
    expect(row.name).to.match(/^D-\d{4}$/)
    expect(row.closes__c).to.match(/^\d{4}-\d\d-\d\d$/)
    expect(row.createddate).to.equal(row.systemmodstamp)
  })

  it('takes the record type by its name, which is the same in every org', async () => {
    for (const RecordType of [
      { DeveloperName: 'maker' },
      { attributes: { type: 'RecordType' }, Name: 'Maker' },
    ]) {
      const id = await org.make('client__c', { Name: 'Named', RecordType })
      expect(await org.row('client__c', id)).to.include({ kind__c: 'Maker' })
    }
    const [result] = await org.save('insert', 'client__c', {
      Name: 'x',
      RecordType: { DeveloperName: 'Makr' },
    })
    expect(problemsOf(result)).to.deep.equal(['INVALID_FIELD RecordTypeId'])
    expect(result?.errors[0]?.hint).to.equal('Did you mean "Maker"?')
  })

  it('keeps a null that is given where there is a default', async () => {
    const id = await org.make('deal__c', { amount__c: 1, stage__c: null, closes__c: null, urgent__c: null })
    expect(await org.row('deal__c', id)).to.include({ stage__c: null, closes__c: null, urgent__c: 'false' })
  })

  it('gives the record type its own default value', async () => {
    expect(await org.row('client__c', maker)).to.include({ kind__c: 'Maker' })
    expect(await org.row('client__c', client)).to.include({ kind__c: 'Buyer' })
  })

  it('finds parents by their external ids, many in one statement', async () => {
    const records = times(50, index => ({ amount__c: index, client__r: { code__c: 'acme' } }))
    const results = await org.save('insert', 'deal__c', records)
    expect((await org.row('deal__c', results[49]?.id as string)).client__c).to.equal(client)
  })

  const refusals: readonly (readonly [string, string, () => Record<string, unknown>, readonly string[]])[] = [
    [
      'a required field is missing',
      'deal__c',
      () => ({ note__c: 'x' }),
      ['REQUIRED_FIELD_MISSING amount__c'],
    ],
    [
      'a required field is null',
      'deal__c',
      () => ({ amount__c: null }),
      ['REQUIRED_FIELD_MISSING amount__c'],
    ],
    ['there is no such field', 'deal__c', () => ({ amount__c: 1, amont__c: 2 }), ['INVALID_FIELD amont__c']],
    [
      'the engine keeps the field',
      'deal__c',
      () => ({ amount__c: 1, CreatedDate: '2020-01-01T00:00:00Z', Name: 'D-1', lines_total__c: 5 }),
      ['INVALID_FIELD_FOR_INSERT_UPDATE CreatedDate Name lines_total__c'],
    ],
    [
      'it has an Id already',
      'client__c',
      () => ({ Id: client, Name: 'x' }),
      ['INVALID_FIELD_FOR_INSERT_UPDATE Id'],
    ],
    [
      'text is too long',
      'deal__c',
      () => ({ amount__c: 1, note__c: 'x'.repeat(21) }),
      ['STRING_TOO_LONG note__c'],
    ],
    [
      'a picklist value is unknown',
      'deal__c',
      () => ({ amount__c: 1, stage__c: 'Nowhere' }),
      ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST stage__c'],
    ],
    [
      'the record type does not allow the value',
      'client__c',
      () => ({ Name: 'x', kind__c: 'Maker' }),
      ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST kind__c'],
    ],
    [
      'the record type is of another object',
      'client__c',
      () => ({ Name: 'x', RecordTypeId: '012000000000000AAA' }),
      ['INVALID_CROSS_REFERENCE_KEY RecordTypeId'],
    ],
    ['an id is no id', 'deal__c', () => ({ amount__c: 1, client__c: 'abc' }), ['MALFORMED_ID client__c']],
    [
      'an id is of another object',
      'deal__c',
      () => ({ amount__c: 1, client__c: org.session.principal.userId }),
      ['MALFORMED_ID client__c'],
    ],
    [
      'nothing has the id',
      'deal__c',
      () => ({ amount__c: 1, client__c: `${client.slice(0, 3)}zzzzzzzzzzzz` }),
      ['INVALID_CROSS_REFERENCE_KEY client__c'],
    ],
    [
      'no parent has the external id',
      'deal__c',
      () => ({ amount__c: 1, client__r: { code__c: 'nobody' } }),
      ['INVALID_FIELD client__c'],
    ],
    [
      'a reference names no external id',
      'deal__c',
      () => ({ amount__c: 1, client__r: { Name: 'Acme' } }),
      ['INVALID_FIELD client__c'],
    ],
    [
      'the filter of the lookup does not let it through',
      'deal__c',
      () => ({ amount__c: 1, partner__c: client }),
      ['FIELD_FILTER_VALIDATION_EXCEPTION partner__c'],
    ],
    [
      'two rules say no',
      'deal__c',
      () => ({ amount__c: -1, stage__c: 'Won' }),
      ['FIELD_CUSTOM_VALIDATION_EXCEPTION amount__c', 'FIELD_CUSTOM_VALIDATION_EXCEPTION client__c'],
    ],
    [
      'several fields are wrong at once',
      'deal__c',
      () => ({ stage__c: 'Nowhere', client__c: 'abc', what: 1 }),
      [
        'INVALID_FIELD what',
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST stage__c',
        'MALFORMED_ID client__c',
        'REQUIRED_FIELD_MISSING amount__c',
      ],
    ],
    [
      'a unique value is taken',
      'client__c',
      () => ({ Name: 'x', code__c: 'acme' }),
      ['DUPLICATE_VALUE code__c'],
    ],
  ]
  for (const [why, object, record, expected] of refusals) {
    it(`refuses a record when ${why}`, async () => {
      const count = await org.query(`SELECT count(*) FROM {s}."${object}"`)
      expect([...(await org.problems('insert', object, record()))].sort()).to.deep.equal([...expected].sort())
      expect(await org.query(`SELECT count(*) FROM {s}."${object}"`)).to.deep.equal(count)
      const many = await org.save('insert', object, [record(), record()], { allOrNone: false })
      expect(many.every(result => !result.success)).to.equal(true)
    })
  }

  it('lets candidates through that the filter accepts', async () => {
    const id = await org.make('deal__c', { amount__c: 1, partner__c: maker })
    expect((await org.row('deal__c', id)).partner__c).to.equal(maker)
  })

  it('holds rules over parents two levels away', async () => {
    const blocked = await org.make('client__c', { Name: 'Blocked' })
    const child = await org.make('client__c', { Name: 'Child', parent__c: blocked })
    const [result] = await org.save('insert', 'deal__c', { amount__c: 1, client__c: child })
    expect(result?.errors[0]?.message).to.equal('The group of this client is blocked.')
  })

  it('says what Salesforce says', async () => {
    const messageOf = async (record: Record<string, unknown>) =>
      (await org.save('insert', 'deal__c', record))[0]?.errors[0]?.message
    expect(await messageOf({})).to.equal('Required fields are missing: [amount__c]')
    expect(await messageOf({ amount__c: 1, x: 1 })).to.equal(`No such column 'x' on sobject of type deal__c`)
    expect(await messageOf({ amount__c: 1, CreatedDate: null })).to.match(
      /^Unable to create\/update fields: CreatedDate\. Please check the security settings/,
    )
    const [result] = await org.save('insert', 'client__c', { Name: 'x', code__c: 'ACME' })
    expect(result?.errors[0]?.message).to.equal(
      `duplicate value found: code__c duplicates value on record with id: ${client}`,
    )
  })

  it('reads field names in any case and leaves attributes alone', async () => {
    const id = await org.make('DEAL__C', { AMOUNT__C: 7, attributes: { type: 'deal__c' } })
    expect((await org.row('deal__c', id)).amount__c).to.equal('7')
  })

  it('refuses requests that make no sense', async () => {
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => '',
        error => (error as AtelierError).code,
      )
    expect(await codeOf(org.save('insert', 'nothing__c', {}))).to.equal('INVALID_TYPE')
    expect(await codeOf(org.save('insert', 'deal__c', []))).to.equal('INVALID_INPUT')
    expect(
      await codeOf(
        org.save(
          'insert',
          'deal__c',
          times(10_001, () => ({})),
        ),
      ),
    ).to.equal('EXCEEDED_MAX_RECORDS')
  })

  describe('statements', () => {
    it('is one for a single record', async () => {
      await org.make('line__c', { deal__c: await org.make('deal__c', { amount__c: 1 }) })
      const statements = await org.statements('insert', 'contract__c', [{ Name: 'x' }])
      expect(statements).to.have.length(1)
    })

    it('are as many for 1,000 records as for two', async () => {
      const record = (index: number) => ({
        amount__c: index,
        client__r: { code__c: 'ACME' },
        partner__c: maker,
        code__c: `S${index}-${Math.random()}`,
      })
      const two = await org.statements('insert', 'deal__c', times(2, record))
      const many = await org.statements('insert', 'deal__c', times(1000, record))
      expect(many.filter(text => !/_record_number/.test(text))).to.deep.equal(
        two.filter(text => !/_record_number/.test(text)),
      )
      expect(two.length).to.be.at.most(12)
    })
  })

  describe('partial results', () => {
    it('saves the good records and says what is wrong with the others', async () => {
      const results = await org.save(
        'insert',
        'client__c',
        [
          { Name: 'a', code__c: 'p1' },
          { code__c: 'p2' },
          { Name: 'c', code__c: 'P1' },
          { Name: 'd', code__c: 'ACME' },
        ],
        { allOrNone: false },
      )
      expect(results.map(result => result.success)).to.deep.equal([true, false, false, false])
      expect(results.map(problemsOf)).to.deep.equal([
        [],
        ['REQUIRED_FIELD_MISSING Name'],
        ['DUPLICATE_VALUE code__c'],
        ['DUPLICATE_VALUE code__c'],
      ])
      expect(await org.query(`SELECT count(*) FROM {s}.client__c WHERE code__c = 'p1'`)).to.deep.equal([
        ['1'],
      ])
    })

    it('saves nothing with all or none, and tells the good ones why', async () => {
      const results = await org.save('insert', 'client__c', [
        { Name: 'a', code__c: 'q1' },
        { Name: 'b', code__c: 'q1' },
      ])
      expect(results.map(problemsOf)).to.deep.equal([
        ['ALL_OR_NONE_OPERATION_ROLLED_BACK'],
        ['DUPLICATE_VALUE code__c'],
      ])
      expect(results.map(result => result.id)).to.deep.equal([null, null])
      expect(await org.query(`SELECT count(*) FROM {s}.client__c WHERE code__c = 'q1'`)).to.deep.equal([
        ['0'],
      ])
    })
  })
})
