import { expect } from 'chai'
import { expectWhole, openTab } from '../support/browser.ts'
import type { TestServer } from '../support/test-server.ts'
import { pagesServer } from './pages-server.ts'

const FORM = '/forms/Request_for_Proposals'

describe('a form for people without a login', () => {
  let server: TestServer

  before(async function () {
    this.timeout(90_000)
    server = await pagesServer()
  })

  for (const javaScriptEnabled of [true, false]) {
    it(`is filled in and sent ${javaScriptEnabled ? 'with' : 'without'} a script, and becomes a lead`, async () => {
      const tab = await openTab(server, { javaScriptEnabled })
      const { page, complaints } = tab
      const Company = `Kestrel ${javaScriptEnabled}`
      expect(await tab.open(FORM)).to.equal(200)
      expect(await page.locator('[name=homepage]').boundingBox())
        .to.have.property('x')
        .that.is.below(0)
      if (javaScriptEnabled) await expectWhole(tab, 'web-form')
      for (const [name, text] of Object.entries({ Company, Email: 'ada@example.test' }))
        await page.fill(`[name=${name}]`, text)
      await page.waitForTimeout(2_000)
      await page.getByRole('button', { name: 'Send' }).click()
      await page.locator('[data-summary]').waitFor()
      await page.waitForLoadState()
      expect(await page.locator('[data-summary] a').allTextContents()).to.deep.equal([
        'Last Name',
        'Description',
      ])
      if (javaScriptEnabled) await expectWhole(tab, 'web-form-refused')
      expect(await page.inputValue('[name=Company]')).to.equal(Company)
      await page.fill('[name=LastName]', 'Lovelace')
      await page.fill('[name=Description]', 'A thousand housings')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByText('We have your request').waitFor()
      if (javaScriptEnabled) await expectWhole(tab, 'web-form-sent')
      const soql = `SELECT LastName, LeadSource FROM Lead WHERE Company = '${Company}'`
      expect(await server.query(soql)).to.deep.equal([{ LastName: 'Lovelace', LeadSource: 'Web' }])
      expect(complaints.filter(text => !/status of 422/.test(text))).to.deep.equal([])
      await tab.context.close()
    }).timeout(90_000)
  }
})
