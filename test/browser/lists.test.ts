import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { axeFindings, logIn, openTab, PICTURES, type TestTab } from '../support/browser.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

describe('lists in a browser', () => {
  let server: TestServer
  let tab: TestTab

  before(async function () {
    this.timeout(90_000)
    server = await startTestServer({ runJobs: true })
    const fields = [1, 2, 3].map(n => ({
      attributes: { type: 'Lead' },
      LastName: `Lead ${n}`,
      Company: 'Tamar',
    }))
    await server.post('composite/sobjects', { allOrNone: true, records: fields })
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  after(async () => {
    await tab?.context.close()
    await server?.close()
  })

  it('rows are selected, a field is set in all of them, and the page says how it went', async () => {
    const { page } = tab
    await tab.open('/lightning/o/Lead/list')
    await page.locator('[data-select-page]').check()
    await page.getByRole('checkbox', { name: 'Select Lead 2' }).uncheck()
    expect(await page.evaluate("document.querySelector('[data-select-page]').indeterminate")).to.equal(true)
    await picture('list-selected')
    await page.getByRole('button', { name: 'Edit a field' }).click()
    await page.selectOption('#mass-field', 'Title')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.fill('#field-Title', 'Chief')
    await picture('mass-edit')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByText('Finished').waitFor()
    await page.getByRole('link', { name: 'All records' }).click()
    await picture('mass-progress')
    expect(await page.locator('.row__name').allTextContents()).to.have.members(['Lead 1', 'Lead 3'])
    expect(await server.query('SELECT Title FROM Lead ORDER BY Name')).to.deep.equal([
      { Title: 'Chief' },
      { Title: null },
      { Title: 'Chief' },
    ])
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)

  it('cells of many rows are changed in the list', async () => {
    const { page } = tab
    await tab.open('/lightning/o/Lead/list')
    await page.getByRole('link', { name: 'Edit the cells of this page' }).click()
    const companies = page.getByLabel('Company')
    await companies.nth(0).fill('Tamar A')
    await companies.nth(1).fill('')
    await picture('edit-list')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('[aria-invalid=true]').waitFor()
    await picture('edit-list-problem')
    expect(await companies.count()).to.equal(1)
    await companies.fill('Tamar B')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('1 records were saved').waitFor()
    expect(tab.complaints.filter(text => !/status of 422/.test(text))).to.deep.equal([])
    tab.complaints.length = 0
  }).timeout(60_000)

  it('one cell is changed where it stands, and Tab goes on to the next', async () => {
    const { page } = tab
    await tab.open('/lightning/o/Lead/list')
    const row = page.getByRole('row').filter({ hasText: 'Lead 2' })
    await row.locator('td').filter({ hasText: 'Tamar' }).dblclick()
    const control = page.locator('.cell-form').getByLabel('Company')
    await control.fill('')
    await control.press('Enter')
    await page.locator('.cell-form [aria-invalid=true]').waitFor()
    await picture('cell-problem')
    await control.fill('Rustavi')
    await control.press('Tab')
    const next = page.locator('.cell-form').getByRole('textbox').first()
    await row.filter({ hasText: 'Rustavi' }).waitFor()
    await next.press('Escape')
    await page.locator('.cell-form').waitFor({ state: 'detached' })
    const saved = await server.query("SELECT Company FROM Lead WHERE Name = 'Lead 2'")
    expect(saved).to.deep.equal([{ Company: 'Rustavi' }])
    await row.getByRole('link').first().press('F2')
    await page.locator('.cell-form').waitFor()
    await page.keyboard.press('Escape')
    expect(tab.complaints.filter(text => !/status of 422/.test(text))).to.deep.equal([])
    tab.complaints.length = 0
  }).timeout(60_000)

  it('a view of one own is made of a list, pinned, and opens from then on', async () => {
    const { page } = tab
    await tab.open('/lightning/o/Lead/list')
    await page.locator('.page-head summary').click()
    await page.getByRole('link', { name: 'Save as a view of my own' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Seconds')
    await page.getByLabel('Field of condition 1').selectOption({ label: 'Last Name' })
    await page.getByLabel('Operator of condition 1').selectOption('contains')
    await page.getByLabel('Value of condition 1').fill('2')
    await page.getByLabel('Open with this list').check()
    await picture('saved-view')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Seconds' }).waitFor()
    await tab.open('/lightning/o/Lead/list')
    expect(await page.locator('.row__name').allTextContents()).to.deep.equal(['Lead 2'])
    await page.locator('.page-head summary').click()
    await picture('saved-view-menu')
    await page.getByRole('button', { name: 'Do not open' }).click()
    await tab.open('/lightning/o/Lead/list')
    expect(await page.locator('.row__name').count()).to.equal(3)
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)

  it('a list is printed without anything around it, and comes as a file', async () => {
    const { page } = tab
    await tab.open('/lightning/o/Lead/list?q=Lead+2')
    await page.locator('.list__tools summary').click()
    await picture('list-files')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export as CSV' }).click(),
    ])
    expect(download.suggestedFilename()).to.equal('Lead All Leads.csv')
    expect(await readFile(await download.path(), 'utf8'))
      .to.include('Lead 2')
      .and.not.include('Lead 1')
    await page.getByRole('link', { name: 'Print' }).click()
    await page.getByRole('button', { name: 'Print' }).waitFor()
    await picture('list-print')
    expect(await page.locator('tbody tr').count()).to.equal(1)
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)

  /** At phone, tablet and desktop width, light and dark, with nothing that axe finds. */
  const picture = async (name: string): Promise<void> => {
    for (const width of [360, 768, 1440]) {
      await tab.page.setViewportSize({ width, height: 900 })
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.page.emulateMedia({ colorScheme })
        const path = join(PICTURES, `${name}-${width}-${colorScheme}.png`)
        await tab.page.screenshot({ path, fullPage: true })
      }
      const overflow = Number(await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth'))
      expect(overflow, `${name} at ${width} px`).to.be.at.most(0)
    }
    expect(await axeFindings(tab.page), name).to.deep.equal([])
  }
})
