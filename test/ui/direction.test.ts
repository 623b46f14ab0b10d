import { expect } from 'chai'
import { toLogical } from '../../server/ui/logical-css.ts'
import { homePage } from '../../server/ui/pages/home.ts'
import { renderPage } from '../../server/ui/render.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { visitAs } from './visits.ts'

describe('the direction of pages', () => {
  let org: TestOrg
  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
  })
  after(() => org?.dispose())

  for (const [language, dir, lang] of [
    ['en_US', 'ltr', 'en'],
    ['pl', 'ltr', 'pl'],
    ['ka', 'ltr', 'en'],
    ['ar', 'rtl', 'en'],
    ['iw', 'rtl', 'en'],
  ] as const) {
    it(`of ${language} is ${dir}, in words of ${lang}`, async () => {
      const visit = await visitAs(org, 'Operations', { LanguageLocaleKey: language })
      const { template, model } = await homePage(visit)
      expect(await renderPage(template, model)).to.include(`<html lang="${lang}" dir="${dir}">`)
    })
  }
})

describe('styles', () => {
  for (const [css, logical] of [
    ['a{margin-left:1px;padding-right:2px}', 'a{margin-inline-start:1px;padding-inline-end:2px}'],
    ['a{border-left:0;border-top-left-radius:1px}', 'a{border-inline-start:0;border-start-start-radius:1px}'],
    ['a{text-align:left;float:right}', 'a{text-align:start;float:inline-end}'],
    ['a{left:0;top:0}', 'a{inset-inline-start:0;top:0}'],
    ['a{left:50%;transform:translateX(-50%)}', 'a{left:50%;transform:translateX(-50%)}'],
    ['.slds-grid_align-left{color:red}', '.slds-grid_align-left{color:red}'],
  ] as const) {
    it(`follows the text where ${css} says a side`, () => {
      expect(toLogical(css)).to.equal(logical)
    })
  }
})
