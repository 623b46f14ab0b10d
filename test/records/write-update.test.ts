import { expect } from 'chai'
import { observe } from '../../server/kernel/observe.ts'
import { type DealOrg, openDealOrg, problemsOf, times } from './deal-org.ts'

describe('update', () => {
  let org: DealOrg
  let client: string
  let other: string
  before(async () => {
    org = await openDealOrg()
    client = await org.make('client__c', { Name: 'Acme', code__c: 'ACME' })
    other = await org.make('client__c', { Name: 'Bolt', code__c: 'BOLT' })
  })
  after(() => org.dispose())

  it('changes what is given, keeps the rest and stamps the record', async () => {
    const id = await org.make('contract__c', { Name: 'one' })
    const before = await org.row('contract__c', id)
    const deal = await org.make('deal__c', { amount__c: 5 })
    await org.save('update', 'contract__c', { Id: id.slice(0, 15), deal__c: deal })
    const after = await org.row('contract__c', id)
    expect(after).to.include({ name: 'one', deal__c: deal, createddate: before.createddate })
    expect(Date.parse(String(after.lastmodifieddate))).to.be.greaterThan(
      Date.parse(String(before.lastmodifieddate)),
    )
    await org.save('update', 'contract__c', { id, deal__c: null })
    expect((await org.row('contract__c', id)).deal__c).to.equal(null)
  })

  it('keeps a history of tracked fields: what changed, not what stayed', async () => {
    const [maker, buyer] = [await makerClient(), client]
    const id = await org.make('deal__c', { amount__c: 10 })
    await org.save('update', 'deal__c', {
      Id: id,
      amount__c: '10.00',
      stage__c: 'Won',
      client__c: buyer,
      note__c: 'n',
    })
    await org.save('update', 'deal__c', { Id: id, amount__c: 12.5, partner__c: maker })
    expect(await org.history(id)).to.deep.equal([
      ['stage__c', 'Open', 'Won'],
      ['amount__c', '10.00', '12.50'],
      ['partner__c', null, maker],
    ])
    const [row] = await org.query(
      `SELECT object, changed_by, changed = (SELECT lastmodifieddate FROM {s}.deal__c WHERE id = '${id}') FROM {s}._field_history WHERE record = '${id}' ORDER BY id DESC LIMIT 1`,
    )
    expect(row).to.deep.equal(['deal__c', org.session.principal.userId, 't'])
  })

  async function makerClient(): Promise<string> {
    const RecordTypeId = org.org.model.objects.get('client__c')?.recordTypes.get('maker')?.id
    return org.make('client__c', { Name: 'Forge', RecordTypeId })
  }

  it('asks rules about the change', async () => {
    const id = await org.make('deal__c', { amount__c: 1, stage__c: 'Won', client__c: client })
    expect(await org.problems('update', 'deal__c', { Id: id, stage__c: 'Open' })).to.deep.equal([
      'FIELD_CUSTOM_VALIDATION_EXCEPTION stage__c',
    ])
    expect(await org.problems('update', 'deal__c', { Id: id, stage__c: 'won', note__c: 'x' })).to.deep.equal(
      [],
    )
    expect(await org.problems('update', 'deal__c', { Id: id, client__c: null })).to.deep.equal([
      'FIELD_CUSTOM_VALIDATION_EXCEPTION client__c',
    ])
  })

  it('filters lookups by the record itself', async () => {
    const deal = await org.make('deal__c', { amount__c: 1 })
    const [own, foreign] = [
      await org.make('line__c', { deal__c: deal }),
      await org.make('line__c', { deal__c: await org.make('deal__c', { amount__c: 1 }) }),
    ]
    expect(await org.problems('update', 'deal__c', { Id: deal, main_line__c: foreign })).to.deep.equal([
      'FIELD_FILTER_VALIDATION_EXCEPTION main_line__c',
    ])
    expect(await org.problems('update', 'deal__c', { Id: deal, main_line__c: own })).to.deep.equal([])
  })

  it('refuses circles of parents, also those of one batch', async () => {
    const [a, b, c] = [
      await org.make('client__c', { Name: 'a' }),
      await org.make('client__c', { Name: 'b' }),
      await org.make('client__c', { Name: 'c' }),
    ]
    expect(await org.problems('update', 'client__c', { Id: a, parent__c: a })).to.deep.equal([
      'CIRCULAR_DEPENDENCY parent__c',
    ])
    await org.save('update', 'client__c', [
      { Id: b, parent__c: a },
      { Id: c, parent__c: b },
    ])
    expect(await org.problems('update', 'client__c', { Id: a, parent__c: c })).to.deep.equal([
      'CIRCULAR_DEPENDENCY parent__c',
    ])
    const [x, y] = [await org.make('client__c', { Name: 'x' }), await org.make('client__c', { Name: 'y' })]
    const results = await org.save('update', 'client__c', [
      { Id: x, parent__c: y },
      { Id: y, parent__c: x },
    ])
    expect(results.map(problemsOf)).to.deep.equal([
      ['CIRCULAR_DEPENDENCY parent__c'],
      ['CIRCULAR_DEPENDENCY parent__c'],
    ])
  })

  const refusals: readonly (readonly [string, () => Promise<Record<string, unknown>>, readonly string[]])[] =
    [
      ['there is no Id', async () => ({ Name: 'x' }), ['MISSING_ARGUMENT Id']],
      ['the Id is none', async () => ({ Id: 'abc', Name: 'x' }), ['MALFORMED_ID Id']],
      [
        'the Id is of another object',
        async () => ({ Id: org.session.principal.userId, Name: 'x' }),
        ['MALFORMED_ID Id'],
      ],
      [
        'nothing has the Id',
        async () => ({ Id: `${client.slice(0, 3)}zzzzzzzzzzzz`, Name: 'x' }),
        ['INVALID_CROSS_REFERENCE_KEY'],
      ],
      [
        'a required field becomes null',
        async () => ({ Id: client, Name: null }),
        ['REQUIRED_FIELD_MISSING Name'],
      ],
      [
        'the engine keeps the field',
        async () => ({ Id: client, won__c: 1 }),
        ['INVALID_FIELD_FOR_INSERT_UPDATE won__c'],
      ],
      ['a unique value is taken', async () => ({ Id: client, code__c: 'bolt' }), ['DUPLICATE_VALUE code__c']],
      [
        'the record type does not allow the value',
        async () => ({ Id: client, kind__c: 'Maker' }),
        ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST kind__c'],
      ],
      [
        'the record is deleted',
        async () => {
          const id = await org.make('client__c', { Name: 'gone' })
          await org.save('delete', 'client__c', { Id: id })
          return { Id: id, Name: 'x' }
        },
        ['ENTITY_IS_DELETED'],
      ],
    ]
  const missing: readonly (readonly [string, () => string, string])[] = [
    ['there is none', () => `${client.slice(0, 3)}zzzzzzzzzzzz`, 'INVALID_CROSS_REFERENCE_KEY'],
    ['it is of another object', () => org.session.principal.userId, 'MALFORMED_ID'],
    ['its id is none', () => 'abc', 'MALFORMED_ID'],
  ]
  for (const [why, id, expected] of missing) {
    it(`says by the path that the record itself is not there: ${why}`, async () => {
      for (const operation of ['update', 'delete'] as const) {
        const [result] = await org.save(operation, 'client__c', { Id: id(), Name: 'x' })
        expect(result?.errors.map(({ code, path }) => `${code} ${path}`)).to.deep.equal([`${expected} Id`])
      }
      const [result] = await org.save('update', 'client__c', { Id: client, parent__c: id() })
      expect(result?.errors.map(({ path }) => path)).to.deep.equal([undefined])
    })
  }

  for (const [why, record, expected] of refusals) {
    it(`refuses a record when ${why}`, async () => {
      expect(await org.problems('update', 'client__c', await record())).to.deep.equal(expected)
    })
  }

  it('refuses the second of two changes of one record, and a detail that changes its master', async () => {
    const results = await org.save(
      'update',
      'client__c',
      [
        { Id: other, Name: '1' },
        { Id: other, Name: '2' },
      ],
      { allOrNone: false },
    )
    expect(results.map(problemsOf)).to.deep.equal([[], ['DUPLICATE_VALUE Id']])
    const line = await org.make('line__c', { deal__c: await org.make('deal__c', { amount__c: 1 }) })
    const deal = await org.make('deal__c', { amount__c: 1 })
    expect(await org.problems('update', 'line__c', { Id: line, deal__c: deal })).to.deep.equal([
      'INVALID_FIELD_FOR_INSERT_UPDATE deal__c',
    ])
  })

  it('finds the duplicates of a batch, with each other and with what is stored', async () => {
    const ids = await Promise.all(
      ['u1', 'u2', 'u3'].map(code__c => org.make('client__c', { Name: code__c, code__c })),
    )
    const records = ids.map((Id, index) => ({ Id, code__c: ['same', 'SAME', 'acme'][index] }))
    const results = await org.save('update', 'client__c', records, { allOrNone: false })
    expect(results.map(problemsOf)).to.deep.equal([
      [],
      ['DUPLICATE_VALUE code__c'],
      ['DUPLICATE_VALUE code__c'],
    ])
    expect(results[2]?.errors[0]?.message).to.include(client)
  })

  it('finds the record at fault when only PostgreSQL can tell', async () => {
    // Swapped values collide for a moment inside the statement.
    const ids = await Promise.all(
      ['w1', 'w2', 'w3'].map(code__c => org.make('client__c', { Name: code__c, code__c })),
    )
    const records = ids.map((Id, index) => ({ Id, code__c: ['z', 'w3', 'w2'][index] }))
    const partial = await org.save('update', 'client__c', records, { allOrNone: false })
    expect(partial[0]?.success).to.equal(true)
    expect(partial.filter(result => !result.success)).to.have.length(2)
    const whole = await org.save('update', 'client__c', records)
    expect(whole.some(result => problemsOf(result)[0] === 'DUPLICATE_VALUE code__c')).to.equal(true)
  })

  describe('statements', () => {
    it('are a read and a write for one record', async () => {
      const id = await org.make('contract__c', { Name: 'x' })
      expect(await org.statements('update', 'contract__c', [{ Id: id, Name: 'y' }])).to.have.length(2)
      const deal = await org.make('deal__c', { amount__c: 1 })
      // With history, which goes with the write; the city feeds no roll-up.
      const change = { Id: deal, city__c: 'Batumi', note__c: 'z' }
      expect(await org.statements('update', 'deal__c', [change])).to.have.length(2)
      expect(await org.history(deal)).to.deep.equal([['city__c', null, 'Batumi']])
    })

    it('are as many for 1,000 records as for two, whatever is set in each', async () => {
      const made = await org.save(
        'insert',
        'deal__c',
        times(1002, index => ({ amount__c: index })),
      )
      const ids = made.map(result => result.id)
      const change = (index: number) => ({
        Id: ids[index],
        ...[
          { amount__c: 5000 + index, client__c: client },
          { note__c: 'n', stage__c: 'Lost', client__c: client },
        ][index % 2],
      })
      const two = await org.statements('update', 'deal__c', times(2, change))
      const many = await org.statements(
        'update',
        'deal__c',
        times(1000, index => change(index + 2)),
      )
      expect(many).to.deep.equal(two)
      const [counts] = await org.query(
        `SELECT count(*) FILTER (WHERE amount__c >= 5000), count(*) FILTER (WHERE stage__c = 'Lost') FROM {s}.deal__c`,
      )
      expect(counts).to.deep.equal(['501', '501'])
    })
  })

  describe('a record that somebody else has changed', () => {
    it('is not overwritten, and both versions are told', async () => {
      const id = await org.make('contract__c', { Name: 'mine' })
      const stale = new Date(Date.now() - 5000).toISOString()
      const [result] = await org.save(
        'update',
        'contract__c',
        { Id: id, Name: 'yours' },
        { ifUnmodifiedSince: stale },
      )
      expect(problemsOf(result)).to.deep.equal(['PRECONDITION_FAILED Name'])
      expect(result?.errors[0]?.versions?.submitted).to.deep.equal({ Name: 'yours' })
      expect(result?.errors[0]?.versions?.stored).to.include({
        Name: 'mine',
        LastModifiedById: org.session.principal.userId,
      })
      const now = new Date().toISOString()
      expect(
        await org.problems('update', 'contract__c', { Id: id, Name: 'yours' }, { ifUnmodifiedSince: now }),
      ).to.deep.equal([])
    })

    it('is compared exactly by its version', async () => {
      const id = await org.make('contract__c', { Name: 'v' })
      const version = String((await org.row('contract__c', id)).lastmodifieddate)
      // Versions are milliseconds apart.
      await new Promise(resolve => setTimeout(resolve, 2))
      expect(
        await org.problems('update', 'contract__c', { Id: id, Name: 'w' }, { ifMatch: version }),
      ).to.deep.equal([])
      expect(
        await org.problems('update', 'contract__c', { Id: id, Name: 'x' }, { ifMatch: version }),
      ).to.deep.equal(['PRECONDITION_FAILED Name'])
      expect(await org.problems('delete', 'contract__c', { Id: id }, { ifMatch: version })).to.deep.equal([
        'PRECONDITION_FAILED',
      ])
    })
  })

  it('tells every stage that it ran', async () => {
    const stages: string[] = []
    const stop = observe(
      'stage',
      ({ stage, object, records }) => void stages.push(`${stage} ${object} ${records}`),
    )
    await org.save('update', 'client__c', [
      { Id: client, Name: 'A' },
      { Id: other, Name: 'B' },
    ])
    stop()
    expect(stages).to.deep.equal(
      [
        'load-before',
        'check-access',
        'parse-fields',
        'resolve-references',
        'check-references',
        'check-record-types',
        'check-unmodified',
        'apply-defaults',
        'before-hooks',
        'check-files',
        'describe-files',
        'follow-changes',
        'load-related',
        'check-values',
        'check-dependent-values',
        'check-lookups',
        'check-users',
        'check-assignments',
        'check-hierarchy',
        'check-rules',
        'check-referrers',
        'open-documents',
        'save-rows',
        'save-bodies',
        'follow-files',
        'end-shares',
        'follow-identities',
        'record-identities',
        'release-referrers',
        'after-hooks',
        'roll-up',
        'announce-changes',
      ].map(stage => `${stage} client__c 2`),
    )
  })
})
