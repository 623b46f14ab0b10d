import { expect } from 'chai'
import sql from 'sql-template-tag'
import { boundedName, quoteLiteral } from '../../server/storage/sql/names.ts'
import { bindSlots, prepare, slot } from '../../server/storage/sql/slots.ts'

describe('slots', () => {
  it('makes one parameter of a slot that stands in two places', () => {
    const prepared = prepare(sql`SELECT ${slot(1)}, ${'fixed'}, ${slot(0)}, ${slot(1)}`)
    expect(prepared.text).to.equal('SELECT $1, $2, $3, $1')
    expect(bindSlots(prepared, ['zero', 'one']).values).to.deep.equal(['one', 'fixed', 'zero'])
  })

  it('binds a slot without a value as null', () => {
    expect(bindSlots(prepare(sql`SELECT ${slot(3)}`), []).values).to.deep.equal([null])
  })

  it('names equal text equally and other text otherwise', () => {
    const [a, b, c] = [sql`SELECT ${slot(0)}`, sql`SELECT ${slot(1)}`, sql`SELECT 1`].map(one => prepare(one))
    expect(a?.name).to.equal(b?.name)
    expect(a?.name).not.to.equal(c?.name)
  })
})

describe('names', () => {
  it('keeps names within 63 bytes, different ones apart', () => {
    const long = 'x'.repeat(60)
    const [a, b] = [boundedName(long, 'price__c', 'idx'), boundedName(long, 'price__c', 'key')]
    expect(Buffer.byteLength(a)).to.be.at.most(63)
    expect(a).not.to.equal(b)
    expect(boundedName('order', 'status', 'idx')).to.equal('order_status_idx')
    expect(Buffer.byteLength(boundedName('ქართული'.repeat(10)))).to.be.at.most(63)
  })

  it('quotes literals so that neither quotes nor backslashes end them', () => {
    expect(quoteLiteral(`it's`)).to.equal(`'it''s'`)
    expect(quoteLiteral(`a\\'b`)).to.equal(` E'a\\\\''b'`)
  })
})
