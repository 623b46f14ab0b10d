import { expect } from 'chai'
import { logIn, openTab, type TestTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

describe('what scripts add to pages', () => {
  let server: TestServer
  let tab: TestTab

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    for (const Name of ['Tamar Audio', 'Tamar Video', 'Open Sensor Lab'])
      await server.create('Account', { Name })
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  after(() => tab?.context.close())

  it('a lookup suggests records while somebody types, and is chosen from with the keyboard', async () => {
    await tab.open('/lightning/o/probe__c/new')
    const control = tab.page.locator('#field-account__c')
    await control.pressSequentially('tamar')
    const list = tab.page.locator('.lookup__list').filter({ hasNotText: 'Open Sensor Lab' })
    await list.waitFor()
    expect(await list.getByRole('option').allTextContents()).to.deep.equal(['Tamar Audio', 'Tamar Video'])
    await control.press('ArrowDown')
    await control.press('ArrowDown')
    await control.press('Enter')
    expect(await control.inputValue()).to.equal('Tamar Video')
    await tab.page.fill('[name=Name]', 'With a lookup')
    await tab.page.getByRole('button', { name: 'Save' }).click()
    await tab.page.locator('.notice').waitFor()
    expect(
      await server.query("SELECT account__r.Name FROM probe__c WHERE Name = 'With a lookup'"),
    ).to.have.nested.property('[0].account__r.Name', 'Tamar Video')
  }).timeout(60_000)

  it('a list is searched while somebody types, and its address follows', async () => {
    await tab.open('/lightning/o/Account/list')
    await tab.page.getByRole('searchbox').pressSequentially('sensor')
    await tab.page.waitForURL(/q=sensor/)
    const names = await tab.page.locator('.row__name').allTextContents()
    expect(names).to.deep.equal(['Open Sensor Lab'])
    expect(await tab.page.getByRole('searchbox').inputValue()).to.equal('sensor')
  }).timeout(60_000)

  it('a form with something typed in it is not left without a question', async () => {
    await tab.open('/lightning/o/probe__c/new')
    await tab.page.locator('[name=Name]').pressSequentially('half')
    const asked = tab.page.waitForEvent('dialog')
    const leaving = tab.page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).to.equal('beforeunload')
    await dialog.accept()
    await leaving
  }).timeout(60_000)
})
