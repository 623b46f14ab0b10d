import { expect } from 'chai'
import { logIn, openTab, type TestTab } from '../support/browser.ts'
import type { Fields } from '../support/test-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

const PROBE = `"'><img src=x onerror="document.title='run'"><script>document.title='run'</script>{{7*7}}`

/** Text that would run if any page wrote it down as it is, in every field that takes it. */
const FIELDS: Fields = {
  Name: PROBE.slice(0, 80),
  text__c: PROBE,
  area__c: PROBE,
  long__c: PROBE,
  rich__c: `<p onclick="document.title='run'" style="color:red">rich</p>${PROBE}`,
  phone__c: `"><b>1`,
  url__c: `javascript:document.title='run'//"><b>`,
  colour__c: PROBE,
  sizes__c: PROBE.replaceAll(';', ''),
}

describe('text that would run', () => {
  let server: TestServer
  let tab: TestTab
  let id: string
  let order: string
  let file: string

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    const account = await server.create('Account', { Name: PROBE })
    id = await server.create('probe__c', { ...FIELDS, account__c: account })
    await server.patch(`sobjects/probe__c/${id}`, { text__c: `${PROBE} again` })
    order = await server.create('Order', { AccountId: account, EffectiveDate: '2099-12-31', title__c: PROBE })
    await server.create('Task', { Subject: PROBE, WhatId: order, ActivityDate: '2001-01-01' })
    const version = await server.create('ContentVersion', {
      Title: PROBE,
      PathOnClient: `${PROBE}.txt`,
      VersionData: Buffer.from(PROBE).toString('base64'),
      FirstPublishLocationId: order,
    })
    const [found] = await server.query(`SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${version}'`)
    file = String(found?.ContentDocumentId)
    await server.delete(`sobjects/Account/${await server.create('Account', { Name: PROBE })}`)
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  after(() => tab?.context.close())

  const pages: readonly (readonly [string, () => string])[] = [
    ['home', () => '/lightning/page/home'],
    ['a list', () => '/lightning/o/probe__c/list'],
    ['a list that is searched', () => `/lightning/o/probe__c/list?q=${encodeURIComponent(PROBE)}`],
    ['the columns of a list', () => '/lightning/o/probe__c/columns'],
    ['a record beside its list', () => `/lightning/o/probe__c/split?id=${id}`],
    ['a calendar', () => '/lightning/o/probe__c/calendar?by=CreatedDate'],
    ['a record', () => `/lightning/r/probe__c/${id}/view`],
    ['a record with related lists', () => `/lightning/r/Order/${order}/view`],
    ['a related list', () => `/lightning/r/Order/${order}/related/Tasks/view`],
    ['a search', () => `/lightning/search?q=${encodeURIComponent(PROBE)}`],
    ['a pipeline', () => '/lightning/o/Order/pipeline'],
    ['the activity of a record', () => `/lightning/r/Order/${order}/activity`],
    ['who sees a record', () => `/lightning/r/Order/${order}/sharing?user=${encodeURIComponent(PROBE)}`],
    ['files of a record', () => `/lightning/r/Order/${order}/files`],
    ['a file', () => `/lightning/r/Order/${order}/files/${file}`],
    ['a form', () => `/lightning/r/probe__c/${id}/edit`],
    ['a form filled by its address', () => `/lightning/o/probe__c/new?text__c=${encodeURIComponent(PROBE)}`],
    ['the recycle bin', () => '/lightning/page/recycle-bin'],
    ['a question', () => `/lightning/r/probe__c/${id}/delete`],
    ['the login', () => `/login?username=${encodeURIComponent(PROBE)}&startURL=${encodeURIComponent(PROBE)}`],
  ]

  for (const [name, path] of pages) {
    it(`does not on ${name}`, async () => {
      tab.complaints.length = 0
      expect(await tab.open(path())).to.equal(200)
      await tab.page.waitForLoadState('networkidle')
      expect(await tab.page.title()).not.to.equal('run')
      expect(await tab.page.locator('img, [onclick], [onerror], [style], main script').count()).to.equal(0)
      expect(await tab.page.locator('a[href^="javascript:"]').count()).to.equal(0)
      expect(tab.complaints).to.deep.equal([])
    }).timeout(60_000)
  }

  it('stands on pages as it was typed', async () => {
    await tab.open(`/lightning/r/probe__c/${id}/view`)
    expect((await tab.page.textContent('[data-field=area__c] .lines'))?.trim()).to.equal(PROBE)
  }).timeout(60_000)
})
