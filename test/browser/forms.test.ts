import { expect } from 'chai'
import { logIn, openTab, type TestTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

describe('records without a script', () => {
  let server: TestServer
  let tab: TestTab
  let account: string

  const textOf = async (selector: string): Promise<string> =>
    ((await tab.page.textContent(selector)) ?? '').replaceAll(/\s+/g, ' ').trim()
  const main = (): Promise<string> => textOf('main')
  const save = async (): Promise<void> => {
    await tab.page.click('main button:has-text("Save")')
    await tab.page.waitForLoadState()
  }

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    account = await server.create('Account', { Name: 'Kestrel Robotics' })
    await server.create('Account', { Name: 'Kestrel Robotics East' })
    tab = await openTab(server, { javaScriptEnabled: false })
  })
  after(() => tab?.context.close())

  it('lets nobody in with a wrong password, and whoever has the right one to where they wanted', async () => {
    await logIn(tab, server.app.administrator.username, 'no password of anybody')
    expect(await main()).to.include('User name, password or code is wrong.')
    await logIn(tab, server.app.administrator.username, undefined, '/lightning/o/Order/new')
    expect(new URL(tab.page.url()).pathname).to.equal('/lightning/o/Order/new')
  }).timeout(60_000)

  it('says what is wrong beside the field and above the form, and keeps what was typed', async () => {
    await tab.open('/lightning/o/Order/new')
    await tab.page.fill('[name=title__c]', 'Ventilator housings')
    await tab.page.fill('#field-AccountId', 'Kestrel')
    await tab.page.fill('[name=expected_amount__c]', '12,5')
    await save()
    expect(await textOf('[data-summary]')).to.include('Expected Amount')
    expect(await textOf('[data-field=AccountId] .slds-form-element__help')).to.include(
      '"Kestrel Robotics East"',
    )
    expect(await tab.page.getAttribute('#field-AccountId', 'aria-invalid')).to.equal('true')
    expect(await tab.page.inputValue('[name=title__c]')).to.equal('Ventilator housings')
    expect(await tab.page.inputValue('[name=expected_amount__c]')).to.equal('12,5')
  }).timeout(60_000)

  it('saves a new record with a lookup by its name and an amount as the locale writes it', async () => {
    await tab.page.fill('#field-AccountId', 'kestrel robotics')
    await tab.page.fill('[name=expected_amount__c]', '12,350.50')
    await tab.page.fill('[name=EffectiveDate]', '2099-12-31')
    await save()
    expect(await textOf('.notice')).to.match(/^Order \d{8} was created\.$/)
    const text = await main()
    for (const shown of ['Ventilator housings', 'Kestrel Robotics', '12,350.50', 'Dec 31, 2099'])
      expect(text).to.include(shown)
    const [order] = await server.query("SELECT AccountId FROM Order WHERE title__c = 'Ventilator housings'")
    expect(order).to.include({ AccountId: account })
  }).timeout(60_000)

  it('saves what was changed, and nothing else', async () => {
    const id = await server.create('probe__c', {
      Name: 'Exact',
      moment__c: '2026-03-01T10:20:30.456Z',
      number__c: 1.125,
      sizes__c: 'S;L',
    })
    await tab.open(`/lightning/r/probe__c/${id}/edit`)
    expect(await tab.page.inputValue('[name=moment__c]')).to.equal('2026-03-01T14:20')
    await tab.page.fill('[name=text__c]', 'another text')
    await tab.page.selectOption('[name=sizes__c]', ['M'])
    await save()
    const [probe] = await server.query(
      `SELECT text__c, moment__c, number__c, sizes__c FROM probe__c WHERE Id = '${id}'`,
    )
    expect(probe).to.deep.equal({
      text__c: 'another text',
      moment__c: '2026-03-01T10:20:30.456+0000',
      number__c: 1.125,
      sizes__c: 'M',
    })
    expect(await main()).to.include('another text')
  }).timeout(60_000)

  it('shows both versions of what two people have changed, and takes what only one of them has', async () => {
    const id = await server.create('probe__c', { Name: 'Shared', text__c: 'first', phone__c: '1' })
    await tab.open(`/lightning/r/probe__c/${id}/edit`)
    await tab.page.fill('[name=text__c]', 'mine')
    await tab.page.fill('[name=email__c]', 'mine@example.test')
    await server.patch(`sobjects/probe__c/${id}`, { text__c: 'theirs', phone__c: '2' })
    await save()
    expect(await textOf('[data-summary]')).to.include('Somebody else has saved')
    expect(await textOf('[data-field=text__c] .stored')).to.include('theirs')
    expect(await tab.page.inputValue('[name=text__c]')).to.equal('mine')
    expect(await tab.page.inputValue('[name=phone__c]')).to.equal('2')
    expect(await tab.page.isVisible('[data-field=email__c] .stored')).to.equal(false)
    await save()
    const [probe] = await server.query(`SELECT text__c, phone__c, email__c FROM probe__c WHERE Id = '${id}'`)
    expect(probe).to.deep.equal({ text__c: 'mine', phone__c: '2', email__c: 'mine@example.test' })
  }).timeout(60_000)

  it('deletes a record when asked twice, and undoes it', async () => {
    const id = await server.create('probe__c', { Name: 'Short-lived' })
    await tab.open(`/lightning/r/probe__c/${id}/view`)
    await tab.page.click('text=Delete')
    await tab.page.waitForURL(/delete/)
    await tab.page.click('main button:has-text("Delete")')
    expect(await textOf('.notice')).to.include('Short-lived was deleted.')
    expect(await server.query(`SELECT Id FROM probe__c WHERE Id = '${id}'`)).to.deep.equal([])
    await tab.page.click('.notice button')
    expect(await textOf('h1')).to.equal('Short-lived')
  }).timeout(60_000)

  it('refuses a save that no page of this session has asked for', async () => {
    const id = await server.create('probe__c', { Name: 'Guarded' })
    const { status } = await tab.context.request
      .post(`${server.url}/lightning/r/probe__c/${id}/delete`, { form: { _csrf: 'x'.repeat(66) } })
      .then(response => ({ status: response.status() }))
    expect(status).to.equal(403)
    expect(await server.query(`SELECT Name FROM probe__c WHERE Id = '${id}'`)).to.deep.equal([
      { Name: 'Guarded' },
    ])
  }).timeout(60_000)

  it('logs out, and is out on every page', async () => {
    await tab.open('/lightning/page/home')
    await tab.page.click('.bar__user')
    await tab.page.click('text=Log out')
    await tab.page.waitForURL(/\/login/)
    await tab.open('/lightning/page/home')
    expect(new URL(tab.page.url()).pathname).to.equal('/login')
  }).timeout(60_000)
})
