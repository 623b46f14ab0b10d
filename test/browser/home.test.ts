import { expect } from 'chai'
import { logIn, openTab, type TestTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

describe('a day that begins at home, without a script', () => {
  let server: TestServer
  let tab: TestTab

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    const AccountId = await server.create('Account', { Name: 'Basalt Labs' })
    const order = { AccountId, EffectiveDate: '2099-12-31', expected_amount__c: 500 }
    await server.create('Order', { ...order, title__c: 'Walked from home' })
    tab = await openTab(server, { javaScriptEnabled: false })
    await logIn(tab, server.app.administrator.username)
  })
  after(() => tab?.context.close())

  it('leads over the pipeline and its list to a record, its activity, and back among the recent ones', async () => {
    const { page } = tab
    await tab.open('/lightning/o/Order/board?filterName=Pipeline')
    await page.getByRole('link', { name: 'Pipeline' }).click()
    await page.waitForURL(/\/pipeline/)
    expect(await page.locator('.chart svg').count()).to.equal(2)
    await page.locator('table').getByRole('link', { name: 'PENDING VALIDATION' }).click()
    expect(await page.locator('.list__picked').textContent()).to.include('Status: PENDING VALIDATION')
    await page.getByRole('row').filter({ hasText: 'Walked from home' }).getByRole('link').first().click()
    const number = (await page.locator('h1').textContent()) ?? ''
    await page.getByRole('link', { name: 'Activity' }).click()
    await page.fill('#quick-subject', 'Ask for drawings')
    await page.getByRole('button', { name: 'Add task' }).click()
    await page.waitForURL(/\/view/)
    expect(await page.locator('h1').textContent()).to.equal(number)
    await page.getByRole('link', { name: 'Activity' }).click()
    expect(await page.locator('#activity').textContent()).to.include('Ask for drawings')
    await tab.open('/lightning/page/home')
    expect(await page.locator('.recent').first().textContent()).to.include(number)
    expect(await page.locator('main').textContent()).to.include('Ask for drawings')
    expect(tab.complaints).to.deep.equal([])
  }).timeout(30_000)
})
