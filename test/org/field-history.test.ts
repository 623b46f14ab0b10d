import { expect } from 'chai'
import { deploy, undoDeploy } from '../../server/org/deploy.ts'
import { sealHistory, verifyHistory } from '../../server/org/history-seals.ts'
import { readFieldHistory } from '../../server/records/field-history.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const TEXT = { label: 'Text', type: 'Text', length: 80, trackHistory: true }
const NUMBER = { label: 'Number', type: 'Number', precision: 9, scale: 0, trackHistory: true }
type Fields = Readonly<Record<string, object>>

/** An object with these fields, under whatever name. */
function files(fields: Fields, object = 'deal__c', more: object = {}) {
  const parts = Object.entries(fields).map(([name, field]) => [
    `objects/${object}/fields/${name}.json`,
    field,
  ])
  return sourceFiles({
    [`objects/${object}/object.json`]: { label: 'Deal', pluralLabel: 'Deals', enableHistory: true, ...more },
    ...Object.fromEntries(parts),
  })
}

describe('the history of a field', () => {
  let org: TestOrg
  let deal: string

  beforeEach(async () => {
    org = await createTestOrg(files({ note__c: TEXT }))
    deal = await save('insert', 'deal__c', { Name: 'd' })
    await change({ note__c: 'a' })
  })
  afterEach(() => org.dispose())

  async function save(
    operation: 'insert' | 'update',
    object: string,
    record: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const request = { object, operation, records: [record], allOrNone: true } as const
    const [result] = await write(org.session, request, noHooks)
    if (!result?.success) throw new Error(JSON.stringify(result?.errors))
    return result.id as string
  }
  const change = (values: Readonly<Record<string, unknown>>, object = 'deal__c') =>
    save('update', object, { Id: deal, ...values })
  const put = (...given: Parameters<typeof files>) => deploy(org.org, files(...given), { who: 'test' })
  /** Oldest first: `note__c a`. */
  const history = async (): Promise<readonly string[]> =>
    (await readFieldHistory(org.session, deal, { limit: 100 }))
      .map(({ field, newValue }) => `${field} ${newValue}`)
      .reverse()
  const values = async (...columns: readonly string[]): Promise<unknown> =>
    (await org.org.database.run({ text: `SELECT ${columns} FROM "${org.org.schema}".deal__c`, values: [] }))
      .rows[0]

  it('stays its own under another name, and under the old one again', async () => {
    await put({ remark__c: { ...TEXT, formerly: ['note__c'] } })
    expect(await history()).to.deep.equal(['remark__c a'])
    await change({ remark__c: 'b' })
    expect(await history()).to.deep.equal(['remark__c a', 'remark__c b'])
    await undoDeploy(org.org, { who: 'test' })
    expect(await history()).to.deep.equal(['note__c a', 'note__c b'])
  })

  it('is not that of a new field that takes the old name', async () => {
    await put({ remark__c: { ...TEXT, formerly: ['note__c'] } })
    await put({ remark__c: TEXT, note__c: TEXT })
    expect(await history()).to.deep.equal(['remark__c a'])
    await change({ note__c: 'new' })
    expect(await history()).to.deep.equal(['remark__c a', 'note__c new'])
  })

  it('is not seen while the field is gone, and not inherited by a field that is made anew', async () => {
    await put({})
    expect(await history()).to.deep.equal([])
    await put({ note__c: NUMBER })
    expect(await values('note__c')).to.deep.equal([null])
    expect(await history()).to.deep.equal([])
    await change({ note__c: 5 })
    expect(await history()).to.deep.equal(['note__c 5'])
  })

  it('comes back with the values of the field, and with no others', async () => {
    await put({})
    await put({ note__c: NUMBER })
    await change({ note__c: 5 })
    await put({})
    await put({ note__c: TEXT })
    expect(await values('note__c')).to.deep.equal(['a'])
    expect(await history()).to.deep.equal(['note__c a'])
    await change({ note__c: 'b' })
    await put({})
    await put({ note__c: NUMBER })
    expect(await values('note__c')).to.deep.equal(['5'])
    expect(await history()).to.deep.equal(['note__c 5'])
  })

  it('comes back when a removal is undone, as often as it is', async () => {
    await put({})
    await undoDeploy(org.org, { who: 'test' })
    expect(await history()).to.deep.equal(['note__c a'])
    await put({ other__c: TEXT })
    await undoDeploy(org.org, { who: 'test' })
    expect(await history()).to.deep.equal(['note__c a'])
    await change({ note__c: 'b' })
    expect(await history()).to.deep.equal(['note__c a', 'note__c b'])
  })

  it('goes with the object, under another name and back from a removal', async () => {
    await put({ note__c: TEXT }, 'trade__c', { formerly: ['deal__c'] })
    expect(await history()).to.deep.equal(['note__c a'])
    await change({ note__c: 'b' }, 'trade__c')
    await deploy(org.org, sourceFiles({}), { who: 'test' })
    await put({ note__c: TEXT }, 'trade__c')
    expect(await history()).to.deep.equal(['note__c a', 'note__c b'])
  })

  it('is told apart under seal: an entry that is given to another field shows', async () => {
    await put({})
    await put({ note__c: NUMBER })
    await change({ note__c: 5 })
    expect(await sealHistory(org.org)).to.equal(2)
    expect((await verifyHistory(org.org)).broken).to.equal(undefined)
    const table = `"${org.org.schema}"._field_history`
    await org.org.database.run({
      text: `UPDATE ${table} SET field_id = (SELECT field_id FROM ${table} ORDER BY id DESC LIMIT 1)`,
      values: [],
    })
    expect((await verifyHistory(org.org)).broken).to.include('one of them changed')
  })
})
