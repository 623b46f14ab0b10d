import { join } from 'node:path'
import { expect } from 'chai'
import { accessInOrg } from '../../server/org/access-in-org.ts'
import { setPassword } from '../../server/org/passwords.ts'
import { loadPrincipal } from '../../server/org/principals.ts'
import { createSession } from '../../server/org/sessions.ts'
import { totpCode, totpStep } from '../../server/org/totp.ts'
import { problemPage } from '../../server/ui/pages/problem.ts'
import { renderPage } from '../../server/ui/render.ts'
import { BRIEFLY, expectWhole, logIn, openTab, PICTURES, type TestTab } from '../support/browser.ts'
import { ADMIN_PASSWORD } from '../support/test-org.ts'
import type { TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'
import { visitOf } from '../ui/visits.ts'
import { pagesServer, WIDE } from './pages-server.ts'

/** As long as names may be, with and without places to break. */
const LONG = `A board with a name as long as names may be ${'and longer '.repeat(18)}`.slice(0, 250).trim()
const UNBROKEN = `Northlight${'Instruments'.repeat(23)}`.slice(0, 255)

/** Who looks: each has a tab of their own. */
type Who = 'admin' | 'clerk' | 'nobody' | 'half' | 'acting' | 'late'

interface TestPage {
  readonly name: string
  readonly path: () => string
  readonly status?: number
  readonly as?: Who
  /** To the state of the page that is looked at. */
  readonly prepare?: (tab: TestTab) => Promise<unknown>
}

describe('pages in a browser', () => {
  let server: TestServer
  let clerk: TestUser
  const tabs = new Map<Who, TestTab>()
  const ids: Record<string, string> = {}

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    ids.account = await server.create('Account', { Name: UNBROKEN, Phone: '+995 32 200 10 10' })
    ids.empty = await server.create('Account', { Name: 'Northlight Instruments' })
    ids.order = await server.create('Order', {
      AccountId: ids.account,
      EffectiveDate: '2099-12-31',
      title__c: LONG,
      expected_amount__c: 12_350.5,
      Description: 'Two lines\nof text',
    })
    for (const currency__c of ['EUR', 'USD', null]) {
      const priced = { expected_amount__c: 123_456_789.01, currency__c }
      await server.create('Order', { AccountId: ids.empty, EffectiveDate: '2099-12-30', ...priced })
    }
    ids.probe = await server.create('probe__c', { Name: 'Of two', text__c: 'first' })
    ids.wide = await server.create('wide__c', WIDE)
    await server.create('Task', { Subject: 'Call the buyer', ActivityDate: '2030-01-31', WhatId: ids.order })
    const version = await server.create('ContentVersion', {
      PathOnClient: `${LONG.slice(0, 200)}.txt`,
      VersionData: Buffer.from(LONG).toString('base64'),
      FirstPublishLocationId: ids.order,
    })
    const [file] = await server.query(`SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${version}'`)
    ids.file = String(file?.ContentDocumentId)
    clerk = await addUser(server, 'Sales')
  })
  after(async () => {
    for (const tab of tabs.values()) await tab.context.close()
  })

  const tabOf = async (who: Who): Promise<TestTab> => {
    const tab = tabs.get(who) ?? (await openTab(server))
    if (!tabs.has(who)) await BEGINS[who](tab)
    tabs.set(who, tab)
    return tab
  }
  const useSession = async ({ context }: TestTab, userId: string, scopes?: readonly string[]) => {
    const { token } = await createSession(server.app.org, userId, { scopes })
    await context.addCookies([{ name: 'sid', value: token, url: server.url }])
  }
  const BEGINS: Readonly<Record<Who, (tab: TestTab) => Promise<void>>> = {
    admin: async tab => {
      await useSession(tab, server.app.administrator.userId)
      await tab.page.route('**/lightning/broken', async route => {
        await route.fulfill({ status: 500, contentType: 'text/html', body: await brokenPage() })
      })
    },
    clerk: tab => useSession(tab, clerk.id),
    nobody: async () => undefined,
    half: tab => useSession(tab, clerk.id, ['two_factor']),
    acting: async tab => {
      await useSession(tab, server.app.administrator.userId)
      await tab.open(`/lightning/r/User/${clerk.id}/view`)
      await tab.page.getByRole('button', { name: 'Log in as' }).click()
      await tab.page.locator('.acting').waitFor()
    },
    late: async () => undefined,
  }
  /** What people see when something has failed, which none of these pages does by itself. */
  const brokenPage = async (): Promise<string> => {
    const { org, administrator } = server.app
    const principal = await loadPrincipal(org, administrator.userId)
    if (!principal) throw new Error('There is no administrator.')
    const visit = await visitOf({ org, principal, access: accessInOrg(org, principal) })
    const { template, model } = await problemPage(visit, 500, [], { language: 'en' })
    return renderPage(template, model)
  }

  const save = ({ page }: TestTab): Promise<void> =>
    page.locator('main').getByRole('button', { name: 'Save' }).click()
  const refuse = async (tab: TestTab): Promise<void> => {
    await tab.page.fill('[name=number__c]', 'many')
    await save(tab)
    await tab.page.locator('[data-summary]').waitFor()
  }
  const addCampaign = async (tab: TestTab): Promise<void> => {
    await tab.page.fill('[name=Name]', UNBROKEN.slice(0, 80))
    await save(tab)
    await tab.page.locator('.notice_warning').waitFor()
  }
  const conflict = async (tab: TestTab): Promise<void> => {
    await tab.page.fill('[name=text__c]', LONG)
    await server.patch(`sobjects/probe__c/${ids.probe}`, { text__c: UNBROKEN })
    await save(tab)
    await tab.page.locator('.stored').first().waitFor()
  }
  const confirm = async ({ page }: TestTab): Promise<void> => {
    const secret = await page.inputValue('[name=secret]')
    await page.fill('#code', totpCode(secret, totpStep(Date.now())))
    await page.click('main button')
    await page.locator('.secret li').first().waitFor()
  }
  /** A form that comes after the session has ended, sent by the browser itself. */
  const outlive = async (tab: TestTab): Promise<void> => {
    await logIn(tab, server.app.administrator.username, ADMIN_PASSWORD, '/lightning/o/Lead/new')
    await tab.page.locator('[name=LastName]').waitFor()
    await tab.context.clearCookies({ name: 'sid' })
    await tab.page.evaluate("document.querySelector('main form').submit()")
    await tab.page.locator('#password').waitFor()
  }
  const outliveAndReturn = async (tab: TestTab): Promise<void> => {
    await outlive(tab)
    await tab.page.fill('#username', server.app.administrator.username)
    await tab.page.fill('#password', ADMIN_PASSWORD)
    await tab.page.click('main button')
    await tab.page.getByText('You are logged in again').waitFor()
  }

  const PAGES: readonly TestPage[] = [
    { name: 'home', path: () => '/lightning/page/home' },
    { name: 'list', path: () => '/lightning/o/Order/list?filterName=AllOrders' },
    {
      name: 'list-gone',
      path: () => '/lightning/o/Campaign/new?retURL=/lightning/o/Order/list?filterName=Nope',
      prepare: addCampaign,
    },
    { name: 'list-columns', path: () => '/lightning/o/Order/columns?filterName=AllOrders' },
    { name: 'split', path: () => `/lightning/o/Order/split?filterName=AllOrders&id=${ids.order}` },
    {
      name: 'calendar',
      path: () => '/lightning/o/Order/calendar?filterName=AllOrders&by=EffectiveDate&day=2099-12-01',
    },
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
    { name: 'files-empty', path: () => `/lightning/r/Account/${ids.empty}/files` },
    { name: 'file', path: () => `/lightning/r/Order/${ids.order}/files/${ids.file}` },
    { name: 'edit', path: () => `/lightning/r/Order/${ids.order}/edit` },
    { name: 'new', path: () => '/lightning/o/order_proposal__c/new' },
    { name: 'record-types', path: () => '/lightning/o/Account/new' },
    { name: 'every-type', path: () => '/lightning/o/probe__c/new' },
    { name: 'password', path: () => '/lightning/settings/password' },
    { name: 'delete', path: () => `/lightning/r/Account/${ids.account}/delete` },
    { name: 'not-found', path: () => '/lightning/r/Order/801000000000000AAA/view', status: 404 },
    { name: 'account', path: () => `/lightning/r/Account/${ids.account}/view` },
    { name: 'activity-empty', path: () => `/lightning/r/Account/${ids.empty}/activity` },
    { name: 'related-list-empty', path: () => `/lightning/r/Account/${ids.empty}/related/Contacts/view` },
    {
      name: 'calendar-empty',
      path: () => '/lightning/o/Order/calendar?filterName=AllOrders&by=EffectiveDate&day=1990-01-01',
    },
    { name: 'new-refused', path: () => '/lightning/o/probe__c/new', prepare: refuse },
    { name: 'edit-conflict', path: () => `/lightning/r/probe__c/${ids.probe}/edit`, prepare: conflict },
    { name: 'record-300-fields', path: () => `/lightning/r/wide__c/${ids.wide}/view` },
    { name: 'form-300-fields', path: () => '/lightning/o/wide__c/new' },
    { name: 'recycle-bin', path: () => '/lightning/page/recycle-bin' },
    { name: 'recycle-bin-empty', path: () => '/lightning/page/recycle-bin', as: 'clerk' },
    { name: 'jobs', path: () => '/lightning/setup/ScheduledJobs/home' },
    { name: 'broken', path: () => '/lightning/broken', status: 500 },
    {
      name: 'launcher',
      path: () => '/lightning/page/home',
      prepare: ({ page }) => page.click('.bar__launcher'),
    },
    { name: 'home-empty', path: () => '/lightning/page/home', as: 'clerk' },
    { name: 'board-empty', path: () => '/lightning/o/Opportunity/board', as: 'clerk' },
    { name: 'no-access', path: () => '/lightning/setup/ScheduledJobs/home', as: 'clerk', status: 403 },
    { name: 'acting', path: () => '/lightning/page/home', as: 'acting' },
    { name: 'login', path: () => '/login', as: 'nobody' },
    { name: 'forgot-password', path: () => '/login/forgot', as: 'nobody' },
    { name: 'start', path: () => '/', as: 'nobody' },
    { name: 'not-found-outside', path: () => '/forms/None', as: 'nobody', status: 404 },
    { name: 'two-factor', path: () => '/login/two-factor', as: 'half' },
    { name: 'recovery-codes', path: () => '/login/two-factor', as: 'half', prepare: confirm },
    { name: 'login-kept', path: () => '/login', as: 'late', prepare: outlive },
    { name: 'kept-form', path: () => '/login', as: 'late', prepare: outliveAndReturn },
  ]

  for (const { name, path, as = 'admin', status = 200, prepare } of PAGES) {
    it(`${name} is whole at every width, light and dark`, async () => {
      const tab = await tabOf(as)
      tab.complaints.length = 0
      expect(await tab.open(path())).to.equal(status)
      await prepare?.(tab)
      await expectWhole(tab, name, /300/.test(name) ? BRIEFLY : undefined)
      // Browsers say themselves what a page was answered with.
      expect(tab.complaints.filter(text => !/status of [45]\d\d/.test(text))).to.deep.equal([])
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
})
