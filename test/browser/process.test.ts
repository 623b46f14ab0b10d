import { join } from 'node:path'
import { expect } from 'chai'
import type { Locator } from 'playwright-core'
import { setPassword } from '../../server/org/passwords.ts'
import { axeFindings, logIn, openTab, PICTURES, scrollThrough, type TestTab } from '../support/browser.ts'
import { ADMIN_PASSWORD } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addPortalUser, addUser, type PortalUser } from '../support/test-users.ts'

const WIDTHS = [1440, 320]
const STAGES = [
  ['EVT', 'ENGINEERING VALIDATION'],
  ['DVT', 'DESIGN VALIDATION'],
  ['PVT', 'PRODUCTION VALIDATION'],
  ['Mass Production', 'MASS PRODUCTION'],
] as const

type Texts = Readonly<Record<string, string>>

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

/** What people type and press, on the pages as they are. */
describe('the process of Manufaktura in a browser', function () {
  this.timeout(120_000)
  let server: TestServer
  let designer: TestTab
  let operations: TestTab
  let finance: TestTab
  let admin: TestTab
  let makers: readonly TestTab[]
  let accounts: readonly PortalUser[]
  let winner: TestTab
  const findings: string[] = []
  let order: string
  let unwanted: string

  before(async () => {
    server = await startTestServer()
    const from = await addPortalUser(server, 'Kestrel Robotics', 'Hardware_Designer')
    accounts = await Promise.all(
      ['Alpha Works', 'Beta Works', 'Gamma Works'].map(name => addPortalUser(server, name, 'Manufacturer')),
    )
    const [one, two] = [await addUser(server, 'Operations'), await addUser(server, 'Finance')]
    const tabs: TestTab[] = []
    const { org, administrator } = server.app
    for (const { id, username } of [from, one, two, { ...administrator, id: '' }, ...accounts]) {
      if (id !== '') await setPassword(org, id, ADMIN_PASSWORD, { who: username })
      const tab = await openTab(server)
      await logIn(tab, username)
      await tab.page.locator('.bar__user').waitFor()
      tabs.push(tab)
    }
    ;[designer, operations, finance, admin, ...makers] = tabs as [TestTab, TestTab, TestTab, TestTab, TestTab]
    winner = makers[1] as TestTab
  })
  after(async () => {
    for (const tab of [designer, operations, finance, admin, ...(makers ?? [])]) await tab?.context.close()
    await server?.close()
  })

  const main = async ({ page }: TestTab): Promise<string> =>
    ((await page.textContent('main')) ?? '').replaceAll(/\s+/g, ' ').trim()
  const view = (id: string): string => `/lightning/r/${id}/view`
  /** The one that people see: in the dialog over the page, where there is one. */
  const form = ({ page }: TestTab): Locator => page.locator('main form[data-form], dialog[open] form').last()
  const control = (tab: TestTab, name: string): Locator => form(tab).locator(`[id$="field-${name}"]`)

  /** A picture at each width; what axe finds, and what sticks out, is told in the end. */
  const look = async ({ page, complaints }: TestTab, name: string): Promise<void> => {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      const sticksOut = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      if (Number(sticksOut) > 0) findings.push(`${name} at ${width}: ${sticksOut} pixels stick out`)
      for (const finding of await axeFindings(page)) findings.push(`${name} at ${width}: ${finding}`)
      await page.screenshot({ path: join(PICTURES, `process-${name}-${width}.png`), fullPage: true })
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    // Browsers say themselves that a save was refused, or a page hidden.
    findings.push(...complaints.splice(0).filter(text => !/status of (?:403|404|422)/.test(text)))
  }
  const type = async (tab: TestTab, fields: Texts): Promise<void> => {
    for (const [name, text] of Object.entries(fields)) {
      const field = control(tab, name)
      if ((await field.evaluate(({ tagName }: { tagName: string }) => tagName)) === 'SELECT') {
        await field.selectOption(text)
      } else await field.fill(text)
    }
  }
  const press = async ({ page }: TestTab, button: string): Promise<void> => {
    await page.locator('main').getByRole('button', { name: button }).first().click()
    await page.waitForLoadState('load')
  }
  const save = async (tab: TestTab, fields: Texts): Promise<void> => {
    await type(tab, fields)
    await form(tab).getByRole('button', { name: 'Save' }).click()
    await tab.page.waitForLoadState('load')
  }
  const done = async ({ page }: TestTab): Promise<void> => {
    // What others save meanwhile is said in another place.
    await page.locator('[data-notice]').waitFor()
    await page.waitForLoadState()
    expect(await page.locator('[data-summary]').allTextContents()).to.deep.equal([])
  }
  const openEdit = async ({ page }: TestTab): Promise<void> => {
    await page.locator('.record__head').getByRole('link', { name: 'Edit' }).click()
    await page.waitForURL(/\/edit/)
  }
  const edit = async (tab: TestTab, record: string, fields: Texts): Promise<void> => {
    await tab.open(view(record))
    await openEdit(tab)
    await save(tab, fields)
  }
  const idOf = ({ page }: TestTab): string => {
    const [, object, id] = /\/r\/(\w+)\/(\w+)\/view/.exec(page.url()) ?? []
    return `${object}/${id}`
  }
  const refused = async (tab: TestTab, field: string, message: RegExp): Promise<void> => {
    const problem = form(tab).locator(`[data-field=${field}] .slds-form-element__help:not(.quiet)`)
    await problem.waitFor()
    expect(await problem.textContent()).to.match(message)
    expect(await control(tab, field).getAttribute('aria-invalid')).to.equal('true')
  }
  /** The record with all its lists, which are fetched when they are scrolled to. */
  const openRecord = async (tab: TestTab, record: string): Promise<number> => {
    const status = await tab.open(view(record))
    await scrollThrough(tab.page)
    return status
  }
  const shows = async (tab: TestTab, record: string, ...texts: readonly string[]): Promise<void> => {
    expect(await openRecord(tab, record)).to.equal(200)
    const text = await main(tab)
    for (const one of texts) expect(text).to.include(one)
  }

  it('a designer submits two requests for proposals, which wait for validation', async () => {
    await look(designer, 'home')
    const submit = async (title: string): Promise<string> => {
      await designer.page.locator('nav').getByRole('link', { name: 'Orders' }).click()
      await designer.page.locator('main').getByRole('link', { name: 'New' }).first().click()
      await type(designer, { title__c: title, EffectiveDate: dayFromNow(1) })
      await type(designer, { AccountId: 'Kestrel Robotics', currency__c: 'EUR' })
      await press(designer, 'Next')
      await type(designer, { Description: 'As in the drawing.' })
      await press(designer, 'Next')
      await designer.page.locator('#form-files').waitFor()
      const buffer = Buffer.from(`The drawing of ${title}`)
      await designer.page.setInputFiles('#form-files', {
        name: 'drawing.txt',
        mimeType: 'text/plain',
        buffer,
      })
      await press(designer, 'Save')
      await done(designer)
      return idOf(designer)
    }
    order = await submit('Gearbox housings')
    unwanted = await submit('Perpetual motion')
    expect(await main(designer)).to.include('PENDING VALIDATION')
    await look(designer, 'request')
  })

  it('operations screen it; the rule on the date refuses, beside the field, and they correct it', async () => {
    for (const one of [order, unwanted]) {
      await edit(operations, one, { Status: 'AWAITING PROPOSALS' })
      await refused(operations, 'EffectiveDate', /at least 3 days/)
      if (one === order) await look(operations, 'refused')
      await save(operations, { EffectiveDate: dayFromNow(10) })
      await done(operations)
    }
    await shows(operations, order, 'AWAITING PROPOSALS', 'drawing')
    await look(operations, 'tender')
  })

  /** The form for a new record of a related list, over the order's page. */
  const openForm = async (tab: TestTab, name: RegExp): Promise<void> => {
    await openRecord(tab, order)
    await tab.page.getByRole('link', { name }).click()
    await tab.page.getByRole('dialog', { name }).waitFor()
  }
  /** It is saved, and the order's page says so. */
  const closed = async (tab: TestTab): Promise<void> => {
    await tab.page.locator('dialog.dialog').waitFor({ state: 'detached' })
    await done(tab)
    expect(idOf(tab)).to.equal(order)
  }
  const askForPayment = async (tab: TestTab, fields: Texts): Promise<void> => {
    await openForm(tab, /New payment/i)
    await save(tab, { currency__c: 'EUR', due_date__c: dayFromNow(14), ...fields })
  }
  const takePayment = async (kind: string): Promise<void> => {
    await openRecord(finance, order)
    const row = finance.page.locator('tr').filter({ hasText: kind })
    await row.getByRole('link').first().click()
    await openEdit(finance)
    await save(finance, { status__c: 'Paid', paid_date__c: dayFromNow(0) })
    await done(finance)
  }

  it('operations ask for a part in advance; finance take it in; the designer sees both', async () => {
    await askForPayment(operations, { kind__c: 'Partial in Advance', amount__c: '1,000' })
    await closed(operations)
    await shows(designer, order, 'Partial in Advance', 'Requested')
    await takePayment('Partial in Advance')
    await look(finance, 'payment')
    await shows(designer, order, '1,000.00', 'Paid')
  })

  it('three manufacturers bid in their portal, and cannot see each other', async () => {
    for (const [index, maker] of makers.entries()) {
      await maker.page.locator('nav').getByRole('link', { name: 'Orders' }).click()
      await maker.open('/lightning/o/Order/list?filterName=Open_Tenders')
      if (index === 0) await look(maker, 'open-tenders')
      await openForm(maker, /New Order Proposal/i)
      if (index === 0) await look(maker, 'bid')
      await save(maker, { price__c: ['4,000', '3,500', '3,900'][index] as string, currency__c: 'EUR' })
      await closed(maker)
    }
    for (const [index, maker] of makers.entries()) {
      await maker.open('/lightning/o/order_proposal__c/list?filterName=My_Proposals')
      const text = await main(maker)
      for (const [other, price] of ['4,000.00', '3,500.00', '3,900.00'].entries())
        expect(text.includes(price), `${index} sees ${price}`).to.equal(other === index)
    }
    await look(winner, 'proposals')
  })

  it('an administrator runs the job of 07:00 from its page: the lowest price wins', async () => {
    // The tenders end, which takes days.
    for (const one of [order, unwanted]) {
      const headers = { 'X-Atelier-Skip-Rules': 'Tender_in_three_days' }
      await server.send('PATCH', `sobjects/${one}`, { body: { EffectiveDate: dayFromNow(-2) }, headers })
    }
    await admin.page.locator('.bar__user').click()
    await admin.page.getByRole('link', { name: 'Scheduled jobs' }).click()
    await press(admin, 'Run now')
    await admin.page.locator('.notice').filter({ hasText: 'Select manufacturers: done.' }).waitFor()
    await admin.page.waitForLoadState()
    expect(await main(admin)).to.include(server.app.administrator.username)
    await look(admin, 'jobs')
    expect(await operations.open('/lightning/setup/ScheduledJobs/home')).to.equal(403)
    await shows(designer, order, 'MANUFACTURER SELECTED')
    await shows(designer, unwanted, 'CANCELLED NO PROPOSALS')
    await look(designer, 'selected')
    await shows(winner, order, 'MANUFACTURER SELECTED')
    for (const loser of [makers[0], makers[2]] as [TestTab, TestTab]) {
      expect(await loser.open(view(order))).to.equal(404)
    }
    for (const [maker, selected] of [
      [makers[0], 'No'],
      [winner, 'Yes'],
      [makers[2], 'No'],
    ] as [TestTab, string][]) {
      await maker.open('/lightning/o/order_proposal__c/list?filterName=My_Proposals')
      const row = maker.page.locator('tbody tr').filter({ hasText: 'Gearbox housings' })
      expect(await row.locator('[data-label="Decided On"]').textContent()).to.match(/20\d\d/)
      expect((await row.locator('[data-label=Selected]').textContent())?.trim()).to.equal(selected)
    }
    await look(makers[0] as TestTab, 'lost')
  })

  it('operations plan the stages', async () => {
    for (const [index, [kind]] of STAGES.entries()) {
      await openForm(operations, /New manufacturing stage/i)
      await type(operations, { kind__c: kind, planned_start__c: dayFromNow(index * 10) })
      await save(operations, { planned_end__c: dayFromNow(index * 10 + 9) })
      await closed(operations)
    }
    await look(operations, 'stages')
  })

  it('the winner reports each stage, operations move the order on, until it is delivered', async () => {
    for (const [kind, status] of STAGES) {
      await edit(operations, order, { Status: status })
      await done(operations)
      await openRecord(winner, order)
      await winner.page.locator('.related tr').filter({ hasText: kind }).getByRole('link').first().click()
      await openEdit(winner)
      await type(winner, { status__c: 'Completed', progress__c: '100', actual_start__c: dayFromNow(0) })
      await save(winner, { actual_end__c: dayFromNow(0) })
      await done(winner)
    }
    await look(winner, 'reported')
    await edit(operations, order, { Status: 'DELIVERED' })
    await done(operations)
  })

  it('the full price is charged; the manufacturer is paid when the quality is right, not before', async () => {
    await askForPayment(finance, { kind__c: 'Full Price', amount__c: '2,500' })
    await closed(finance)
    await askForPayment(finance, { kind__c: 'To Manufacturer', amount__c: '3,500' })
    await refused(finance, 'kind__c', /quality/i)
    const passed = { quality_check__c: 'Passed', quality_check_date__c: dayFromNow(0) }
    await edit(operations, order, passed)
    await done(operations)
    await save(finance, {})
    await closed(finance)
    for (const kind of ['Full Price', 'To Manufacturer']) await takePayment(kind)
    await edit(operations, order, { Status: 'CLOSED' })
    await done(operations)
    await look(operations, 'closed')
  })

  it('in the end each side has seen its own money only', async () => {
    await shows(winner, order, 'CLOSED', '3,500.00')
    expect(await main(winner)).not.to.include('2,500.00')
    await look(winner, 'paid')
    await shows(designer, order, 'CLOSED', '2,500.00', '1,000.00')
    await designer.open('/lightning/o/payment__c/list?filterName=All')
    expect(await main(designer)).not.to.include('3,500.00')
    await look(designer, 'payments')
  })

  it('every page on the way was whole', () => {
    expect(findings).to.deep.equal([])
  })
})
