import { expect } from 'chai'
import type { Session } from '../../server/org/session.ts'
import { type HookPort, noHooks } from '../../server/records/hooks.ts'
import { findMassAction, readMassRecords } from '../../server/records/mass/mass-actions.ts'
import { performMassAction } from '../../server/records/mass/perform-mass-action.ts'
import { readRecords } from '../../server/records/read-records.ts'
import { write } from '../../server/records/write.ts'
import { massActionPage, startMassAction } from '../../server/ui/pages/mass-action.ts'
import { massProgressPage, stopMassAction } from '../../server/ui/pages/mass-progress.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

describe('mass actions', () => {
  let org: TestOrg
  let admin: Visit
  const queued: string[] = []

  const enqueue = async (_session: Session, id: string) => void queued.push(id)
  const insert = async (object: string, records: readonly Readonly<Record<string, unknown>>[]) => {
    const results = await write(
      org.session,
      { object, operation: 'insert', records, allOrNone: true },
      noHooks,
    )
    expect(results.flatMap(({ errors }) => errors)).to.deep.equal([])
    return results.map(({ id }) => id as string)
  }
  const leads = (company: string, count: number) =>
    insert(
      'Lead',
      Array.from({ length: count }, (_, n) => ({ LastName: `${company} ${n}`, Company: company })),
    )
  const begin = async (
    visit: Visit,
    object: string,
    body: Readonly<Record<string, string | readonly string[]>>,
  ) => {
    const begun = await startMassAction(visit, object, body, enqueue)
    if ('page' in begun) throw new Error(await html(begun.page))
    return queued.at(-1) as string
  }
  const perform = async (id: string, hooks: HookPort = noHooks, signal = new AbortController().signal) => {
    await performMassAction(org.org, id, hooks, { fence: async () => undefined, signal })
    const action = await findMassAction(org.org, id)
    return { state: action?.state, saved: action?.saved, failed: action?.failed }
  }
  const valuesOf = async (object: string, field: string, company: string) => {
    const records = await readRecords(org.session, {
      from: object,
      select: [{ kind: 'field', path: field }],
      where: {
        ...{ kind: 'compare', operator: '=', left: { kind: 'field', path: 'Company' } },
        right: { type: 'string', text: company },
      },
      scope: 'live',
    })
    return records.map(record => record[field])
  }
  const codeOf = (asked: Promise<unknown>) =>
    asked.then(
      () => 'done',
      error => String(error.code),
    )

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
  })
  after(() => org?.dispose())

  it('offer fields in the order of their labels', async () => {
    const page = await massActionPage(admin, 'Order', { action: 'edit', all: '1', filterName: 'AllOrders' })
    const { fields } = page.model as { fields: readonly { label: string }[] }
    const labels = fields.map(({ label }) => label)
    expect(labels).to.include.members(['Status', 'Title'])
    expect(labels).to.deep.equal(labels.toSorted((one, other) => one.localeCompare(other)))
  })

  it('ask nothing more where the list has too many records, and write how many would do', async () => {
    await leads('Too many', 1)
    const { template, model } = await massActionPage(admin, 'Lead', { action: 'owner', all: '1' })
    const html = await renderPage(template, { ...(model as object), count: 50_000, isTooMany: true })
    expect(html).to.include('More than 50,000 records').and.not.include('name="OwnerId"')
    expect(html).not.to.include('Begin')
  })

  it('set one field of the selected rows, and of no others', async () => {
    const ids = await leads('Selected', 5)
    const id = await begin(admin, 'Lead', {
      action: 'edit',
      field: 'Title',
      Title: 'Buyer',
      id: ids.slice(0, 3),
    })
    expect(await perform(id)).to.deep.include({ state: 'done', saved: 3, failed: 0 })
    expect((await valuesOf('Lead', 'Title', 'Selected')).sort()).to.deep.equal([
      'Buyer',
      'Buyer',
      'Buyer',
      null,
      null,
    ])
  })

  it('take all of a list as it is searched, in batches, and what comes later is left alone', async () => {
    await leads('Whole', 450)
    await leads('Other', 2)
    const id = await begin(admin, 'Lead', {
      action: 'edit',
      field: 'Title',
      Title: 'CEO',
      all: '1',
      q: 'Whole',
    })
    await leads('Whole', 1)
    const { result, statements } = await org.countStatements(() => perform(id))
    expect(result).to.deep.include({ state: 'done', saved: 450, failed: 0 })
    expect(statements.filter(text => text === 'COMMIT').length).to.be.below(20)
    expect((await valuesOf('Lead', 'Title', 'Whole')).filter(title => title === null)).to.have.lengthOf(1)
    expect(await valuesOf('Lead', 'Title', 'Other')).to.deep.equal([null, null])
  }).timeout(60_000)

  it('tell of each record why it was not saved, and save the others', async () => {
    const [account = ''] = await insert('Account', [{ Name: 'Kept' }])
    await insert('Order', [
      { AccountId: account, EffectiveDate: '2099-01-01', title__c: 'x', expected_amount__c: 1 },
    ])
    const [other = ''] = await insert('Account', [{ Name: 'Gone' }])
    const id = await begin(admin, 'Account', { action: 'delete', id: [account, other] })
    expect(await perform(id)).to.deep.include({ state: 'done', saved: 1, failed: 1 })
    const page = await html(await massProgressPage(admin, { id }))
    expect(page).to.include('Kept').and.not.include('Gone')
    expect(await html(await massProgressPage(admin, { id, show: 'all' }))).to.include('Gone')
    const [failed] = await readMassRecords(org.org, id, { state: 'failed', after: 0, most: 10 })
    expect(failed?.problems[0]?.message).to.have.length.above(10)
  })

  it('go on where they were cut off, and nothing is saved twice', async () => {
    const ids = await leads('Cut', 450)
    const id = await begin(admin, 'Lead', { action: 'edit', field: 'Title', Title: 'CFO', id: ids })
    const stop = new AbortController()
    stop.abort()
    expect(await perform(id, noHooks, stop.signal).catch(error => error.name)).to.equal('AbortError')
    expect((await valuesOf('Lead', 'Title', 'Cut')).filter(title => title === 'CFO')).to.have.lengthOf(200)
    expect(await perform(id)).to.deep.include({ state: 'done', saved: 450, failed: 0 })
  }).timeout(60_000)

  it('are stopped behind the batch that is being saved', async () => {
    const ids = await leads('Stop', 3)
    const id = await begin(admin, 'Lead', { action: 'delete', id: ids })
    await stopMassAction(admin, id)
    expect(await perform(id)).to.deep.include({ state: 'stopped', saved: 0 })
    expect(await valuesOf('Lead', 'Id', 'Stop')).to.have.lengthOf(3)
  })

  it('change the owner', async () => {
    const sales = await visitAs(org, 'Sales')
    const ids = await leads('Owned', 2)
    const owner = [sales.viewer.userId, sales.viewer.name]
    const id = await begin(admin, 'Lead', { action: 'owner', OwnerId: owner, id: ids })
    expect(await perform(id)).to.deep.include({ state: 'done', saved: 2 })
    expect(await valuesOf('Lead', 'OwnerId', 'Owned')).to.deep.equal([owner[0], owner[0]])
  })

  it('say what cannot be meant before anything is begun', async () => {
    const ids = await leads('Wrong', 1)
    const asked = await startMassAction(
      admin,
      'Order',
      { action: 'edit', field: 'expected_amount__c', expected_amount__c: 'many', id: ids },
      enqueue,
    )
    if (!('page' in asked)) throw new Error('It was begun.')
    expect(asked.page.status).to.equal(422)
    expect(await html(await massActionPage(admin, 'Lead', { action: 'delete' }))).to.include('Select records')
    expect(await codeOf(startMassAction(admin, 'Lead', { action: 'delete' }, enqueue))).to.equal(
      'INVALID_INPUT',
    )
    expect(await codeOf(massActionPage(admin, 'Lead', { action: 'explode' }))).to.equal('NOT_FOUND')
  })

  it('are for those who may do the same with single records, and are seen by whoever began them', async () => {
    const reader = await visitAs(org, 'Read_Only')
    const ids = await leads('Hidden', 1)
    for (const action of ['delete', 'edit', 'owner']) {
      const asked = codeOf(massActionPage(reader, 'Lead', { action, id: ids }))
      expect(await asked, action).to.equal('INSUFFICIENT_ACCESS_OR_READONLY')
    }
    const id = await begin(admin, 'Lead', { action: 'delete', id: ids })
    const sales = await visitAs(org, 'Sales')
    expect(await codeOf(massProgressPage(sales, { id }))).to.equal('NOT_FOUND')
    expect(await codeOf(stopMassAction(sales, id))).to.equal('NOT_FOUND')
  })

  it('of users who are not active any more end, and say so', async () => {
    const sales = await visitAs(org, 'Sales')
    const ids = await leads('Left', 1)
    const id = await begin(admin, 'Lead', { action: 'delete', id: ids })
    const { schema, database } = org.org
    await database.run({
      text: `UPDATE "${schema}"."_mass_action" SET user_id = $2 WHERE id = $1`,
      values: [id, sales.viewer.userId],
    })
    const left = { Id: sales.viewer.userId, IsActive: false }
    await write(
      org.session,
      { object: 'User', operation: 'update', records: [left], allOrNone: true },
      noHooks,
    )
    expect(await perform(id)).to.include({ state: 'failed' })
    const action = await findMassAction(org.org, id)
    expect(action?.problems[0]?.message).to.include('not active')
  })
})
