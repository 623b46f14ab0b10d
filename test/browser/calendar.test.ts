import { expect } from 'chai'
import { logIn, openTab, type TestTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

const DAY = 86_400_000
const dayFromNow = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)

describe('a calendar in a browser', function () {
  this.timeout(60_000)
  let server: TestServer
  let tab: TestTab
  let account: string

  const tender = (title: string, EffectiveDate: string) =>
    server.create('Order', {
      ...{ AccountId: account, EffectiveDate, title__c: title, Status: 'AWAITING PROPOSALS' },
    })
  const dateOf = async (id: string) =>
    (await server.query(`SELECT EffectiveDate FROM Order WHERE Id = '${id}'`))[0]?.EffectiveDate
  const openMonth = (day: string) =>
    tab.open(`/lightning/o/Order/calendar?filterName=Tender_Calendar&by=EffectiveDate&day=${day}`)
  const entry = (id: string) => tab.page.locator(`.entry[data-id="${id}"]`)
  const day = (date: string) => tab.page.locator(`[data-day="${date}"]`)

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    account = await server.create('Account', { Name: 'Calendar Works' })
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  after(() => tab?.context.close())

  it('has records that are dragged to other days, and back', async () => {
    const id = await tender('Gears', '2098-01-14')
    await openMonth('2098-01-01')
    await entry(id).dragTo(day('2098-01-20'))
    const notice = tab.page.locator('[data-live-notice]').filter({ hasText: 'Jan 20, 2098' })
    await notice.waitFor()
    expect(await dateOf(id)).to.equal('2098-01-20')
    await notice.getByRole('button', { name: 'Undo' }).click()
    await day('2098-01-14').locator('.entry').waitFor()
    expect(await dateOf(id)).to.equal('2098-01-14')
    await entry(id).getByRole('link').first().press('Shift+ArrowDown')
    await day('2098-01-21').locator('.entry').waitFor()
    expect(await dateOf(id)).to.equal('2098-01-21')
    expect(tab.complaints).to.deep.equal([])
  })

  it('says why a record cannot be moved, and leaves it where it is', async () => {
    const date = dayFromNow(5)
    const id = await tender('Soon', date)
    await openMonth(date)
    await entry(id).getByRole('link').first().press('Shift+ArrowUp')
    await tab.page.getByText('The tender must run for at least 3 days').waitFor()
    expect(await dateOf(id)).to.equal(date)
    await day(date).locator(`[data-id="${id}"]`).waitFor()
    expect(tab.complaints.filter(text => !/status of 422/.test(text))).to.deep.equal([])
    tab.complaints.length = 0
  })

  it('moves a record by a form in a dialog, too', async () => {
    const id = await tender('By form', '2098-03-10')
    await openMonth('2098-03-01')
    await entry(id).getByRole('link', { name: 'Move' }).press('Enter')
    await tab.page.getByRole('dialog').locator('[name=EffectiveDate]').fill('2098-03-12')
    await tab.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await day('2098-03-12').locator('.entry').waitFor()
    expect(await dateOf(id)).to.equal('2098-03-12')
    expect(tab.complaints).to.deep.equal([])
  })
})
