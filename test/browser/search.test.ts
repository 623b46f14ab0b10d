import { join } from 'node:path'
import { expect } from 'chai'
import { axeFindings, logIn, openTab, PICTURES, type TestTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

describe('the search of every page in a browser', () => {
  let server: TestServer
  let tab: TestTab

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    for (const Name of ['Quartz Optics', 'Quartz Works']) await server.create('Account', { Name })
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  after(() => tab?.context.close())

  it('is reached with a slash, suggests, and is walked with the keyboard', async () => {
    const { page } = tab
    await tab.open('/lightning/page/home')
    await page.keyboard.press('/')
    await page.keyboard.type('quartz')
    const options = page.getByRole('listbox').getByRole('option')
    await options.filter({ hasText: 'All results for “quartz”' }).waitFor()
    expect(await options.allTextContents()).to.have.members([
      'Quartz OpticsAccount',
      'Quartz WorksAccount',
      'All results for “quartz”',
    ])
    expect(await axeFindings(page)).to.deep.equal([])
    await page.screenshot({ path: join(PICTURES, 'search-suggestions.png') })
    const box = page.getByRole('combobox', { name: 'Search everything' })
    await box.press('Escape')
    expect(await box.getAttribute('aria-expanded')).to.equal('false')
    await box.press('ArrowDown')
    await options.nth(2).waitFor()
    await box.press('ArrowUp')
    await box.press('ArrowDown')
    const name = await page.locator('[aria-selected=true]').evaluate(option => option.firstChild?.textContent)
    await box.press('Enter')
    await page.waitForURL(/\/r\/Account\//)
    expect(await page.locator('h1').textContent()).to.equal(name)
  }).timeout(60_000)

  it('has a palette beside it that leads to anything, and help for the keys', async () => {
    const { page } = tab
    await tab.open('/lightning/o/Account/list')
    await page.keyboard.press('Control+k')
    const options = page.locator('.palette[open]').getByRole('option')
    await options.first().waitFor()
    expect(await options.first().textContent()).to.include('This page')
    await page.keyboard.type('quartz wo')
    await options.filter({ hasText: 'Quartz Works' }).waitFor()
    expect(await axeFindings(page)).to.deep.equal([])
    await page.screenshot({ path: join(PICTURES, 'palette.png') })
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/r\/Account\//)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    expect(await axeFindings(page)).to.deep.equal([])
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+k')
    await page.keyboard.type('new acc')
    await options.filter({ hasText: 'New Account' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('contacts')
    await options.first().filter({ hasText: 'Contacts' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/o\/Contact\/list/)
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)

  it('shows all results on a page, without a script, too', async () => {
    const plain = await openTab(server, { javaScriptEnabled: false })
    await logIn(plain, server.app.administrator.username)
    await plain.page.fill('#search', 'quartz')
    await plain.page.press('#search', 'Enter')
    await plain.page.waitForURL(/search\?q=quartz/)
    expect(await plain.page.locator('.row__name').allTextContents()).to.have.members([
      'Quartz Optics',
      'Quartz Works',
    ])
    expect(await plain.page.inputValue('#search')).to.equal('quartz')
    await plain.context.close()
  }).timeout(60_000)
})
