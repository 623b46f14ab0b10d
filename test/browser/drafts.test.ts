import { expect } from 'chai'
import { logIn, openTab, type TestTab } from '../support/browser.ts'
import { ADMIN_PASSWORD } from '../support/test-org.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

const NEW = '/lightning/o/probe__c/new'

describe('what is typed into a form', () => {
  let server: TestServer
  let tab: TestTab

  const control = (name: string) => tab.page.locator(`[data-field="${name}"] [name="${name}"]`).last()
  const notice = () => tab.page.locator('[data-draft-notice]')
  const press = (name: string) => tab.page.locator('main').getByRole('button', { name }).click()
  const saved = async (): Promise<void> => tab.page.locator('[data-notice]').waitFor()
  /** Leaves the page as somebody who closes it, whatever it asks. */
  const leave = async (): Promise<void> => {
    tab.page.once('dialog', dialog => void dialog.accept())
    await tab.open('/lightning/page/home')
  }
  const probes = (name: string) => server.query(`SELECT text__c FROM probe__c WHERE Name = '${name}'`)

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    await server.create('Account', { Name: 'Kept Lookups' })
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  after(() => tab?.context.close())

  it('is asked about by links and by the way back, and is there again when somebody comes back to it', async () => {
    await tab.open('/lightning/page/home')
    await tab.open(NEW)
    await control('Name').pressSequentially('Half done')
    await tab.page.selectOption('[name=colour__c]', 'Red')
    await tab.page.selectOption('[name=shade__c]', 'Ruby')
    await control('account__c').pressSequentially('kept')
    await tab.page.getByRole('option', { name: 'Kept Lookups' }).click()
    for (const go of [() => tab.page.goBack(), () => tab.page.click('.tabs a')]) {
      const asked = tab.page.waitForEvent('dialog')
      // Whoever stays never arrives.
      go().catch(() => undefined)
      await (await asked).dismiss()
      expect(new URL(tab.page.url()).pathname).to.equal(NEW)
    }
    await leave()
    await tab.open(NEW)
    expect(await notice().textContent()).to.match(/You have a draft from \d+:\d\d/)
    expect(await control('Name').inputValue()).to.equal('')
    await notice().getByRole('button', { name: 'Restore' }).click()
    expect(await control('Name').inputValue()).to.equal('Half done')
    expect(await tab.page.inputValue('[name=shade__c]')).to.equal('Ruby')
    await press('Save')
    await saved()
    expect(
      await server.query("SELECT account__r.Name, shade__c FROM probe__c WHERE Name = 'Half done'"),
    ).to.have.nested.property('[0].account__r.Name', 'Kept Lookups')
    await tab.open(NEW)
    expect(await notice().isVisible()).to.equal(false)
  }).timeout(60_000)

  it('is forgotten when it is discarded or cancelled, and nobody else sees it', async () => {
    await tab.open(NEW)
    await control('Name').pressSequentially('Of one user')
    await leave()
    const key = await tab.page.evaluate('Object.keys(localStorage).find(key => key.startsWith("draft "))')
    expect(key).to.include(server.app.administrator.userId)
    await tab.open(NEW)
    await notice().getByRole('button', { name: 'Discard' }).click()
    await tab.open(NEW)
    expect(await notice().isVisible()).to.equal(false)
    await control('Name').pressSequentially('Cancelled')
    await tab.page.getByRole('link', { name: 'Cancel' }).click()
    await tab.page.waitForURL(/list/)
    await tab.open(NEW)
    expect(await notice().isVisible()).to.equal(false)
  }).timeout(60_000)

  it('is not lost when the network is gone, and saved once when only the answer was', async () => {
    await tab.open(NEW)
    await control('Name').fill('Without a network')
    await tab.context.setOffline(true)
    await press('Save')
    const problem = tab.page.locator('[data-summary]')
    await problem.waitFor()
    expect(await problem.textContent()).to.include('no connection')
    expect(await control('Name').inputValue()).to.equal('Without a network')
    await tab.context.setOffline(false)
    await tab.page.route('**/new', async route => {
      await route.fetch()
      await route.abort()
    })
    const gone = tab.page.waitForEvent('requestfailed', request => request.method() === 'POST')
    await press('Save')
    await gone
    await tab.page.locator('form[data-form]:not([aria-busy])').waitFor()
    await tab.page.unroute('**/new')
    expect(await probes('Without a network')).to.have.lengthOf(1)
    await press('Save')
    await saved()
    expect(await probes('Without a network')).to.have.lengthOf(1)
  }).timeout(60_000)

  it('is there after the login when the session has ended meanwhile', async () => {
    await tab.open(`${NEW}?text__c=given`)
    await control('Name').fill('Late')
    await control('number__c').fill('1,234.5')
    await tab.context.clearCookies({ name: 'sid' })
    await press('Save')
    await tab.page.waitForURL(/\/login/)
    await tab.page.fill('#username', server.app.administrator.username)
    await tab.page.fill('#password', ADMIN_PASSWORD)
    await tab.page.click('main button')
    await notice().filter({ hasText: 'before your session ended' }).waitFor()
    expect(await control('Name').inputValue()).to.equal('Late')
    expect(await control('number__c').inputValue()).to.equal('1,234.5')
    await press('Save')
    await saved()
    expect(await probes('Late')).to.deep.equal([{ text__c: 'given' }])
  }).timeout(60_000)

  it('is merged field by field with what somebody else has saved: each one is kept, or taken', async () => {
    const fields = { Name: 'Merged', text__c: 'first', colour__c: 'Red', check__c: false }
    const id = await server.create('probe__c', fields)
    await tab.open(`/lightning/r/probe__c/${id}/edit`)
    await control('text__c').fill('mine')
    await control('colour__c').selectOption('Green')
    await server.patch(`sobjects/probe__c/${id}`, { text__c: 'theirs', colour__c: 'Blue', check__c: true })
    await press('Save')
    await tab.page.locator('[data-summary] a', { hasText: 'Text' }).click()
    await tab.page.locator('[name=text__c]:focus').waitFor()
    await tab.page.getByRole('button', { name: 'Take this Colour' }).click()
    expect(await control('colour__c').inputValue()).to.equal('Blue')
    expect(await tab.page.locator(':focus').getAttribute('name')).to.equal('colour__c')
    expect(await tab.page.locator('[data-field=text__c] .stored').textContent()).to.include('theirs')
    await press('Save')
    await saved()
    expect(
      await server.query("SELECT text__c, colour__c, check__c FROM probe__c WHERE Name = 'Merged'"),
    ).to.deep.equal([{ text__c: 'mine', colour__c: 'Blue', check__c: true }])
  }).timeout(60_000)

  it('is held against what others have saved since', async () => {
    const id = await server.create('probe__c', { Name: 'Twice', text__c: 'first' })
    await tab.open(`/lightning/r/probe__c/${id}/edit`)
    await control('text__c').fill('mine')
    await leave()
    await server.patch(`sobjects/probe__c/${id}`, { text__c: 'theirs' })
    await tab.open(`/lightning/r/probe__c/${id}/edit`)
    await notice().getByRole('button', { name: 'Restore' }).click()
    await press('Save')
    await tab.page.locator('[data-field=text__c] .stored', { hasText: 'theirs' }).waitFor()
    expect(await control('text__c').inputValue()).to.equal('mine')
    await press('Save')
    await saved()
    expect(await probes('Twice')).to.deep.equal([{ text__c: 'mine' }])
  }).timeout(60_000)
})
