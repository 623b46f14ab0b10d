import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { axeFindings, BRIEFLY, expectWhole, logIn, openTab, type TestTab } from '../support/browser.ts'
import { ADMIN_PASSWORD } from '../support/test-org.ts'
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
  beforeEach(() => tab.complaints.splice(0))
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
    const selected = page.locator('[data-selected]')
    expect(await selected.textContent()).to.equal('2 selected')
    await page.getByLabel('All of this list').check()
    expect(await selected.textContent()).to.equal('')
    await page.getByLabel('All of this list').uncheck()
    await picture('list-selected')
    await page.getByRole('button', { name: 'Edit a field' }).click()
    await page.getByRole('dialog').locator('[name=field]').selectOption('Title')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.fill('[name=Title]', 'Chief')
    await picture('mass-edit')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByText('Finished').waitFor()
    await page.getByRole('link', { name: 'All records' }).click()
    await picture('mass-progress')
    const wraps = 'getComputedStyle(document.querySelector("td[data-label=Reason]")).whiteSpace'
    expect(await page.evaluate(wraps)).to.equal('normal')
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
    await page.getByText('Records saved: 1.').waitFor()
    expect(tab.complaints.filter(text => !/status of 422/.test(text))).to.deep.equal([])
    tab.complaints.length = 0
  }).timeout(60_000)

  it('one cell is changed where it stands, and Tab goes on to the next', async () => {
    const { page } = tab
    await tab.open('/lightning/o/Lead/list')
    const row = page.getByRole('row').filter({ hasText: 'Lead 2' })
    await row.locator('td').filter({ hasText: 'Tamar' }).dblclick()
    const control = page.locator('.cell-form').getByLabel('Company')
    await control.waitFor()
    await page.keyboard.type('Typed over')
    expect(await control.inputValue()).to.equal('Typed over')
    await control.fill('')
    await control.press('Control+S')
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

  it('what is typed into cells is asked about before the page is left, and saved before the list is drawn anew', async () => {
    const { page } = tab
    const leave = async (go: () => Promise<unknown>): Promise<void> => {
      const asked = page.waitForEvent('dialog')
      // Whoever stays never arrives.
      go().catch(() => undefined)
      await (await asked).dismiss()
    }
    await tab.open('/lightning/o/Lead/list')
    const row = page.getByRole('row').filter({ hasText: 'Lead 2' })
    await row.locator('td').filter({ hasText: 'Rustavi' }).dblclick()
    const control = page.locator('.cell-form').getByLabel('Company')
    await control.fill('Batumi')
    await leave(() => page.click('.tabs a'))
    expect(await control.inputValue()).to.equal('Batumi')
    await page.getByRole('columnheader', { name: 'Company' }).getByRole('link').click()
    await row.filter({ hasText: 'Batumi' }).waitFor()
    await page.waitForURL(/sort=Company/)
    await page.getByRole('link', { name: 'Edit the cells of this page' }).click()
    await page.getByLabel('Company').first().fill('Poti')
    await leave(() => page.goBack())
    await tab.context.clearCookies({ name: 'sid' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/\/login/)
    const { username } = server.app.administrator
    await page.fill('#username', username)
    await page.fill('#password', ADMIN_PASSWORD)
    await page.click('main button')
    await page.getByText('before your session ended').waitFor()
    expect(await page.getByLabel('Company').first().inputValue()).to.equal('Poti')
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.waitForURL(/list/)
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)

  it('columns are chosen in a dialog, dragged and moved with the keyboard', async () => {
    const { page } = tab
    await tab.open('/lightning/o/Lead/list')
    await page.getByRole('link', { name: 'Columns' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement.pathname')).to.equal('/lightning/o/Lead/columns')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Take Email away' }).click()
    await dialog.getByRole('button', { name: 'Move Company forward' }).press('Enter')
    await dialog.getByRole('status').getByText('Company is column 1 of 6.').waitFor()
    await dialog.getByLabel('Another column').selectOption('Title')
    await dialog.getByRole('button', { name: 'Add' }).click()
    const items = dialog.locator('.columns__item')
    await items.filter({ hasText: 'Title' }).dragTo(items.filter({ hasText: 'Full Name' }))
    await picture('list-columns')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    const headers = page.locator('thead th')
    await headers.filter({ hasText: 'Title' }).waitFor()
    const labels = (await headers.allTextContents()).map(text => text.trim())
    expect(labels.slice(0, 3)).to.deep.equal(['Company', 'Title', 'Full Name'])
    expect(labels).not.to.include('Email')
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)

  it('columns are as wide as they were drawn, with the pointer or with keys, and stay so', async () => {
    const { page } = tab
    await page.setViewportSize({ width: 1440, height: 900 })
    await tab.open('/lightning/o/Lead/list')
    const grip = page.getByRole('separator', { name: 'Width of Company' })
    const width = async () => (await page.locator('th[data-column=Company]').boundingBox())?.width ?? 0
    const before = await width()
    // The pointer's may be kept before those of the key.
    const saved = page.waitForResponse(
      answer =>
        answer.url().endsWith('/columns/widths') &&
        decodeURIComponent(answer.request().postData() ?? '').includes(`Company:${Math.round(before) + 44}`),
    )
    const box = await grip.boundingBox()
    if (!box) throw new Error('The grip is nowhere.')
    await page.mouse.move(box.x + 2, box.y + 5)
    await page.mouse.down()
    await page.mouse.move(box.x + 62, box.y + 5, { steps: 3 })
    await page.mouse.up()
    expect(await width()).to.be.closeTo(before + 60, 2)
    await grip.press('ArrowLeft')
    expect(await width()).to.be.closeTo(before + 44, 2)
    expect((await saved).status()).to.equal(204)
    await tab.open('/lightning/o/Lead/list')
    expect(await width()).to.be.closeTo(before + 44, 2)
    await picture('list-widths')
    await page.getByRole('link', { name: 'Columns' }).click()
    await page.getByRole('button', { name: 'As everybody has it' }).click()
    await page.locator('th').filter({ hasText: 'Email' }).waitFor()
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)

  it('a record stands beside its list: arrow keys change it, Escape leads back, and the address follows', async () => {
    const { page } = tab
    await page.setViewportSize({ width: 1440, height: 900 })
    await tab.open('/lightning/o/Lead/list')
    await page.getByRole('link', { name: 'Split view' }).click()
    await page.waitForURL(/\/split/)
    const shown = page.locator('#split-record h1')
    const names = await page.locator('.split__row strong').allTextContents()
    expect(await shown.textContent()).to.equal(names[0])
    await page.locator('.split__row a').first().focus()
    await page.keyboard.press('ArrowDown')
    await shown.getByText(names[1] ?? '').waitFor()
    expect(
      await page.evaluate("document.querySelector('.split__row [aria-current] strong').textContent"),
    ).to.equal(names[1])
    await page.reload()
    expect(await shown.textContent()).to.equal(names[1])
    await page.locator('#split-record a').first().focus()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.waitForURL(/Lead\/list/)
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goBack()
    await page.locator('.split__row a').nth(2).click()
    await page.waitForURL(/r\/Lead\/\w+\/view/)
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)

  it('a record is deleted after a question in a dialog, which keeps the focus and gives it back', async () => {
    const { page } = tab
    const [{ Id: id = '' } = {}] = await server.query("SELECT Id FROM Lead WHERE Name = 'Lead 1'")
    await tab.open(`/lightning/r/Lead/${id}/view`)
    const link = page.getByRole('link', { name: 'Delete' })
    await link.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Delete Lead 1' })
    await dialog.waitFor()
    expect(await axeFindings(page)).to.deep.equal([])
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('Tab')
      const isOutside =
        "document.activeElement !== document.body && !document.activeElement.closest('dialog')"
      expect(await page.evaluate(isOutside)).to.equal(false)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('Delete')
    await link.press('Enter')
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Lead 1 was deleted.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('The record was restored.').waitFor()
    expect(tab.complaints).to.deep.equal([])
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

  it('a view of one own is deleted after a question', async () => {
    const { page } = tab
    await page.locator('.page-head summary').click()
    await page.getByRole('link', { name: 'Seconds' }).click()
    await page.locator('.page-head summary').click()
    await page.getByRole('link', { name: 'Change this view' }).click()
    await page.waitForLoadState()
    await page.getByRole('link', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete Seconds?' })
    await dialog.waitFor()
    await picture('saved-view-delete')
    await dialog.getByRole('link', { name: 'Cancel' }).click()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).to.equal('Seconds')
    await page.getByRole('link', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Seconds was deleted.').waitFor()
    await page.locator('.page-head summary').click()
    expect(await page.getByRole('link', { name: 'Seconds' }).count()).to.equal(0)
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
  const picture = (name: string): Promise<void> => expectWhole(tab, name, BRIEFLY)
})
