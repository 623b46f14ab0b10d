import { expect } from 'chai'
import fc from 'fast-check'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { Query } from '../../server/records/query/query.ts'
import { readJson } from '../../server/records/read.ts'
import { readByExternalId, readById } from '../../server/records/read-by-id.ts'
import { readRecords } from '../../server/records/read-records.ts'
import { openSampleOrg, type SampleOrg } from './query/sample-org.ts'

const ID = '801000000000001AAA'
const NASTY = [
  "' OR '1'='1",
  '\'; DROP TABLE "order"; --',
  '" OR ""="',
  '$1',
  '$$; SELECT pg_sleep(9)$$',
  '\\',
  "\\'",
  '%',
  '\u0001\u0002',
  '{"a","b"}',
  'x\uD800y',
  '<script>alert(1)</script>',
]

describe('what a query brings along stays data', () => {
  let sample: SampleOrg

  before(async () => {
    sample = await openSampleOrg()
    await sample.insert('Order', [{ Id: ID, Name: 'only', Status: 'x' }])
  })
  after(() => sample.drop())

  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const count = async (text: string): Promise<number> =>
    JSON.parse(await readJson(sample.session, text, { version: '60.0' })).totalSize

  for (const text of NASTY) {
    it(`in strings: ${JSON.stringify(text)}`, async () => {
      expect(await count(`SELECT Id FROM Order WHERE Name = ${quote(text)}`)).to.equal(0)
      expect(await count(`SELECT Id FROM Order WHERE Name IN (${quote(text)}, 'only')`)).to.equal(1)
      await count(`SELECT Id FROM Order WHERE Name LIKE ${quote(text)}`)
      await count(`SELECT Id FROM Order WHERE Tags__c INCLUDES (${quote(text)})`)
      expect(await count('SELECT Id FROM Order')).to.equal(1)
    })
  }

  it('round-trips any string through the database', async () => {
    const plain = fc.string({ unit: 'binary', maxLength: 40 }).filter(text => !text.includes('\u0000'))
    await fc.assert(
      fc.asyncProperty(plain, async name => {
        await sample.org.database.run({
          text: `UPDATE "${sample.org.schema}"."order" SET name = $1 WHERE id = $2`,
          values: [name, ID],
        })
        const found =
          name === ''
            ? await count(`SELECT Id FROM Order`)
            : await count(`SELECT Id FROM Order WHERE Name = ${quote(name)}`)
        const json = await readById(sample.session, {
          object: 'Order',
          id: ID,
          fields: ['Name'],
          version: '60.0',
        })
        expect(found).to.equal(1)
        expect(JSON.parse(json).Name).to.equal(name)
      }),
      { numRuns: 60 },
    )
  })

  it('in names of every place that takes one', async () => {
    for (const name of NASTY) {
      const field = { kind: 'field', path: name } as const
      const base: Query = { from: 'Order', select: [{ kind: 'field', path: 'Id' }], scope: 'live' }
      const right = { type: 'string', text: 'x' } as const
      const queries: readonly Query[] = [
        { ...base, from: name },
        { ...base, select: [field] },
        { ...base, select: [{ kind: 'function', name, path: 'Id' }] },
        { ...base, select: [{ kind: 'subquery', query: { ...base, from: name } }] },
        { ...base, where: { kind: 'compare', left: field, operator: '=', right } },
        {
          ...base,
          where: { kind: 'compare', left: { kind: 'field', path: 'Name' }, operator: name as '=', right },
        },
        { ...base, where: { kind: name as 'not', of: { kind: 'and', of: [] } } },
        {
          ...base,
          where: {
            kind: 'compare',
            left: { kind: 'field', path: 'EffectiveDate' },
            operator: '=',
            right: { type: 'dateLiteral', text: name },
          },
        },
        { ...base, orderBy: [{ operand: field, descending: false }] },
        { ...base, groupBy: [field] },
        { ...base, firstPer: [name] },
        { ...base, limit: name as unknown as number },
        { ...base, offset: name as unknown as number },
      ]
      for (const query of queries) {
        const error = await readRecords(sample.session, query).catch((thrown: unknown) => thrown)
        expect(error, JSON.stringify(query)).to.be.instanceOf(AtelierError)
        expect((error as AtelierError).status, String(error)).to.equal(400)
      }
    }
  })

  it('in the key of an alias, which is JSON and no SQL', async () => {
    const select = [{ kind: 'function', name: 'COUNT', path: 'Id', alias: '"a":1,' }] as const
    const [record] = await readRecords(sample.session, { from: 'Order', select, scope: 'live' })
    expect(record).to.deep.equal({ '"a":1,': '1' })
  })

  it('in the parts of a path of the API', async () => {
    for (const text of NASTY) {
      const request = { object: text, id: text, field: text, value: text, fields: [text], version: '60.0' }
      for (const work of [
        readById(sample.session, request),
        readById(sample.session, { ...request, object: 'Order', id: ID }),
        readByExternalId(sample.session, { ...request, object: 'Order' }),
      ]) {
        const error = await work.catch((thrown: unknown) => thrown)
        expect(error).to.be.instanceOf(AtelierError)
        expect((error as AtelierError).status).to.be.oneOf([400, 404])
      }
    }
  })
})
