import { expect } from 'chai'
import { axeFindings, logIn, openTab, scrollThrough, type TestTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

describe('files in a browser', () => {
  let server: TestServer
  let tab: TestTab
  let record: string

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    const id = await server.create('Account', { Name: 'Dropped on' })
    record = `/lightning/r/Account/${id}`
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  after(() => tab?.context.close())

  const drop = async (...names: readonly string[]): Promise<void> => {
    const { page } = tab
    const files = names.map(name => `new File(['This is ${name}'], '${name}', { type: 'text/plain' })`)
    const dropped = await page.evaluateHandle(
      `(() => { const all = new DataTransfer(); for (const one of [${files}]) all.items.add(one); return all })()`,
    )
    await page.dispatchEvent('#card-files', 'dragover', { dataTransfer: dropped })
    await page.dispatchEvent('#card-files', 'drop', { dataTransfer: dropped })
  }

  it('are dropped on a record, several at once, told to screen readers, and looked at', async () => {
    const { page } = tab
    await tab.open(`${record}/view`)
    await scrollThrough(page)
    await page.waitForSelector('#card-files input[type=file]')
    // The card came after the page: files can be dropped as soon as the button is gone that is not needed then.
    await page.waitForSelector('[data-upload-button]', { state: 'hidden' })
    await drop('first.txt', 'second.txt')
    await page.waitForSelector('#card-files .files__list li:nth-child(2)')
    expect(await page.textContent('#files-title')).to.include('(2)')
    expect(await page.textContent('[data-upload-status]')).to.equal('second.txt was added.')
    expect(await page.locator('#card-files progress').count()).to.equal(0)
    expect(await axeFindings(page)).to.deep.equal([])
    await page.locator('#card-files').getByRole('link', { name: 'first', exact: true }).click()
    expect(await page.textContent('.file__text')).to.equal('This is first.txt')
    expect(tab.complaints).to.deep.equal([])
  }).timeout(60_000)

  it('that cannot be sent say why, where they were dropped', async () => {
    const { page } = tab
    await tab.open(`${record}/files`)
    await page.route('**/files/one', route => route.abort())
    await page.setInputFiles('#files-input', {
      name: 'lost.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('x'),
    })
    await page.waitForSelector('.files__problem')
    expect(await page.textContent('.files__problem')).to.include(
      'lost.txt was not added: The server cannot be reached.',
    )
    await page.unroute('**/files/one')
    tab.complaints.length = 0
  }).timeout(60_000)

  it('that were not sent stay told while the record is brought up to date', async () => {
    const { page } = tab
    const id = await server.create('Account', { Name: 'Filled', Phone: '1' })
    await tab.open(`/lightning/r/Account/${id}/view`)
    await scrollThrough(page)
    await page.waitForSelector('#card-files input[type=file]')
    await page.route('**/files/one', route => route.abort(), { times: 1 })
    await page.setInputFiles(
      '#files-input',
      ['lost.txt', 'taken.txt'].map(name => ({ name, mimeType: 'text/plain', buffer: Buffer.from('x') })),
    )
    await page.waitForSelector('#card-files .files__list')
    await server.patch(`sobjects/Account/${id}`, { Phone: '2' })
    await page.locator('[data-live-notice]').filter({ hasText: 'Phone' }).waitFor()
    expect(await page.textContent('#card-files .files__problem')).to.include('lost.txt was not added')
    tab.complaints.length = 0
  }).timeout(60_000)
})
