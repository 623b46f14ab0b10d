import { expect } from 'chai'
import { unionAll } from '../../server/storage/sql/union-all.ts'

describe('several statements as one', () => {
  const bytes = Buffer.from('{}')
  const one = { name: 'a', text: `SELECT "$1", 'it''s $1', $1, $2, $1`, values: ['x', bytes] }
  const two = { name: 'b', text: 'SELECT 1, 2, $1, $2, $3', values: [bytes, 'x', 'y'] }

  it('tells the rows of each by their place, with parameters of its own', () => {
    const { text, values } = unionAll([one, two])
    expect(text).to.equal(
      `(SELECT 0, part.* FROM (SELECT "$1", 'it''s $1', $1, $2, $1) AS part) UNION ALL (SELECT 1, part.* FROM (SELECT 1, 2, $2, $3, $4) AS part)`,
    )
    expect(values).to.deep.equal(['x', bytes, 'x', 'y'])
  })

  it('has a name by what it is and by what its statements are of', () => {
    const { name } = unionAll([one, two])
    expect(unionAll([one, two]).name).to.equal(name)
    expect(unionAll([two, one]).name).not.to.equal(name)
    expect(unionAll([one, { ...two, name: 'b_2' }]).name).not.to.equal(name)
  })
})
