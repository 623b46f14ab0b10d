import { join } from 'node:path'
import { expect } from 'chai'
import { totpCode, totpStep } from '../../server/org/totp.ts'
import { axeFindings, openTab, PICTURES, type TestTab } from '../support/browser.ts'
import { createSsoWorld, type SsoWorld } from '../support/sso-world.ts'

const PROFILES = {
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: [{ name: 'ApiEnabled', enabled: true }] },
}
const NAMES = { Company: {}, Partners: { friendlyName: 'Partner network of the East' } }
const APP = 'https://app.example'

/** App, server and provider are three sites: cookies and policies hold between them as browsers hold them. */
describe('single sign-on in a browser', () => {
  let world: SsoWorld
  let tab: TestTab
  before(async function () {
    this.timeout(90_000)
    world = await createSsoWorld(NAMES, PROFILES)
  })
  after(() => world?.close())
  beforeEach(async () => {
    tab = await openTab(world.server)
    await tab.context.route(`${APP}/**`, route => {
      const link = `<a href="${world.server.url}${world.page.replaceAll('&', '&amp;')}">Begin</a>`
      return route.fulfill({ contentType: 'text/html', body: `<title>App</title>${link}` })
    })
  })
  afterEach(() => tab.context.close())

  const begin = async (sub: string): Promise<void> => {
    world.idp.behave({ person: { sub } })
    await tab.page.goto(`${APP}/`)
    await tab.page.click('text=Begin')
    await tab.page.click('text=Company')
  }
  const look = async (name: string): Promise<void> => {
    for (const [width, colorScheme] of [
      [1000, 'light'],
      [360, 'light'],
      [360, 'dark'],
    ] as const) {
      await tab.page.setViewportSize({ width, height: 800 })
      await tab.page.emulateMedia({ colorScheme })
      expect(await axeFindings(tab.page), `${name} ${width} ${colorScheme}`).to.deep.equal([])
      const isWider = await tab.page.evaluate('document.documentElement.scrollWidth > innerWidth')
      expect(isWider, `${name} ${width}`).to.equal(false)
      await tab.page.screenshot({ path: join(PICTURES, `${name}-${width}-${colorScheme}.png`) })
    }
  }
  /** The app is the one page here that complains: of the picture in its tab. */
  const complaints = (): readonly string[] => tab.complaints.filter(text => !/favicon/.test(text))

  it('goes from an app over the provider back to the app', async () => {
    await begin((await world.addPerson()).sub)
    await tab.page.waitForURL(`${APP}/callback?*`)
    const back = new URL(tab.page.url()).searchParams
    expect(back.get('state')).to.equal('a&b')
    expect(back.get('code')).to.have.length(43)
    expect(complaints()).to.deep.equal([])
  })

  it('shows a login page and a page for the second factor that look right, and goes on from there', async () => {
    const person = await world.addPerson()
    const factor = '/services/atelier/two-factor'
    const { secret } = (await person.send('POST', factor, { body: {} })).record
    const codeAt = (shift: number): string => totpCode(secret as string, totpStep(Date.now()) + shift)
    await person.send('POST', `${factor}/confirm`, { body: { code: codeAt(-1) } })
    await tab.open(world.page)
    await look('login-for-an-app')
    await begin(person.sub)
    await tab.page.waitForSelector('#totp')
    await look('second-factor')
    await tab.page.fill('#totp', codeAt(0))
    await tab.page.click('main button')
    await tab.page.waitForURL(`${APP}/callback?*`)
    expect(complaints()).to.deep.equal([])
  })

  it('ends in a session of the pages when it has begun there', async () => {
    world.idp.behave({ person: { sub: (await world.addPerson()).sub } })
    await tab.open('/lightning/page/home')
    await look('login-with-providers')
    await tab.page.click('text=Company')
    await tab.page.waitForURL('**/lightning/page/home')
    expect(await tab.page.title()).not.to.include('Log in')
    expect(complaints()).to.deep.equal([])
  })
})
