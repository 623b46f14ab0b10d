import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import type { Route } from 'playwright-core'
import { logIn, openTab, type TestTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

/** Answers come when the test lets them, while people type and press on. */
describe('pages on a slow line', () => {
  let server: TestServer
  let tab: TestTab

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    for (const Name of ['Slow Audio', 'Slow Video']) await server.create('Account', { Name })
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  afterEach(() => tab.page.unrouteAll())
  after(() => tab?.context.close())

  /** Requests that wait from now on, each until it is continued. */
  const hold = async (address: RegExp, method = 'GET') => {
    const held: Route[] = []
    await tab.page.route(address, route =>
      route.request().method() === method ? void held.push(route) : route.fallback(),
    )
    const asked = async (count: number): Promise<void> => {
      while (held.length < count) await delay(5)
    }
    /** The page has the answer. */
    const answer = async (index: number): Promise<void> => {
      const route = held[index] as Route
      await route.continue()
      await (await route.request().response())?.finished()
    }
    return { held, asked, answer }
  }
  const posts = (): string[] => {
    const sent: string[] = []
    tab.page.on('request', request => {
      if (request.method() === 'POST') sent.push(request.url())
    })
    return sent
  }

  it('open a dialog once, however often it is asked for', async () => {
    await tab.open('/lightning/o/Account/list')
    const { asked, answer } = await hold(/\/columns\?/)
    const link = tab.page.getByRole('link', { name: 'Columns' })
    await link.click()
    await link.click()
    await asked(2)
    await answer(1)
    await tab.page.locator('dialog[open]').waitFor()
    await answer(0)
    await tab.page.locator('dialog[open] form').waitFor()
    expect(await tab.page.locator('dialog[open]').count()).to.equal(1)
    await tab.page.keyboard.press('Escape')
    await tab.page.locator('dialog[open]').waitFor({ state: 'detached' })
  }).timeout(60_000)

  it('keep what is typed into a field that was opened twice', async () => {
    const id = await server.create('probe__c', { Name: 'Opened twice', text__c: 'before' })
    await tab.open(`/lightning/r/probe__c/${id}/view`)
    const { asked, answer } = await hold(/\/edit\?/)
    const field = tab.page.locator('dl [data-field=text__c]').first()
    await field.dblclick()
    await field.dblclick()
    await asked(2)
    await answer(1)
    await tab.page.fill('.inline-form [name=text__c]', 'mine')
    await answer(0)
    await tab.page.press('.inline-form [name=text__c]', 'Enter')
    await field.filter({ hasText: 'mine' }).waitFor()
  }).timeout(60_000)

  it('save a cell once, however often Enter is pressed', async () => {
    await server.create('Lead', { LastName: 'Patient', Company: 'Before' })
    await tab.open('/lightning/o/Lead/list?q=patient')
    const row = tab.page.getByRole('row').filter({ hasText: 'Patient' })
    await row.locator('td').filter({ hasText: 'Before' }).dblclick()
    const control = tab.page.locator('.cell-form').getByLabel('Company')
    await control.fill('After')
    const { held, asked, answer } = await hold(/\/edit-list/, 'POST')
    await control.press('Enter')
    await asked(1)
    await control.press('Enter')
    await answer(0)
    await row.filter({ hasText: 'After' }).waitFor()
    expect(held).to.have.lengthOf(1)
  }).timeout(60_000)

  it('save a form once, and leave no draft, while the page of its record is on its way', async () => {
    await tab.open('/lightning/o/probe__c/new')
    await tab.page.fill('[name=Name]', 'Pressed again')
    const sent = posts()
    await tab.page.evaluate(`
      const press = () => document.querySelector('main form').requestSubmit()
      // The page of the record has been asked for.
      addEventListener('beforeunload', press)
      press()
    `)
    await tab.page.locator('[data-notice]').waitFor()
    expect(sent).to.have.lengthOf(1)
    await tab.open('/lightning/o/probe__c/new')
    expect(await tab.page.locator('[data-draft-notice]').textContent()).to.equal('')
  }).timeout(60_000)

  it('stay at what somebody has gone to among suggestions when those for more letters come', async () => {
    await tab.open('/lightning/o/probe__c/new')
    const control = tab.page.locator('#field-account__c')
    const list = tab.page.locator('.lookup__list')
    await control.pressSequentially('slo')
    await list.filter({ hasText: '“slo”' }).waitFor()
    const { asked, answer } = await hold(/[?&]q=slow/)
    await control.pressSequentially('w')
    await asked(1)
    await control.press('ArrowDown')
    await answer(0)
    await list.filter({ hasText: '“slow”' }).waitFor()
    await control.press('Enter')
    expect(await control.inputValue()).to.equal('Slow Audio')
    await tab.page.getByRole('link', { name: 'Cancel' }).click()
    await tab.page.waitForURL(/list/)
  }).timeout(60_000)

  it('show two cards where they were dragged to when the answers overlap', async () => {
    const [account] = await server.query("SELECT Id FROM Account WHERE Name = 'Slow Audio'")
    const order = { AccountId: account?.Id, EffectiveDate: '2099-12-31' }
    const [first, second] = [await server.create('Order', order), await server.create('Order', order)]
    const card = (id: string) => tab.page.locator(`.card[data-id="${id}"]`)
    const lane = tab.page.locator('.lane[data-value="AWAITING PROPOSALS"]')
    // What was saved before comes to the page as well: a drag that it comes amid is begun again.
    const drag = async (id: string): Promise<void> => {
      do await card(id).dragTo(lane)
      while ((await lane.locator(`[data-id="${id}"]`).count()) === 0)
    }
    await tab.page.setViewportSize({ width: 2600, height: 1200 })
    await tab.open('/lightning/o/Order/board?filterName=AllOrders&by=Status')
    const { asked, answer } = await hold(new RegExp(first), 'POST')
    await drag(first)
    await asked(1)
    const drawn = tab.page.waitForResponse(response => /\/board\?/.test(response.url()))
    await drag(second)
    await (await drawn).finished()
    await tab.page.locator(`.lane:not([data-value="AWAITING PROPOSALS"]) [data-id="${first}"]`).waitFor()
    await answer(0)
    await lane.locator(`[data-id="${first}"]`).waitFor()
    await lane.locator(`[data-id="${second}"]`).waitFor()
    await tab.page.setViewportSize({ width: 1440, height: 900 })
  }).timeout(60_000)

  it('show the record that somebody has gone to beside a list, whatever comes of the one before', async () => {
    for (const LastName of ['Beside one', 'Beside two'])
      await server.create('Lead', { LastName, Company: 'B' })
    const live = tab.page.waitForResponse(/\/lightning\/live/)
    await tab.open('/lightning/o/Lead/split?q=beside')
    await live
    const [first = '', second = ''] = await tab.page.locator('.split__row strong').allTextContents()
    const shown = tab.page.locator('#split-record h1')
    const before = await hold(/\/split\?(?!.*\bid=)/)
    const next = await hold(/\/split\?.*\bid=/)
    const [lead] = await server.query(`SELECT Id FROM Lead WHERE Name = '${first}'`)
    await server.patch(`sobjects/Lead/${lead?.Id}`, { Company: 'Changed' })
    await before.asked(1)
    await tab.page.locator('.split__row a').first().focus()
    await tab.page.keyboard.press('ArrowDown')
    await next.asked(1)
    await next.answer(0)
    await shown.getByText(second).waitFor()
    await before.answer(0)
    await tab.page.locator('.split__row [aria-current]', { hasText: second }).waitFor()
    expect(await shown.textContent()).to.equal(second)
  }).timeout(60_000)

  it('show what was saved although the answer breaks off', async () => {
    const id = await server.create('probe__c', { Name: 'Broken off', text__c: 'before' })
    await tab.open(`/lightning/r/probe__c/${id}/view`)
    const field = tab.page.locator('dl [data-field=text__c]').first()
    await field.dblclick()
    await tab.page.fill('.inline-form [name=text__c]', 'after')
    await tab.page.evaluate(`
      const { text } = Response.prototype
      Response.prototype.text = function () {
        return /view$/.test(this.url) ? Promise.reject(new TypeError('network error')) : text.call(this)
      }
    `)
    await tab.page.press('.inline-form [name=text__c]', 'Enter')
    await field.filter({ hasText: 'after' }).waitFor()
    expect(await tab.page.locator('.inline-form').count()).to.equal(0)
  }).timeout(60_000)

  it('save a form once although what else is on its page comes amid it', async () => {
    const page = await tab.context.newPage()
    await page.addInitScript(`addEventListener('DOMContentLoaded', () => {
      const image = new Image()
      image.src = '/slow.png'
      document.body.append(image)
    })`)
    const [image, saving] = [[] as Route[], [] as Route[]]
    await page.route('**/slow.png', route => void image.push(route))
    await page.goto(`${server.url}/lightning/o/probe__c/new`, { waitUntil: 'domcontentloaded' })
    await page.fill('[name=Name]', 'Pressed early')
    await page.route('**/probe__c/new*', route => void saving.push(route))
    const form = page.locator('main form')
    await page.evaluate("document.querySelector('main form').requestSubmit()")
    while (saving.length === 0) await delay(5)
    await image[0]?.abort()
    await page.waitForLoadState('load')
    expect(await form.getAttribute('aria-busy')).to.equal('true')
    await page.close({ runBeforeUnload: false })
  }).timeout(60_000)

  it('keep the width of a column although its page is left at once', async () => {
    await tab.open('/lightning/o/Lead/list')
    await tab.page.getByRole('separator', { name: 'Width of Company' }).press('ArrowLeft')
    await tab.open('about:blank')
    const list = async () => (await tab.context.request.get('/lightning/o/Lead/list')).text()
    while (!(await list()).includes('rows_sized')) await delay(20)
  }).timeout(60_000)
})
