import { expect } from 'chai'
import sql, { join } from 'sql-template-tag'
import { askerValues } from '../../server/access/asker.ts'
import { isCompact, markOwners } from '../../server/access/owner-marks.ts'
import { makeId, recordNumber } from '../../server/kernel/ids.ts'
import { migrateControl } from '../../server/storage/platform-tables.ts'
import { toStatement } from '../../server/storage/sql/slots.ts'
import { testDatabase } from '../support/test-database.ts'
import { createTestOrg } from '../support/test-org.ts'

const range = (from: number, count: number, step = 1): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index * step)

const CASES = [
  { given: 'one owner', numbers: [5e11 + 3], isDense: true },
  { given: 'owners side by side', numbers: range(5e11 + 1, 400), isDense: true },
  { given: 'one of each eight', numbers: range(9, 50, 8), isDense: true },
  { given: 'groups and users', numbers: [...range(1_000, 40, 3), ...range(5e11, 30)], isDense: true },
  { given: 'the first of all numbers', numbers: [0, 1], isDense: true },
  { given: 'owners far from each other', numbers: range(1_000_001, 40, 1_000_000), isDense: false },
]

describe('marks of owners', () => {
  for (const { given, numbers, isDense } of CASES) {
    it(`tell ${given} from those beside them${isDense ? '' : ', and that another way is better'}`, async () => {
      const database = await testDatabase()
      await migrateControl(database)
      const [low, high] = markOwners(numbers)
      const asked = [...new Set(numbers.flatMap(number => [number - 1, number, number + 1]))].filter(
        n => n >= 0,
      )
      const ids = asked.map(number => makeId('005', number))
      const marked = [low, high].map(
        ({ bits, first, last }) =>
          sql`CASE WHEN o BETWEEN ${first}::bigint AND ${last}::bigint THEN get_bit(${bits}::bytea, o - ${first}::bigint) = 1 ELSE FALSE END`,
      )
      const { rows } = await database.run(
        toStatement(
          sql`SELECT o FROM (SELECT atelier.record_number(id) AS o FROM unnest(${ids}::text[]) AS id UNION ALL SELECT NULL) AS rows WHERE ${join(marked, ' OR ')}`,
        ),
      )
      expect(rows.map(([number]) => Number(number))).to.have.members(numbers)
      expect(isCompact(numbers)).to.equal(isDense)
      expect(ids.map(recordNumber)).to.deep.equal(asked)
    })
  }

  it('take no more room than a list of ids would', () => {
    const numbers = range(5e11, 1_000, 170)
    const bytes = markOwners(numbers).map(({ bits }) => bits.length)
    expect(Math.max(...bytes)).to.be.below(22 * numbers.length)
  })

  it('are not used where a sharing rule opens the records of owners far from the others', async () => {
    const org = await createTestOrg()
    const userId = makeId('005', 5e11)
    const near = { ...org.session.principal, userId }
    const others = [makeId('005', 2_000_000), makeId('005', 40_000_000_000)]
    const far = { ...near, sources: new Map([['a rule', others]]) }
    expect([near, far].map(one => askerValues(org.org.model, one).isMarked)).to.deep.equal([true, false])
    await org.dispose()
  })
})
