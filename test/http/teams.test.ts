import { expect } from 'chai'
import { expectError } from '../support/test-client.ts'
import { metadataFiles } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const CLOSED = ['Account', 'Opportunity', 'Case', 'Contact']

describe('teams of accounts and opportunities, with two users', () => {
  let server: TestServer
  let owner: TestUser
  let member: TestUser
  let accountId: string
  let dealId: string

  before(async () => {
    const files = (await metadataFiles())
      .filter(file => file.package === 'standard')
      .map(file => {
        const isClosed = CLOSED.some(name => file.path.endsWith(`/objects/${name}/object.json`))
        return isClosed
          ? { ...file, text: JSON.stringify({ ...JSON.parse(file.text), sharingModel: 'Private' }) }
          : file
      })
    server = await startTestServer({ files })
    owner = await addUser(server, 'Standard_User')
    member = await addUser(server, 'Standard_User')
    accountId = await owner.create('Account', { Name: 'Acme' })
    dealId = await owner.create('Opportunity', {
      Name: 'Deal',
      AccountId: accountId,
      StageName: 'Prospecting',
      CloseDate: '2026-12-31',
    })
  })
  after(() => server.close())

  const seen = async (object: string): Promise<number> =>
    (await member.query(`SELECT Id FROM ${object}`)).length
  const joined = async (object: string, fields: object): Promise<string> =>
    owner.create(object, { UserId: member.id, ...fields })

  it('a colleague sees nothing before', async () => {
    expect([await seen('Account'), await seen('Opportunity')]).to.deep.equal([0, 0])
  })

  it('a member of the account sees the account, and of what belongs to it what the membership says', async () => {
    const id = await joined('AccountTeamMember', { AccountId: accountId, TeamMemberRole: 'Sales Rep' })
    expect([await seen('Account'), await seen('Opportunity')]).to.deep.equal([1, 0])
    const change = await member.patch(`sobjects/Account/${accountId}`, { Description: 'x' })
    expectError(change, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    await owner.patch(`sobjects/AccountTeamMember/${id}`, { OpportunityAccessLevel: 'Edit' })
    expect(await seen('Opportunity')).to.equal(1)
    expect((await member.patch(`sobjects/Opportunity/${dealId}`, { Description: 'x' })).status).to.equal(204)
    const [one] = await member.query(
      'SELECT Name, Title, TeamMemberRole, AccountAccessLevel FROM AccountTeamMember',
    )
    expect(one).to.include({ TeamMemberRole: 'Sales Rep', AccountAccessLevel: 'Read' })
  })

  it('is named by the explanation', async () => {
    const { record } = await server.get(
      `/services/atelier/access?user=${member.id}&object=Opportunity&record=${dealId}&right=edit`,
    )
    expect(JSON.stringify(record)).to.include('"kind":"Team","name":"AccountTeamMember"')
  })

  it('is a member once, and again after having left', async () => {
    const again = await owner.post('sobjects/AccountTeamMember', { AccountId: accountId, UserId: member.id })
    expectError(again, 400, 'DUPLICATE_VALUE')
    const [one] = await owner.query('SELECT Id FROM AccountTeamMember')
    expect((await owner.delete(`sobjects/AccountTeamMember/${one?.Id}`)).status).to.equal(204)
    expect([await seen('Account'), await seen('Opportunity')]).to.deep.equal([0, 0])
    await joined('AccountTeamMember', { AccountId: accountId, AccountAccessLevel: 'Edit' })
    expect((await member.patch(`sobjects/Account/${accountId}`, { Description: 'y' })).status).to.equal(204)
  })

  it('who may edit adds those who look, and gives nobody more', async () => {
    const third = await addUser(server, 'Standard_User')
    const look = { AccountId: accountId, UserId: third.id }
    const refused = await member.post('sobjects/AccountTeamMember', { ...look, AccountAccessLevel: 'Edit' })
    expectError(refused, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    const id = await member.create('AccountTeamMember', look)
    const raised = await member.patch(`sobjects/AccountTeamMember/${id}`, { AccountAccessLevel: 'Edit' })
    expectError(raised, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    expectError(await third.post('sobjects/AccountTeamMember', look), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
  })

  it('a member of an opportunity sees it and its account, and edits it when the owner says so', async () => {
    const fourth = await addUser(server, 'Standard_User')
    const id = await owner.create('OpportunityTeamMember', { OpportunityId: dealId, UserId: fourth.id })
    expect(await fourth.query("SELECT Id FROM Opportunity WHERE Account.Name = 'Acme'")).to.have.length(1)
    expectError(
      await fourth.patch(`sobjects/Opportunity/${dealId}`, { NextStep: 'z' }),
      403,
      'INSUFFICIENT_ACCESS_OR_READONLY',
    )
    await owner.patch(`sobjects/OpportunityTeamMember/${id}`, { OpportunityAccessLevel: 'Edit' })
    expect((await fourth.patch(`sobjects/Opportunity/${dealId}`, { NextStep: 'z' })).status).to.equal(204)
    expectError(await fourth.delete(`sobjects/Opportunity/${dealId}`), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
  })
})
