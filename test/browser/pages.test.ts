import { join } from 'node:path'
import { expect } from 'chai'
import { setPassword } from '../../server/org/passwords.ts'
import { axeFindings, logIn, openTab, PICTURES, type TestTab } from '../support/browser.ts'
import { ADMIN_PASSWORD } from '../support/test-org.ts'
import type { TestServer } from '../support/test-server.ts'
import { addUser } from '../support/test-users.ts'
import { pagesServer } from './pages-server.ts'

const WIDTHS = [320, 768, 1440]
const SCHEMES = ['light', 'dark'] as const
const LONG = `A board with a name as long as names may be ${'and longer '.repeat(18)}`.slice(0, 250).trim()

describe('pages in a browser', () => {
  let server: TestServer
  let tab: TestTab
  const ids: Record<string, string> = {}

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    ids.account = await server.create('Account', {
      Name: 'Northlight Instruments',
      Phone: '+995 32 200 10 10',
    })
    ids.order = await server.create('Order', {
      AccountId: ids.account,
      EffectiveDate: '2099-12-31',
      title__c: LONG,
      expected_amount__c: 12_350.5,
      Description: 'Two lines\nof text',
    })
    await server.create('Task', { Subject: 'Call the buyer', ActivityDate: '2030-01-31', WhatId: ids.order })
    const version = await server.create('ContentVersion', {
      PathOnClient: `${LONG.slice(0, 200)}.txt`,
      VersionData: Buffer.from(LONG).toString('base64'),
      FirstPublishLocationId: ids.order,
    })
    const [file] = await server.query(`SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${version}'`)
    ids.file = String(file?.ContentDocumentId)
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  after(() => tab?.context.close())

  const PAGES: readonly { readonly name: string; readonly path: () => string; readonly status?: number }[] = [
    { name: 'home', path: () => '/lightning/page/home' },
    { name: 'list', path: () => '/lightning/o/Order/list?filterName=AllOrders' },
    { name: 'list-columns', path: () => '/lightning/o/Order/columns?filterName=AllOrders' },
    { name: 'split', path: () => `/lightning/o/Order/split?filterName=AllOrders&id=${ids.order}` },
    { name: 'calendar', path: () => '/lightning/o/Order/calendar?filterName=AllOrders&day=2099-12-01' },
    { name: 'board', path: () => '/lightning/o/Order/board?filterName=AllOrders' },
    { name: 'pipeline', path: () => '/lightning/o/Order/pipeline' },
    { name: 'activity', path: () => `/lightning/r/Order/${ids.order}/activity` },
    { name: 'sharing', path: () => `/lightning/r/Order/${ids.order}/sharing` },
    { name: 'search', path: () => '/lightning/search?q=northlight' },
    { name: 'search-empty', path: () => '/lightning/search?q=zebra' },
    { name: 'list-empty', path: () => '/lightning/o/Lead/list?q=nothing' },
    { name: 'record', path: () => `/lightning/r/Order/${ids.order}/view` },
    { name: 'related-list', path: () => `/lightning/r/Order/${ids.order}/related/Tasks/view` },
    { name: 'files', path: () => `/lightning/r/Order/${ids.order}/files` },
    { name: 'files-empty', path: () => `/lightning/r/Account/${ids.account}/files` },
    { name: 'file', path: () => `/lightning/r/Order/${ids.order}/files/${ids.file}` },
    { name: 'edit', path: () => `/lightning/r/Order/${ids.order}/edit` },
    { name: 'new', path: () => '/lightning/o/order_proposal__c/new' },
    { name: 'record-types', path: () => '/lightning/o/Account/new' },
    { name: 'every-type', path: () => '/lightning/o/probe__c/new' },
    { name: 'password', path: () => '/lightning/settings/password' },
    { name: 'delete', path: () => `/lightning/r/Account/${ids.account}/delete` },
    { name: 'not-found', path: () => '/lightning/r/Order/801000000000000AAA/view', status: 404 },
  ]

  for (const { name, path, status = 200 } of PAGES) {
    it(`${name} is whole at every width, light and dark`, async () => {
      tab.complaints.length = 0
      expect(await tab.open(path())).to.equal(status)
      await expectWhole(tab, name)
      // Browsers say themselves that a page was answered with 404.
      expect(tab.complaints.filter(text => !/status of 404/.test(text))).to.deep.equal([])
    }).timeout(60_000)
  }

  it('a record runs from right to left for who reads so', async () => {
    const reader = await addUser(server, 'System_Administrator', { LanguageLocaleKey: 'ar' })
    await setPassword(server.app.org, reader.id, ADMIN_PASSWORD, { who: 'test' })
    const outside = await openTab(server)
    await logIn(outside, reader.username)
    expect(await outside.open(`/lightning/r/Order/${ids.order}/view`)).to.equal(200)
    expect(await outside.page.evaluate('getComputedStyle(document.querySelector("h1")).direction')).to.equal(
      'rtl',
    )
    await expectWhole(outside, 'record-rtl')
    await outside.page.emulateMedia({ forcedColors: 'active' })
    await outside.page.screenshot({ path: join(PICTURES, 'record-forced-colors.png') })
    expect(outside.complaints).to.deep.equal([])
    await outside.context.close()
  }).timeout(60_000)

  it('the login is whole, too', async () => {
    const outside = await openTab(server)
    await outside.open('/login')
    await expectWhole(outside, 'login')
    expect(outside.complaints).to.deep.equal([])
    await outside.context.close()
  }).timeout(60_000)
})

/** No finding of axe, nothing that sticks out, and a picture, at every width, light and dark. */
async function expectWhole({ page }: TestTab, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      const place = `${name} at ${width} px, ${colorScheme}`
      const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
      expect(overflow, `${place}: pixels that stick out`).to.be.at.most(0)
      if (width !== 768) expect(await axeFindings(page), place).to.deep.equal([])
      await page.screenshot({ path: join(PICTURES, `${name}-${width}-${colorScheme}.png`), fullPage: true })
    }
  }
}
