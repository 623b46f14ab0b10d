import { expect } from 'chai'
import { binStatement } from '../../server/records/deleted-records.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { deleteRecord, undeleteRecord } from '../../server/ui/pages/delete-record.ts'
import { recycleBinPage } from '../../server/ui/pages/recycle-bin.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

interface Deleted {
  readonly name: string
  readonly object: string
  readonly restore: string
}

describe('the recycle bin', () => {
  let org: TestOrg
  let admin: Visit

  const inBin = async (visit: Visit): Promise<readonly Deleted[]> => {
    const { model } = await recycleBinPage(visit)
    return (model as { records: readonly Deleted[] }).records
  }
  const namesIn = async (visit: Visit) => (await inBin(visit)).map(({ name, object }) => `${object} ${name}`)
  const remove = (visit: Visit, object: string, id: string | undefined) =>
    deleteRecord(visit, { object, id: id ?? '' }, noHooks)

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
  })
  after(() => org?.dispose())

  it('says that it is empty, in the language of its viewer', async () => {
    const german = await visitAs(org, 'System_Administrator', { LanguageLocaleKey: 'de' })
    const { template, model } = await recycleBinPage(german)
    expect(await renderPage(template, model)).to.include('Ihr Papierkorb ist leer')
  })

  it('is found by an index, however much others have deleted', async () => {
    const { database, schema } = org.org
    const run = async (text: string, values: readonly unknown[] = []) =>
      (await database.run({ text, values })).rows.flat().join('\n')
    const table = `${schema}._recycle_bin`
    await run(`INSERT INTO ${table} (record, object, deleted_by, deleted, deletion)
      SELECT 'x' || n, 'Order', 'somebody' || n % 2, now(), 'x' || n FROM generate_series(1, 20000) AS n`)
    await run(`ANALYZE ${table}`)
    for (const user of [admin.viewer.userId, 'somebody1']) {
      const { text, values } = binStatement(schema, user, 50)
      const plan = await run(`EXPLAIN (COSTS OFF) ${text}`, values)
      expect(plan, user).to.include('_recycle_bin_deleted_by_idx').and.not.include('Seq Scan')
    }
    await run(`DELETE FROM ${table} WHERE deleted_by LIKE 'somebody%'`)
  })

  it('has what its viewer has deleted, the last first, until it comes back', async () => {
    const [tamar, kestrel] = await insertRecords(org, 'Account', { Name: 'Tamar' }, { Name: 'Kestrel' })
    const [lead] = await insertRecords(org, 'Lead', { LastName: 'Rustaveli', Company: 'Tamar' })
    await insertRecords(org, 'Contact', { LastName: 'goes with it', AccountId: kestrel })
    await remove(admin, 'Account', tamar)
    await remove(admin, 'Lead', lead)
    await remove(admin, 'Account', kestrel)
    expect(await namesIn(admin)).to.deep.equal(['Account Kestrel', 'Lead Rustaveli', 'Account Tamar'])
    const { restore } = (await inBin(admin))[2] as Deleted
    expect(restore).to.equal(`/lightning/r/Account/${tamar}/undelete`)
    await undeleteRecord(admin, { object: 'Account', id: tamar ?? '' }, noHooks)
    expect(await namesIn(admin)).to.deep.equal(['Account Kestrel', 'Lead Rustaveli'])
  })

  it('has nothing that others have deleted, and nothing that its viewer may not bring back', async () => {
    const other = await visitAs(org, 'Standard_User')
    expect(await namesIn(other)).to.deep.equal([])
    const [own] = await insertRecords(org, 'Lead', {
      LastName: 'Mine',
      Company: 'X',
      OwnerId: other.session.principal.userId,
    })
    await remove(other, 'Lead', own)
    expect(await namesIn(other)).to.deep.equal(['Lead Mine'])
    const { access } = await visitAs(org, 'Read_Only').then(({ session }) => session)
    expect(await namesIn({ ...other, session: { ...other.session, access } })).to.deep.equal([])
  })
})
