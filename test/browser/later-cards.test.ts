import { expect } from 'chai'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { axeFindings, logIn, openTab, scrollThrough, type TestTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

/** What the page notes of itself, from its first moment on. */
const WATCH = `
  globalThis.shifts = []
  new PerformanceObserver(list => {
    for (const { value, sources, hadRecentInput } of list.getEntries())
      if (!hadRecentInput) shifts.push(value + ' ' + sources.map(({ node }) => node?.id || node?.className || node?.nodeName))
  }).observe({ type: 'layout-shift', buffered: true })
`
const CARDS = /\/(card|activity)$/

describe('cards of a record that come when they are seen', () => {
  let server: TestServer
  const paths: Record<string, string> = {}

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    const account = await server.create('Account', { Name: 'With people', Phone: '+995 32 200 10 10' })
    for (let index = 0; index < 9; index++)
      await server.create('Contact', { LastName: `Of it ${index}`, AccountId: account })
    for (const Name of ['First', 'Second'])
      await server.create('Opportunity', {
        Name,
        AccountId: account,
        StageName: 'Prospecting',
        CloseDate: '2030-01-31',
      })
    for (const Subject of ['It bends', 'It rattles'])
      await server.create('Case', { Subject, AccountId: account })
    for (let index = 0; index < 9; index++)
      await server.create('Task', { Subject: `Call ${index}`, WhatId: account, ActivityDate: '2030-01-31' })
    const fields = { AccountId: account, EffectiveDate: '2099-12-31', expected_amount__c: 10 }
    const order = await server.create('Order', fields)
    await server.patch(`sobjects/Order/${order}`, { Status: 'AWAITING PROPOSALS' })
    paths.account = `/lightning/r/Account/${account}/view`
    paths.order = `/lightning/r/Order/${order}/view`
  })

  const tabs: TestTab[] = []
  after(async () => {
    for (const { context } of tabs) await context.close()
  })
  type Prepare = (page: Page) => Promise<unknown>
  const openRecord = async (
    record: 'account' | 'order',
    options: BrowserContextOptions,
    prepare?: Prepare,
  ): Promise<Page> => {
    const tab = await openTab(server, options)
    tabs.push(tab)
    await logIn(tab, server.app.administrator.username)
    await tab.page.addInitScript(WATCH)
    await prepare?.(tab.page)
    await tab.open(paths[record] as string)
    return tab.page
  }
  const slowly: Prepare = page =>
    page.route(CARDS, async route => {
      await new Promise(resolve => setTimeout(resolve, 500))
      await route.continue()
    })
  const wide = { viewport: { width: 1440, height: 900 } }

  for (const { record, width, heads } of [
    { record: 'account', width: 1440, heads: ['Opportunities (2)', 'Cases (2)', 'Contracts (0)'] },
    { record: 'order', width: 320, heads: ['Payments (0)', 'Notes (0)'] },
  ] as const)
    it(`move nothing at ${width} px, however slow the server is`, async () => {
      const page = await openRecord(record, { viewport: { width, height: 900 } }, slowly)
      await page.mouse.move(150, 450)
      await scrollThrough(page)
      await page.waitForTimeout(300)
      expect(await page.evaluate('shifts')).to.deep.equal([])
      const found = await page.locator('.record__main .card__title').allTextContents()
      expect(found.map(head => head.trim())).to.include.members([...heads])
      expect(await page.locator('.record__side').isVisible()).to.equal(true)
    }).timeout(60_000)

  it('say that they did not come, hide nothing, and are asked for again', async () => {
    const page = await openRecord('account', wide, one =>
      one.route(/Opportunities\/card$/, route => route.abort()),
    )
    await scrollThrough(page, 1)
    const card = page.locator('#card-Opportunities')
    expect(await card.getByRole('alert').textContent()).to.include('no connection')
    expect(await card.getAttribute('aria-busy')).to.equal(null)
    expect(await page.locator('#card-Cases tbody tr').count()).to.equal(2)
    expect(await page.locator('#card-Cases').isVisible()).to.equal(true)
    expect(await axeFindings(page)).to.deep.equal([])
    await page.unrouteAll()
    await card.getByRole('button', { name: 'Try again' }).click()
    await card.getByRole('link', { name: 'First' }).waitFor()
    expect(await card.getByRole('alert').count()).to.equal(0)
    expect(await page.evaluate('document.activeElement.id')).to.equal('open-Opportunities')
  }).timeout(60_000)

  it('are links to their lists without a script, and look like nothing that is to come', async () => {
    const page = await openRecord('account', { javaScriptEnabled: false })
    for (const name of ['Opportunities', 'Cases', 'Attachments', 'Files', 'Activity'])
      expect(await page.getByRole('link', { name, exact: true }).last().isVisible(), name).to.equal(true)
    expect(await page.locator('[aria-busy]').count()).to.equal(0)
    const { height = 0 } = (await page.locator('#card-Cases').boundingBox()) ?? {}
    expect(height, 'of a head alone').to.be.below(70)
  }).timeout(60_000)

  it('are on paper when they have come, and so is all else', async () => {
    const page = await openRecord('order', wide, one =>
      one.route(CARDS, () => new Promise<void>(() => undefined)),
    )
    const history = page.locator('#history')
    await page.locator('#activity[aria-busy]').waitFor()
    expect(await history.isVisible()).to.equal(false)
    await page.emulateMedia({ media: 'print' })
    expect(await history.isVisible()).to.equal(true)
    expect(await page.locator('#activity').isVisible()).to.equal(false)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  }).timeout(60_000)
})
