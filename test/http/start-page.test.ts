import { expect } from 'chai'
import { startTestServer, type TestServer } from '../support/test-server.ts'

describe('the start page', () => {
  let server: TestServer

  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  const open = (path: string, headers = {}) => server.send('GET', path, { token: null, headers })

  it('shows the org, its packages and what to do next, without a login', async () => {
    const { status, headers, text } = await open('/')
    expect(status).to.equal(200)
    expect(headers.get('content-type')).to.equal('text/html; charset=utf-8')
    expect(text).to.include('npx atelier demo').and.include(`curl ${server.url}/services/oauth2/token`)
    for (const { label, version } of server.app.org.model.packages)
      expect(text).to.include(`<td>${label}</td><td>${version}</td>`)
  })

  it('speaks the language of the browser', async () => {
    for (const [language, words] of [
      ['pl', 'Zaloguj'],
      ['de', 'Pakete'],
      ['fr', 'Packages'],
    ] as const) {
      const { text, headers } = await open('/', { 'accept-language': language })
      expect(text)
        .to.include(words)
        .and.include(`<html lang="${language === 'fr' ? 'en' : language}"`)
      expect(headers.get('vary')).to.include('Accept-Language')
    }
  })

  it('needs nothing that its content security policy forbids', async () => {
    const { headers, text } = await open('/')
    expect(headers.get('content-security-policy')).to.include("default-src 'self'")
    expect(text).not.to.match(/<script|<style|\sstyle=|\son\w+=/)
    const links = [...text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link as string)
    expect(links).to.deep.equal(['data:,', '/styles.css', '/lightning/page/home'])
    const styles = await open('/styles.css')
    expect(styles.headers.get('content-type')).to.equal('text/css; charset=utf-8')
    expect(styles.text).to.include('main {')
  })

  it('answers 404 for what is not there', async () => {
    expect((await open('/nothing')).errors[0]).to.include({ errorCode: 'NOT_FOUND' })
  })
})
