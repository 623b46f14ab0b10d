import { expect } from 'chai'
import { axeFindings, logIn, openTab, type TestTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

describe('what scripts add to pages', () => {
  let server: TestServer
  let tab: TestTab

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
    for (const Name of ['Tamar Audio', 'Tamar Video', 'Open Sensor Lab'])
      await server.create('Account', { Name })
    tab = await openTab(server)
    await logIn(tab, server.app.administrator.username)
  })
  after(() => tab?.context.close())

  /** The page of the record is there, which says so. */
  const saved = async (): Promise<void> => {
    await tab.page.locator('[data-notice]').waitFor()
    await tab.page.waitForLoadState()
  }

  it('a lookup suggests records while somebody types, and is chosen from with the keyboard', async () => {
    await tab.open('/lightning/o/probe__c/new')
    const control = tab.page.locator('#field-account__c')
    await control.pressSequentially('tamar')
    const list = tab.page.locator('.lookup__list').filter({ hasText: 'New Account “tamar”' })
    await list.waitFor()
    expect(await list.getByRole('option').allTextContents()).to.deep.equal([
      'Tamar Audio',
      'Tamar Video',
      'New Account “tamar”',
    ])
    await control.press('ArrowDown')
    await control.press('ArrowDown')
    await control.press('Enter')
    expect(await control.inputValue()).to.equal('Tamar Video')
    await tab.page.fill('[name=Name]', 'With a lookup')
    await tab.page.getByRole('button', { name: 'Save' }).click()
    await saved()
    expect(
      await server.query("SELECT account__r.Name FROM probe__c WHERE Name = 'With a lookup'"),
    ).to.have.nested.property('[0].account__r.Name', 'Tamar Video')
  }).timeout(60_000)

  it('a list is searched while somebody types, and its address follows', async () => {
    await tab.open('/lightning/o/Account/list')
    await tab.page.getByRole('searchbox').pressSequentially('sensor')
    await tab.page.waitForURL(/q=sensor$/)
    const names = await tab.page.locator('.row__name').allTextContents()
    expect(names).to.deep.equal(['Open Sensor Lab'])
    expect(await tab.page.getByRole('searchbox').inputValue()).to.equal('sensor')
  }).timeout(60_000)

  it('what is typed while a list is on its way stays, and is searched for next', async () => {
    await tab.open('/lightning/o/Account/list')
    let letOn = (): void => undefined
    const held = new Promise<void>(resolve => {
      letOn = resolve
    })
    await tab.page.route(/q=sen$/, async route => {
      await held
      await route.continue()
    })
    const box = tab.page.locator('#list-search')
    const asked = tab.page.waitForRequest(/q=sen$/)
    await box.pressSequentially('sen')
    await asked
    await box.pressSequentially('sor')
    letOn()
    await tab.page.waitForURL(/q=sensor$/)
    expect(await box.inputValue()).to.equal('sensor')
    expect(await tab.page.locator('.row__name').allTextContents()).to.deep.equal(['Open Sensor Lab'])
    await tab.page.unroute(/q=sen$/)
  }).timeout(60_000)

  it('a list that does not come says so, and is asked for again', async () => {
    await tab.open('/lightning/o/Account/list')
    const notice = tab.page.locator('[data-live-notice]')
    const sort = tab.page.getByRole('columnheader', { name: 'Account Phone' }).getByRole('link')
    await tab.context.setOffline(true)
    await sort.click()
    await notice.filter({ hasText: 'no connection' }).waitFor()
    await tab.context.setOffline(false)
    await notice.getByRole('button', { name: 'Try again' }).click()
    await tab.page.waitForURL(/sort=Phone/)
    await notice.waitFor({ state: 'detached' })
    await tab.page.route('**/lightning/o/Account/list?**', route => route.fulfill({ status: 500, body: '' }))
    await sort.click()
    await notice.filter({ hasText: 'did not work' }).waitFor()
    await tab.page.unrouteAll()
    await notice.getByRole('button', { name: 'Try again' }).click()
    await tab.page.waitForURL(/desc=1/)
    await notice.waitFor({ state: 'detached' })
    tab.complaints.length = 0
  }).timeout(60_000)

  it('a card is dragged into another lane, and goes back with the reason when the rules forbid it', async () => {
    const [account] = await server.query("SELECT Id FROM Account WHERE Name = 'Tamar Audio'")
    const id = await server.create('Order', {
      AccountId: account?.Id,
      EffectiveDate: '2099-12-31',
      title__c: 'Dragged',
      expected_amount__c: 100,
    })
    await tab.page.setViewportSize({ width: 2600, height: 1200 })
    await tab.open('/lightning/o/Order/board?filterName=AllOrders&by=Status')
    const lane = (value: string) => tab.page.locator(`.lane[data-value="${value}"]`)
    const card = tab.page.locator(`.card[data-id="${id}"]`)
    await card.dragTo(lane('MASS PRODUCTION'))
    const problem = tab.page.locator('[data-move-problem]')
    await problem.waitFor()
    expect(await problem.textContent()).to.match(/PENDING VALIDATION|status/i)
    expect(await lane('PENDING VALIDATION').locator(`[data-id="${id}"]`).count()).to.equal(1)
    await card.dragTo(lane('AWAITING PROPOSALS'))
    await problem.waitFor({ state: 'hidden' })
    expect(await lane('AWAITING PROPOSALS').locator(`[data-id="${id}"]`).count()).to.equal(1)
    expect(await server.query(`SELECT Status FROM Order WHERE Id = '${id}'`)).to.deep.equal([
      { Status: 'AWAITING PROPOSALS' },
    ])
    await tab.page.setViewportSize({ width: 2600, height: 500 })
    await card.getByRole('link', { name: 'Move' }).click()
    const asked = tab.page.getByRole('dialog').locator('[name=Status]')
    expect(await asked.inputValue()).to.equal('AWAITING PROPOSALS')
    await tab.page.keyboard.press('Escape')
    await asked.waitFor({ state: 'detached' })
    // As where a lane has many cards.
    await tab.page.evaluate("document.querySelector('#board').style.minHeight = '2000px'; scrollTo(0, 150)")
    await tab.context.setOffline(true)
    await card.dragTo(lane('MASS PRODUCTION'), { targetPosition: { x: 20, y: 100 } })
    await problem.waitFor()
    await tab.context.setOffline(false)
    expect(await problem.textContent()).to.match(/no connection/)
    const { y = 0, height = 0 } = (await problem.boundingBox()) ?? {}
    expect(y, 'pixels above what is wrong').to.be.at.least(90)
    expect(y + height, 'pixels down to its end').to.be.at.most(500)
    expect(await lane('AWAITING PROPOSALS').locator(`[data-id="${id}"]`).count()).to.equal(1)
    await tab.page.setViewportSize({ width: 1440, height: 900 })
    tab.complaints.length = 0
  }).timeout(60_000)

  it('a field is changed where it stands, with what is wrong beside it', async () => {
    const id = await server.create('probe__c', { Name: 'Inline', number__c: 1 })
    await tab.open(`/lightning/r/probe__c/${id}/view`)
    const field = tab.page.locator('dl [data-field=number__c]')
    await field.dblclick()
    const control = tab.page.locator('#field-number__c')
    await control.waitFor()
    await tab.page.keyboard.type('many')
    expect(await control.inputValue()).to.equal('many')
    await control.press('Enter')
    await tab.page.locator('.inline-form [aria-invalid=true]').waitFor()
    await control.fill('2,000.5')
    await control.press('Control+S')
    await field.filter({ hasText: '2,000.500' }).waitFor()
    expect(await server.query(`SELECT number__c, doubled__c FROM probe__c WHERE Id = '${id}'`)).to.deep.equal(
      [{ number__c: 2000.5, doubled__c: 4001 }],
    )
    expect(await tab.page.locator('[data-field=doubled__c]').textContent()).to.include('4,001.0')
    await field.locator('[data-change]').press('Enter')
    await control.press('Escape')
    expect(await control.count()).to.equal(0)
  }).timeout(60_000)

  it('whoever changes a cell of a list that is gone is told so, and not that there is no connection', async () => {
    await tab.open('/lightning/o/Account/list')
    await tab.page.evaluate(`
      document.querySelector('[data-edit-cells]').dataset.editCells = '/lightning/o/Account/edit-list?filterName=Nope'
    `)
    await tab.page.getByRole('row').nth(1).getByRole('link').first().press('F2')
    await tab.page.getByText('The list is not there any more').waitFor()
    tab.complaints.length = 0
  }).timeout(60_000)

  it('without a connection a dialog stays at its step, and goes on when it is back', async () => {
    await tab.open('/lightning/o/Account/list')
    await tab.page.getByRole('row').nth(1).getByRole('checkbox').check()
    await tab.page.getByRole('button', { name: 'Edit a field' }).click()
    const dialog = tab.page.locator('dialog[open]')
    const next = dialog.getByRole('button', { name: 'Next' })
    await next.waitFor()
    await tab.context.setOffline(true)
    await next.click()
    await dialog.getByText('no connection').waitFor()
    await tab.context.setOffline(false)
    await next.click()
    await dialog.getByRole('button', { name: 'Begin' }).waitFor()
    await tab.page.keyboard.press('Escape')
    tab.complaints.length = 0
  }).timeout(60_000)

  it('without a connection a form in a dialog says that none opens over it: what is behind it cannot be pressed', async () => {
    const account = await server.create('Account', { Name: 'Asked from a dialog' })
    await tab.open(`/lightning/r/Account/${account}/view`)
    const card = tab.page.locator('#card-Contacts')
    await card.scrollIntoViewIfNeeded()
    await card.getByRole('link', { name: 'New Contact' }).click()
    const dialog = tab.page.locator('dialog[open]')
    const reportsTo = dialog.getByLabel('Reports To')
    const create = tab.page.getByRole('option', { name: 'New Contact “Nobody”' })
    await reportsTo.pressSequentially('Nobody')
    await create.waitFor()
    await tab.context.setOffline(true)
    await create.click()
    await dialog.getByRole('alert').filter({ hasText: 'no connection' }).waitFor()
    await tab.context.setOffline(false)
    expect(await reportsTo.inputValue()).to.equal('Nobody')
    await reportsTo.press('ArrowDown')
    await create.click()
    await tab.page.locator('dialog[open]').nth(1).waitFor()
    tab.complaints.length = 0
  }).timeout(60_000)

  it('without a connection whoever changes a field or a cell is told, stays, and goes on when it is back', async () => {
    const id = await server.create('probe__c', { Name: 'Cut off', number__c: 1 })
    const tryOn = async (control: string): Promise<void> => {
      const notice = tab.page.locator('[data-live-notice]').filter({ hasText: 'no connection' })
      await notice.waitFor()
      await tab.context.setOffline(false)
      await notice.getByRole('button', { name: 'Try again' }).click()
      await tab.page.locator(control).waitFor()
      await tab.page.keyboard.press('Escape')
    }
    await tab.open(`/lightning/r/probe__c/${id}/view`)
    await tab.context.setOffline(true)
    await tab.page.locator('dl [data-field=number__c]').dblclick()
    await tryOn('.inline-form #field-number__c')
    await tab.context.setOffline(true)
    await tab.page.getByRole('link', { name: 'Delete' }).click()
    await tryOn('dialog[open] form')
    await tab.open('/lightning/o/Account/list')
    await tab.context.setOffline(true)
    await tab.page.getByRole('row').nth(1).getByRole('link').first().press('F2')
    await tryOn('.cell-form .slds-input')
    tab.complaints.length = 0
  }).timeout(60_000)

  it('a field that stands in two places keeps the focus in the one where it was changed', async () => {
    const [account] = await server.query("SELECT Id FROM Account WHERE Name = 'Tamar Audio'")
    const id = await server.create('Order', { AccountId: account?.Id, EffectiveDate: '2099-12-31' })
    await tab.open(`/lightning/r/Order/${id}/view`)
    expect(await tab.page.locator('[data-field=title__c]').count()).to.equal(2)
    await tab.page.locator('.record__main [data-field=title__c]').dblclick()
    await tab.page.locator('.inline-form [name=title__c]').fill('Twice')
    await tab.page.keyboard.press('Enter')
    await tab.page.locator('.record__main [data-field=title__c]').filter({ hasText: 'Twice' }).waitFor()
    await tab.page.locator('.record__main [data-field=title__c] [data-change]:focus').waitFor()
  }).timeout(60_000)

  it('choices follow the control that offers them, on forms, where a field stands, and in the rows of lists', async () => {
    const offered = async (place = 'main') => {
      const options = await tab.page.locator(`${place} select[name$=shade__c] option`).all()
      return Promise.all(options.map(option => option.getAttribute('value')))
    }
    await tab.open('/lightning/o/probe__c/new')
    expect(await offered()).to.deep.equal([''])
    await tab.page.selectOption('[name=colour__c]', 'Red')
    expect(await offered()).to.deep.equal(['', 'Scarlet', 'Ruby', 'Any shade'])
    await tab.page.selectOption('[name=shade__c]', 'Ruby')
    await tab.page.selectOption('[name=colour__c]', 'Green')
    expect(await offered()).to.deep.equal(['', 'Emerald', 'Any shade'])
    expect(await tab.page.inputValue('[name=shade__c]')).to.equal('')
    await tab.page.selectOption('[name=colour__c]', 'Red')
    expect(await tab.page.inputValue('[name=shade__c]')).to.equal('Ruby')
    await tab.page.fill('[name=Name]', 'In shades')
    await tab.page.getByRole('button', { name: 'Save' }).click()
    await saved()

    await tab.page.locator('dl [data-field=colour__c]').dblclick()
    await tab.page.selectOption('.inline-form [name=colour__c]', 'Green')
    expect(await offered()).to.deep.equal(['', 'Emerald', 'Any shade'])
    await tab.page.selectOption('.inline-form [name=shade__c]', 'Emerald')
    await tab.page.locator('.inline-form button').last().click()
    await tab.page.locator('dl [data-field=shade__c]', { hasText: 'Emerald' }).waitFor()

    const view = new URLSearchParams({
      label: 'Shades',
      _csrf: await tab.page.inputValue('[name=_csrf] >> nth=0'),
    })
    for (const column of ['Name', 'colour__c', 'shade__c']) view.append('column', column)
    const kept = await tab.context.request.post('/lightning/o/probe__c/views', {
      data: view.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    await tab.open(kept.url().replace('/list', '/edit-list'))
    await tab.page.locator('tbody tr:last-child select[name$=".colour__c"]').selectOption('Blue')
    expect(await offered('tbody tr:last-child')).to.deep.equal(['', 'Any shade'])
  }).timeout(60_000)

  it('a lookup makes the record that it is to name, over the form, which stays as it is', async () => {
    await tab.open('/lightning/o/probe__c/new')
    await tab.page.fill('[name=Name]', 'With a new account')
    await tab.page.locator('#field-account__c').pressSequentially('Tamar Robots')
    await tab.page.getByRole('option', { name: 'New Account “Tamar Robots”' }).click()
    const dialog = tab.page.getByRole('dialog', { name: 'New Account' })
    // Accounts have record types: the choice comes first.
    await dialog.getByRole('button', { name: 'Next' }).click()
    const name = dialog.locator('[name=Name]')
    await name.waitFor()
    expect(await name.inputValue()).to.equal('Tamar Robots')
    expect(await axeFindings(tab.page)).to.deep.equal([])
    await name.fill('')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.locator('[data-summary] a').click()
    await name.fill('Tamar Robotics')
    // The page of the new account comes late: what is under the dialog does not know of it before.
    await tab.page.route('**/r/Account/*/view', async route => {
      await new Promise(resolve => setTimeout(resolve, 300))
      await route.continue()
    })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await tab.page.locator('dialog.dialog').waitFor({ state: 'detached' })
    await tab.page.unroute('**/r/Account/*/view')
    await tab.page.locator('#field-account__c:focus').waitFor()
    expect(await tab.page.locator('#field-account__c').inputValue()).to.equal('Tamar Robotics')
    expect(await tab.page.locator(':focus').getAttribute('id')).to.equal('field-account__c')
    await tab.page.getByRole('button', { name: 'Save' }).click()
    // The notice of the new account is there already.
    await tab.page.waitForURL(/\/view$/)
    expect(
      await server.query("SELECT account__r.Name FROM probe__c WHERE Name = 'With a new account'"),
    ).to.have.nested.property('[0].account__r.Name', 'Tamar Robotics')
  }).timeout(60_000)

  it('a related list gets its new record where it stands, and a form that is given up asks first', async () => {
    const account = await server.create('Account', { Name: 'With contacts' })
    await tab.open(`/lightning/r/Account/${account}/view`)
    const card = tab.page.locator('#card-Contacts')
    await card.scrollIntoViewIfNeeded()
    await card.getByRole('link', { name: 'New Contact' }).click()
    const dialog = tab.page.getByRole('dialog', { name: 'New Contact' })
    await dialog.locator('[name=LastName]').pressSequentially('Beridze')
    const asks = async (give: () => Promise<void>): Promise<void> => {
      const asked = tab.page.waitForEvent('dialog')
      give().catch(() => undefined)
      await (await asked).dismiss()
      expect(await dialog.locator('[name=LastName]').inputValue()).to.equal('Beridze')
    }
    await asks(() => dialog.getByRole('link', { name: 'Cancel' }).click())
    await asks(() => tab.page.keyboard.press('Escape'))
    const reportsTo = dialog.getByLabel('Reports To')
    await reportsTo.pressSequentially('Nino Boss')
    await tab.page.getByRole('option', { name: 'New Contact “Nino Boss”' }).click()
    const inner = tab.page.getByRole('dialog', { name: 'New Contact' }).last()
    await tab.page.locator('dialog[open]').nth(1).waitFor()
    await inner.locator('[name=LastName]').waitFor()
    expect(await axeFindings(tab.page)).to.deep.equal([])
    await inner.getByRole('button', { name: 'Save' }).focus()
    for (let step = 0; step < 4; step++) {
      await tab.page.keyboard.press('Tab')
      const isInside =
        "document.activeElement === document.body || document.activeElement.closest('dialog') === [...document.querySelectorAll('dialog[open]')].at(-1)"
      expect(await tab.page.evaluate(isInside)).to.equal(true)
    }
    await tab.page.keyboard.press('Escape')
    expect(await tab.page.locator('dialog[open]').count()).to.equal(1)
    await dialog.locator('[id$=field-ReportsToId]:focus').waitFor()
    await reportsTo.fill('')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await card.getByRole('link', { name: 'Beridze' }).waitFor()
    expect(await tab.page.locator('[data-notice]').textContent()).to.include('Beridze was created.')
    expect(new URL(tab.page.url()).pathname).to.equal(`/lightning/r/Account/${account}/view`)
    expect(await server.query(`SELECT Name FROM Contact WHERE AccountId = '${account}'`)).to.have.lengthOf(1)
  }).timeout(60_000)

  it('a rule that is broken is told before the form is sent', async () => {
    const [account] = await server.query("SELECT Id FROM Account WHERE Name = 'Tamar Audio'")
    const id = await server.create('Order', {
      AccountId: account?.Id,
      EffectiveDate: '2099-12-31',
      title__c: 'Ruled',
    })
    await tab.open(`/lightning/r/Order/${id}/edit`)
    // The script of the rules has run: a page is not loaded before.
    expect(await tab.page.locator('script[src*="rules-"]').count()).to.equal(1)
    const sent: string[] = []
    tab.page.on('request', request => {
      if (request.method() === 'POST') sent.push(request.url())
    })
    await tab.page.selectOption('[name=Status]', 'MASS PRODUCTION')
    await tab.page.getByRole('button', { name: 'Save' }).click()
    await tab.page.locator('[data-field=Status] [data-rule-problem]').waitFor()
    expect(sent).to.deep.equal([])
    expect(await tab.page.locator('[data-summary]').textContent()).to.include('Status: An order cannot go')
    await tab.page.selectOption('[name=Status]', 'AWAITING PROPOSALS')
    await tab.page.getByRole('button', { name: 'Save' }).click()
    await saved()
    expect(await server.query(`SELECT Status FROM Order WHERE Id = '${id}'`)).to.deep.equal([
      { Status: 'AWAITING PROPOSALS' },
    ])
  }).timeout(60_000)

  it('what has been changed is not marked as wrong any more', async () => {
    await tab.open('/lightning/o/probe__c/new')
    await tab.page.fill('[name=number__c]', 'many')
    await tab.page.fill('[name=email__c]', 'nobody')
    await tab.page.getByRole('button', { name: 'Save' }).click()
    const wrong = tab.page.locator('.slds-has-error [aria-invalid=true]')
    await wrong.nth(1).waitFor()
    const before = await wrong.count()
    await tab.page.fill('[name=number__c]', '5')
    expect(await wrong.count()).to.equal(before - 1)
    const field = tab.page.locator('[data-field=number__c]')
    expect(await field.locator('.slds-form-element__help:not(.quiet)').count()).to.equal(0)
    expect(await axeFindings(tab.page)).to.deep.equal([])
    await tab.page.fill('[name=number__c]', '')
    await tab.page.getByRole('link', { name: 'Cancel' }).click()
    await tab.page.waitForURL(/list/)
    tab.complaints.length = 0
  }).timeout(60_000)

  it('a record is printed as what it says, without anything to press', async () => {
    const { page } = tab
    const [order] = await server.query("SELECT Id, title__c FROM Order WHERE title__c = 'Dragged' LIMIT 1")
    await tab.open(`/lightning/r/Order/${order?.Id}/view`)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('header.bar').isVisible()).to.equal(false)
    const pressed = page.locator('main :is(button, .slds-button, input, .pencil)').filter({ visible: true })
    expect(await pressed.count()).to.equal(0)
    const behind = 'getComputedStyle(document.querySelector("main dd a"), "::after").content'
    expect(await page.evaluate(behind)).to.equal('none')
    expect(await page.getByText('Dragged').first().isVisible()).to.equal(true)
    await page.emulateMedia({ media: null })
  }).timeout(60_000)

  it('Ctrl-S saves the form, wherever on the page somebody is', async () => {
    const id = await server.create('probe__c', { Name: 'By key', number__c: 1 })
    await tab.open(`/lightning/r/probe__c/${id}/edit`)
    await tab.page.fill('[name=number__c]', '3')
    await tab.page.locator('[name=number__c]').blur()
    await tab.page.keyboard.press('Control+S')
    await tab.page.waitForURL(/view/)
    expect(await server.query(`SELECT number__c FROM probe__c WHERE Id = '${id}'`)).to.deep.equal([
      { number__c: 3 },
    ])
  }).timeout(60_000)

  it('Ctrl-S presses no button that deletes, or does something else that is no change to be saved', async () => {
    const path = `/lightning/r/Account/${await server.create('Account', { Name: 'Not by key' })}/view`
    const sent: string[] = []
    const note = (request: { method(): string; url(): string }): void => {
      if (request.method() === 'POST') sent.push(request.url())
    }
    tab.page.on('request', note)
    await tab.open(path)
    await tab.page.getByRole('link', { name: 'Delete' }).click()
    await tab.page.locator('dialog[open] form').waitFor()
    await tab.page.keyboard.press('Control+S')
    await tab.page.keyboard.press('Escape')
    await tab.page.locator('dialog[open]').waitFor({ state: 'detached' })
    await tab.page.locator('.record__head form button').first().focus()
    await tab.page.keyboard.press('Control+S')
    await tab.open(path)
    tab.page.off('request', note)
    expect(sent).to.deep.equal([])
  }).timeout(60_000)

  it('nothing that stands still covers what has the focus, in windows of any height', async () => {
    const [account] = await server.query("SELECT Id FROM Account WHERE Name = 'Tamar Audio'")
    const id = await server.create('Order', { AccountId: account?.Id, EffectiveDate: '2099-12-31' })
    const covered = `(() => {
      const { left, width, top, bottom } = document.activeElement.getBoundingClientRect()
      const over = document.elementFromPoint(left + width / 2, (top + bottom) / 2)?.closest('.bar, .form__foot')
      return over && !over.contains(document.activeElement) ? document.activeElement.name : null
    })()`
    const under: unknown[] = []
    for (const height of [900, 450]) {
      await tab.page.setViewportSize({ width: 720, height })
      await tab.open(`/lightning/r/Order/${id}/edit`)
      await tab.page.locator('main form [name=title__c]').focus()
      for (const key of ['Tab', 'Shift+Tab'])
        for (let step = 0; step < 35; step++) {
          await tab.page.keyboard.press(key)
          under.push(await tab.page.evaluate(covered))
        }
    }
    await tab.page.setViewportSize({ width: 1440, height: 900 })
    expect(under.filter(name => name !== null)).to.deep.equal([])
  }).timeout(60_000)

  it('a form with something typed in it is not left without a question', async () => {
    await tab.open('/lightning/o/probe__c/new')
    await tab.page.locator('[name=Name]').pressSequentially('half')
    const asked = tab.page.waitForEvent('dialog')
    const leaving = tab.page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).to.equal('beforeunload')
    await dialog.accept()
    await leaving
  }).timeout(60_000)
})
