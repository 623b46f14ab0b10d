import { expect } from 'chai'
import { makeId } from '../../server/kernel/ids.ts'
import type { ObjectModel } from '../../server/metadata/org-model.ts'
import { deploy } from '../../server/org/deploy.ts'
import { inTransaction } from '../../server/org/in-transaction.ts'
import { upsertRows } from '../../server/org/mirror.ts'
import type { Org } from '../../server/org/session.ts'
import type { Connection } from '../../server/storage/database.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const FIELDS = 'objects/box__c/fields'
const SHELF = 'objects/shelf__c/object.json'
const base = {
  [SHELF]: { label: 'Shelf', pluralLabel: 'Shelves' },
  'objects/box__c/object.json': { label: 'Box', pluralLabel: 'Boxes', sharingModel: 'ControlledByParent' },
  [`${FIELDS}/shelf__c.json`]: {
    label: 'Shelf',
    type: 'MasterDetail',
    referenceTo: 'shelf__c',
    relationshipName: 'Boxes',
  },
  [`${FIELDS}/weight__c.json`]: { label: 'Weight', type: 'Number', precision: 8, scale: 2 },
}
const extraField = (n: number) => ({
  ...base,
  [`${FIELDS}/extra_${n}__c.json`]: { label: `Extra ${n}`, type: 'Text', length: 20 },
})

describe('deploys and writes at the same time', () => {
  let test: TestOrg
  let org: Org
  beforeEach(async () => {
    test = await createTestOrg(sourceFiles(base))
    org = test.org
  })
  afterEach(() => test.dispose())

  const object = (name: string): ObjectModel => org.model.objects.get(name) as ObjectModel
  const add = async (
    connection: Connection,
    name: string,
    values: Record<string, string>,
  ): Promise<string> => {
    const [number] = await org.sequences.take(1)
    const id = makeId(object(name).keyPrefix, number as number)
    await upsertRows(connection, org.schema, object(name), [{ ...values, id }], test.session.principal.userId)
    return id
  }
  const rows = async (text: string) => (await org.database.run({ text, values: [] })).rows

  it('lets every write work with the model that is deployed when it commits, and loses none', async () => {
    let isOver = false
    let written = 0
    const mistakes: string[] = []
    const shelf = await add(org.database, 'shelf__c', { name: 'A' })
    const writer = async (): Promise<void> => {
      while (!isOver) {
        await inTransaction(test.session, async ({ org: now, transaction }) => {
          const connection = transaction?.connection as Connection
          const extra = [...object('box__c').fields.keys()].find(name => name.startsWith('extra_'))
          await add(connection, 'box__c', { name: 'x', shelf__c: shelf, ...(extra && { [extra]: 'set' }) })
          const deployed = await connection.run({
            text: `SELECT version FROM "${now.schema}"._model`,
            values: [],
          })
          if (deployed.rows[0]?.[0] !== String(now.model.version))
            mistakes.push(`version ${now.model.version}`)
        })
        written++
      }
    }
    const writers = [writer(), writer(), writer()]
    for (let n = 1; n <= 6; n++) await deploy(org, sourceFiles(extraField(n)), { who: 'test' })
    isOver = true
    await Promise.all(writers)
    expect(mistakes).to.deep.equal([])
    expect(written).to.be.greaterThan(6)
    expect(await rows(`SELECT count(*) FROM "${org.schema}".box__c`)).to.deep.equal([[String(written)]])
  })

  it('fills a new roll-up from the records that are there', async () => {
    const [full, empty] = [
      await add(org.database, 'shelf__c', { name: 'full' }),
      await add(org.database, 'shelf__c', { name: 'empty' }),
    ]
    for (const weight__c of ['1.25', '2.5', '40']) {
      await add(org.database, 'box__c', { name: 'x', shelf__c: full, weight__c })
    }
    const summary = {
      label: 'Light weight',
      type: 'Summary',
      summaryOperation: 'sum',
      summarizedField: 'box__c.weight__c',
      summaryForeignKey: 'box__c.shelf__c',
      summaryFilter: { '<': [{ var: 'weight__c' }, 10] },
    }
    const files = { ...base, 'objects/shelf__c/fields/light__c.json': summary }
    const result = await deploy(org, sourceFiles(files), { who: 'test' })
    expect(result.steps.at(-1)?.description).to.equal('fill shelf__c.light__c from the records of box__c')
    const values = await rows(`SELECT id, light__c FROM "${org.schema}".shelf__c ORDER BY id`)
    expect(values.map(([id, value]) => [id, Number(value)])).to.deep.equal([
      [full, 3.75],
      [empty, 0],
    ])
  })

  it('shares ids out to writers at the same time without doubles', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => org.sequences.take(n * 37)))
    const all = taken.flat()
    expect(new Set(all).size).to.equal(all.length)
    expect(all.length).to.equal(37 * 190)
    for (const numbers of taken) expect([...numbers].sort((a, b) => a - b)).to.deep.equal(numbers)
  })
})
