import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import type { Outcome } from '../../server/ui/outcome.ts'
import { addShare, removeShare, sharingPage } from '../../server/ui/pages/sharing.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, nextVisit, visitAs } from './visits.ts'

interface Right {
  readonly allowed: boolean
  readonly reasons: readonly string[]
}

describe('who sees a record, and why', () => {
  let org: TestOrg
  let admin: Visit
  let owner: Visit
  let other: Visit
  let task: { readonly object: string; readonly id: string }

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    owner = await visitAs(org, 'Operations')
    other = await visitAs(org, 'Sales')
    const records = [{ Subject: 'Private', OwnerId: owner.viewer.userId }]
    const [saved] = await write(
      org.session,
      { object: 'Task', operation: 'insert', records, allOrNone: true },
      noHooks,
    )
    expect(saved?.errors).to.deep.equal([])
    task = { object: 'Task', id: saved?.id ?? '' }
  })
  after(() => org?.dispose())

  const rights = ({ model }: Page) => (model as { rights: readonly Right[] }).rights
  const html = ({ template, model }: Page) => renderPage(template, model)
  const pageOf = (outcome: Outcome): Page => {
    if ('page' in outcome) return outcome.page
    throw new Error('It was done.')
  }
  const statusOf = (work: Promise<unknown>) =>
    work.then(
      () => 200,
      error => error.status,
    )

  it('is told to whoever sees it, and to nobody else', async () => {
    const [read, edit, remove] = rights(await sharingPage(owner, task))
    expect([read?.allowed, edit?.allowed, remove?.allowed]).to.deep.equal([true, true, true])
    expect(read?.reasons.join()).to.include('Owner')
    expect(await statusOf(sharingPage(other, task))).to.equal(404)
  })

  it('is told of others to those who look after the org only', async () => {
    const { username } = other.viewer
    const [read] = rights(await sharingPage(admin, task, username))
    expect(read?.allowed).to.equal(false)
    expect(read?.reasons).not.to.deep.equal([])
    expect(await html(await sharingPage(admin, task, 'no.body'))).to.include(
      'There is no active user “no.body”',
    )
    const own = await sharingPage(owner, task, username)
    expect(rights(own)[0]?.allowed, 'the owner is told of himself').to.equal(true)
    expect(await html(own)).not.to.include(username)
  })

  it('changes with a share by hand, by whoever may give it', async () => {
    const { name, username, userId } = other.viewer
    expect(await addShare(owner, task, { grantee: ['', name], level: 'Read' })).to.have.property('address')
    const [read, edit] = rights(await sharingPage(admin, task, username))
    expect([read?.allowed, edit?.allowed]).to.deep.equal([true, false])
    expect(read?.reasons.join()).to.include('Manual share')
    expect(await html(await sharingPage(owner, task))).to.include(name)
    other = await nextVisit(other)
    expect(await html(await sharingPage(other, task))).to.include('Only its owner')
    expect(await statusOf(addShare(other, task, { grantee: [userId, name], level: 'Edit' }))).to.equal(403)
    expect(await removeShare(owner, task, { grantee: userId })).to.have.property('address')
    expect(await statusOf(sharingPage(other, task))).to.equal(404)
  })

  it('keeps what was typed when nobody is called so', async () => {
    const page = pageOf(await addShare(owner, task, { grantee: ['', 'Nobody <b>'], level: 'Edit' }))
    expect(page.status).to.equal(422)
    expect(await html(page))
      .to.include('value="Nobody &lt;b&gt;"')
      .and.include('<option value="Edit" selected>')
    expect(await html(pageOf(await addShare(owner, task, { grantee: ['', ''] })))).to.include(
      'Type the name of a user',
    )
  })
})
