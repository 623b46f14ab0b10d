import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import type { Timeline } from '../../server/ui/activity.ts'
import { activityPage } from '../../server/ui/pages/activity.ts'
import { createRecord } from '../../server/ui/pages/new-record.ts'
import { recordPage } from '../../server/ui/pages/record.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

describe('the activity of a record', () => {
  let org: TestOrg
  let admin: Visit
  let account: { readonly object: string; readonly id: string }

  const insert = (object: string, ...records: readonly Readonly<Record<string, unknown>>[]) =>
    insertRecords(org, object, ...records)

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    const [id = '', other] = await insert('Account', { Name: 'Northlight' }, { Name: 'Other' })
    account = { object: 'Account', id }
    await insert(
      'Task',
      { Subject: 'Some day', WhatId: id },
      { Subject: 'Soon', WhatId: id, ActivityDate: '2098-01-02' },
      { Subject: 'Late', WhatId: id, ActivityDate: '2001-01-02' },
      { Subject: 'Called', WhatId: id, ActivityDate: '2002-01-02', Status: 'Completed' },
      { Subject: 'Of another one', WhatId: other },
    )
    const times = { WhatId: id }
    await insert(
      'Event',
      {
        ...times,
        Subject: 'Visit',
        StartDateTime: '2097-01-02T10:00:00Z',
        EndDateTime: '2097-01-02T11:00:00Z',
      },
      {
        ...times,
        Subject: 'Fair',
        StartDateTime: '2003-01-02T10:00:00Z',
        EndDateTime: '2003-01-02T11:00:00Z',
      },
    )
    await insert('Note', { Title: 'Likes blue', ParentId: id })
  })
  after(() => org?.dispose())

  const timeline = async (visit: Visit) =>
    ((await activityPage(visit, account)).model as { timeline: Timeline }).timeline
  const names = (all: Timeline['next']) => all.map(({ name, isOverdue }) => `${name}${isOverdue ? '!' : ''}`)

  it('is what is to be done, the next first, and what is done, the last first', async () => {
    const { next, past } = await timeline(admin)
    expect(names(next)).to.deep.equal(['Late!', 'Visit', 'Soon', 'Some day'])
    expect(names(past)).to.deep.equal(['Likes blue', 'Fair', 'Called'])
  })

  it('leads to forms that know the record', async () => {
    const { create } = await timeline(admin)
    expect(create.map(({ label }) => label)).to.deep.equal(['Task', 'Event', 'Note'])
    expect(create[0]?.address).to.include(`WhatId=${account.id}`).and.include('retURL=')
  })

  it('takes a task where it stands, as a form for tasks does', async () => {
    const { template, model } = await activityPage(admin, account)
    const page = await renderPage(template, model)
    expect(page)
      .to.include('action="/lightning/o/Task/new"')
      .and.include(`name="WhatId" value="${account.id}"`)
    const body = { Subject: 'Quick', ActivityDate: '2096-01-02', WhatId: [account.id, 'Northlight'] }
    const outcome = await createRecord(admin, 'Task', { ...body, retURL: '/lightning/page/home' }, noHooks)
    expect(outcome).to.have.property('address', '/lightning/page/home')
    expect(names((await timeline(admin)).next).slice(0, 2)).to.deep.equal(['Late!', 'Quick'])
  })

  it('has only what its viewer may see', async () => {
    const reader = await visitAs(org, 'Operations')
    const { next } = await timeline(reader)
    expect(names(next), 'tasks of others are private').to.deep.equal([])
  })

  it('is on the page of those records that can have any', async () => {
    const html = async (object: string, id: string) => {
      const { template, model } = await recordPage(admin, { object, id })
      return renderPage(template, model)
    }
    expect(await html('Account', account.id)).to.include(`/lightning/r/Account/${account.id}/activity`)
    expect(await html('User', admin.viewer.userId)).not.to.include('/activity"')
    const asked = activityPage(admin, { object: 'User', id: admin.viewer.userId })
    expect(
      await asked.then(
        () => 200,
        error => error.status,
      ),
    ).to.equal(404)
  })
})
