import { expect } from 'chai'
import { setPassword } from '../../server/org/passwords.ts'
import { logIn, openTab, type TestTab } from '../support/browser.ts'
import { ADMIN_PASSWORD } from '../support/test-org.ts'
import type { TestServer } from '../support/test-server.ts'
import { addPortalUser } from '../support/test-users.ts'
import { pagesServer } from './pages-server.ts'

/** A designer's request for proposals, whose layout says that its sections are steps. */
describe('a form of steps, without a script', () => {
  let server: TestServer
  let tab: TestTab

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    const { id, username } = await addPortalUser(server, 'Steps and Sons', 'Hardware_Designer')
    await setPassword(server.app.org, id, ADMIN_PASSWORD, { who: username })
    tab = await openTab(server, { javaScriptEnabled: false })
    await logIn(tab, username)
  })
  after(() => tab?.context.close())

  const press = async (name: string): Promise<void> => {
    await tab.page.locator('main').getByRole('button', { name }).click()
    await tab.page.waitForLoadState()
  }
  const step = async (): Promise<string> => ((await tab.page.textContent('main [role=status]')) ?? '').trim()

  it('goes on when a step is filled in, and says what is missing when it is not', async () => {
    await tab.open('/lightning/o/Order/new')
    expect(await step()).to.equal('Step 1 of 3')
    expect(await tab.page.isVisible('[name=Description]')).to.equal(false)
    await tab.page.fill('[name=title__c]', 'Stairs')
    await press('Next')
    expect(await step()).to.equal('Step 1 of 3')
    expect(await tab.page.locator('[data-summary] a').allTextContents()).to.include('Order Start Date')
    await tab.page.fill('#field-AccountId', 'Steps and Sons')
    await tab.page.fill('[name=EffectiveDate]', '2099-12-31')
    await press('Next')
    expect(await step()).to.equal('Step 2 of 3')
    expect(await tab.page.isVisible('[name=title__c]')).to.equal(false)
  }).timeout(60_000)

  it('goes back with all that was typed, and saves it in the end', async () => {
    await tab.page.fill('[name=Description]', 'Twelve of them')
    await press('Back')
    expect(await tab.page.inputValue('[name=title__c]')).to.equal('Stairs')
    await tab.page.fill('[name=title__c]', 'Wide stairs')
    await press('Next')
    expect(await tab.page.inputValue('[name=Description]')).to.equal('Twelve of them')
    await press('Next')
    expect(await step()).to.equal('Step 3 of 3')
    const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) })
    await tab.page.setInputFiles('#form-files', [file('plan.txt'), file('old plan.txt')])
    await press('Back')
    await press('Next')
    await tab.page.uncheck('label:has-text("old plan") input')
    await tab.page.setInputFiles('#form-files', file('more.txt'))
    await press('Save')
    expect(await tab.page.textContent('.notice')).to.match(/Order \d{8} was created\./)
    const soql = "SELECT title__c, Description FROM Order WHERE Account.Name = 'Steps and Sons'"
    expect(await server.query(soql)).to.deep.equal([
      { title__c: 'Wide stairs', Description: 'Twelve of them' },
    ])
    const links = await server.query(
      "SELECT ContentDocument.Title FROM ContentDocumentLink WHERE LinkedEntity.Type = 'Order' AND ContentDocument.Title IN ('plan', 'old plan', 'more') ORDER BY ContentDocument.Title",
    )
    expect(links.map(({ ContentDocument }) => (ContentDocument as { Title: string }).Title)).to.deep.equal([
      'more',
      'plan',
    ])
  }).timeout(60_000)
})
