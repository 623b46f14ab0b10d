import { expect } from 'chai'
import { problemPage } from '../../server/ui/pages/problem.ts'
import { renderPage } from '../../server/ui/render.ts'

describe('templates', () => {
  it('are pages of their own, too, when they were part of another page before', async () => {
    const { template, model: page } = await problemPage(undefined, 404, [], { language: 'en' })
    const model = { language: 'en', ...page }
    const whole = await renderPage(template, model)
    const part = await renderPage('problem-body', model)
    expect(part).to.match(/^\s*</)
    expect(whole).to.include(part.trim())
  })
})
