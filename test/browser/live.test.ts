import { expect } from 'chai'
import { deploy } from '../../server/org/deploy.ts'
import { retrieve } from '../../server/org/retrieve.ts'
import { axeFindings, logIn, openTab, type TestTab } from '../support/browser.ts'
import { sourceFiles } from '../support/test-org.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

const NEW_FIELD = {
  'objects/probe__c/fields/added__c.json': { label: 'Added meanwhile', type: 'Text', length: 20 },
}

describe('pages that are open while others work', () => {
  let server: TestServer
  let tab: TestTab
  let who: string
  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    tab = await openTab(server)
    const [user] = await server.query(`SELECT Name FROM User WHERE Id = '${server.app.administrator.userId}'`)
    who = String(user?.Name)
    await logIn(tab, server.app.administrator.username)
  })
  beforeEach(() => tab.complaints.splice(0))
  after(() => tab?.context.close())

  const notice = () => tab.page.locator('[data-live-notice]')
  const create = (Name: string, more: object = {}) => server.create('probe__c', { Name, ...more })
  /** Opens a page, and waits until it hears of changes. */
  const listen = async (path: string): Promise<void> => {
    const opened = tab.page.waitForResponse(response => response.url().includes('/lightning/live'))
    await tab.open(path)
    await opened
  }

  it('a record that somebody else saves is shown as it is now, and who has changed what is said', async () => {
    const id = await create('Shown', { number__c: 1, text__c: 'before' })
    await listen(`/lightning/r/probe__c/${id}/view`)
    await server.patch(`sobjects/probe__c/${id}`, { number__c: 7, text__c: 'after' })
    await notice().waitFor()
    expect(await notice().textContent())
      .to.include(`${who} has changed`)
      .and.include('Number')
    expect(await tab.page.locator('dl [data-field=text__c] dd').first().textContent()).to.include('after')
    expect(await tab.page.locator('[data-field=doubled__c] dd').first().textContent()).to.include('14')
    expect(await axeFindings(tab.page)).to.deep.equal([])
  }).timeout(60_000)

  it('what is saved in its related lists comes to them', async () => {
    const AccountId = await server.create('Account', { Name: 'Watched' })
    await tab.page.setViewportSize({ width: 1440, height: 4000 })
    await listen(`/lightning/r/Account/${AccountId}/view`)
    await tab.page.locator('.related').filter({ hasText: 'Contacts' }).locator('.card__empty').waitFor()
    // Cards that come later are parts of other pages, whose titles are not this one's.
    expect(await tab.page.title()).to.match(/ \| Account \| /)
    await server.create('Contact', { LastName: 'Newcomer', AccountId })
    await tab.page.locator('.related').getByRole('link', { name: 'Newcomer' }).waitFor()
    await tab.page.setViewportSize({ width: 1280, height: 800 })
  }).timeout(60_000)

  it('a field that is being changed stays as it is typed, and both versions can be seen', async () => {
    const id = await create('Typed', { text__c: 'before' })
    await listen(`/lightning/r/probe__c/${id}/view`)
    await tab.page.locator('dl [data-field=text__c]').first().dblclick()
    const control = tab.page.locator('#field-text__c')
    await control.fill('mine')
    await server.patch(`sobjects/probe__c/${id}`, { text__c: 'theirs', number__c: 3 })
    await notice().waitFor()
    expect(await control.inputValue()).to.equal('mine')
    expect(await tab.page.locator('dl [data-field=number__c] dd').first().textContent()).to.include('3')
    await notice().getByRole('button', { name: 'Show both' }).click()
    await tab.page.locator('#field-text__c-stored').waitFor()
    expect(await tab.page.locator('#field-text__c-stored').textContent()).to.include('theirs')
    expect(await control.inputValue()).to.equal('mine')
    expect(await server.query(`SELECT text__c FROM probe__c WHERE Id = '${id}'`)).to.deep.equal([
      { text__c: 'theirs' },
    ])
  }).timeout(60_000)

  it('what is typed into a blank field or cell stays when others save', async () => {
    const id = await create('Blank', { number__c: 1 })
    await listen(`/lightning/r/probe__c/${id}/view`)
    await tab.page.locator('dl [data-field=text__c]').first().dblclick()
    await tab.page.fill('#field-text__c', 'mine')
    await server.patch(`sobjects/probe__c/${id}`, { number__c: 2 })
    await notice().waitFor()
    expect(await tab.page.inputValue('#field-text__c')).to.equal('mine')
    tab.page.once('dialog', dialog => void dialog.accept())

    const lead = (LastName: string) => server.create('Lead', { LastName, Company: 'Blank' })
    const [, other] = [await lead('Blank one'), await lead('Blank two')]
    await listen('/lightning/o/Lead/list?q=blank')
    const cell = tab.page
      .getByRole('row')
      .filter({ hasText: 'Blank one' })
      .locator('[data-label="State/Province"]')
    await cell.dblclick()
    await tab.page.fill('.cell-form [name$=State]', 'mine')
    await server.patch(`sobjects/Lead/${other}`, { LastName: 'Blank three' })
    await tab.page.getByRole('link', { name: 'Blank three' }).waitFor()
    expect(await tab.page.inputValue('.cell-form [name$=State]')).to.equal('mine')
    await tab.page.press('.cell-form [name$=State]', 'Escape')
  }).timeout(60_000)

  it('a form says what was changed since it was opened, and leads to both versions', async () => {
    const id = await create('Form', { text__c: 'before' })
    await listen(`/lightning/r/probe__c/${id}/edit`)
    await tab.page.fill('[name=text__c]', 'mine')
    await server.patch(`sobjects/probe__c/${id}`, { text__c: 'theirs' })
    await notice().waitFor()
    expect(await notice().textContent()).to.include(`${who} has changed Text since you opened this`)
    await notice().getByRole('button', { name: 'Show both' }).click()
    await tab.page.locator('#field-text__c-stored').waitFor()
    expect(await tab.page.inputValue('[name=text__c]')).to.equal('mine')
  }).timeout(60_000)

  it('rows of a list change where they stand, and new ones are offered', async () => {
    const id = await create('Row before')
    await listen('/lightning/o/probe__c/list')
    await server.patch(`sobjects/probe__c/${id}`, { Name: 'Row after' })
    await tab.page.getByRole('link', { name: 'Row after' }).waitFor()
    await create('Row that is new')
    await notice().waitFor()
    expect(await notice().textContent()).to.match(/Records that have changed: \d/)
    await notice().getByRole('button', { name: 'Refresh' }).click()
    await tab.page.getByRole('link', { name: 'Row that is new' }).waitFor()
  }).timeout(60_000)

  it('a field that is added meanwhile comes to an open form, which keeps what was typed', async () => {
    await listen('/lightning/o/probe__c/new')
    await tab.page.fill('[name=Name]', 'Typed before')
    const before = retrieve(server.app.org)
    await deploy(server.app.org, [...before, ...sourceFiles(NEW_FIELD, 'acme').slice(1)], { who: 'test' })
    await tab.page.locator('[name=added__c]').waitFor()
    expect(await notice().textContent()).to.include('Added meanwhile')
    expect(await tab.page.inputValue('[name=Name]')).to.equal('Typed before')
    await tab.page.fill('[name=added__c]', 'Typed after')
    await tab.page.getByRole('button', { name: 'Save' }).click()
    await tab.page.locator('[data-notice]').waitFor()
    expect(await server.query("SELECT added__c FROM probe__c WHERE Name = 'Typed before'")).to.deep.equal([
      { added__c: 'Typed after' },
    ])
    await deploy(server.app.org, before, { who: 'test' })
  }).timeout(60_000)

  it('nobody listens on a page that is not looked at', async () => {
    await listen('/lightning/o/probe__c/list')
    const closed = tab.page.waitForEvent('requestfinished', request =>
      request.url().includes('/lightning/live'),
    )
    const failed = tab.page.waitForEvent('requestfailed', request =>
      request.url().includes('/lightning/live'),
    )
    await tab.page.evaluate(`
      Object.defineProperty(document, 'hidden', { value: true, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    `)
    await Promise.race([closed, failed])
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)
})
