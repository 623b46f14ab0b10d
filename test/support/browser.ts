import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { findBrowser } from '../../scripts/install-browser.mjs'
import { ADMIN_PASSWORD } from './test-org.ts'
import type { TestServer } from './test-server.ts'

/** Pictures of the pages that the last run has seen. */
export const PICTURES = join(import.meta.dirname, '..', '..', '.test-output', 'pages')

let launching: Promise<Browser> | undefined

/** One Chromium for all tests of the process; it ends with them. */
export function testBrowser(): Promise<Browser> {
  launching ??= launch()
  return launching
}

async function launch(): Promise<Browser> {
  const executablePath = findBrowser()
  if (!executablePath) {
    throw new Error('There is no Chromium: install the package chromium, or name one in ATELIER_BROWSER.')
  }
  await mkdir(PICTURES, { recursive: true })
  const args = ['--disable-gpu', '--disable-dev-shm-usage']
  const browser = await chromium.launch({ executablePath, args, chromiumSandbox: process.getuid?.() !== 0 })
  after(() => browser.close())
  return browser
}

export interface TestTab {
  readonly page: Page
  readonly context: BrowserContext
  /** What the pages have complained about in the console, and errors that their scripts threw. */
  readonly complaints: string[]
  /** Opens a path of the server; gives the status. */
  open(path: string): Promise<number>
}

/** A tab of its own, with cookies of its own. */
export async function openTab(server: TestServer, options: BrowserContextOptions = {}): Promise<TestTab> {
  const browser = await testBrowser()
  const context = await browser.newContext({
    ...{ baseURL: server.url, locale: 'en-US', reducedMotion: 'reduce' },
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  return { page, context, complaints, open: async path => (await page.goto(path))?.status() ?? 0 }
}

export async function logIn(
  { page }: TestTab,
  username: string,
  password: string = ADMIN_PASSWORD,
  startURL = '/lightning/page/home',
): Promise<void> {
  await page.goto(`/login?startURL=${encodeURIComponent(startURL)}`)
  await page.fill('#username', username)
  await page.fill('#password', password)
  await page.click('main button')
  await page.waitForLoadState()
}

/** Down a record's page until no more than so many of its cards have not come, which are fetched when they are seen. */
export async function scrollThrough(page: Page, most = 0): Promise<void> {
  while ((await page.locator(':is(.related, #activity)[hx-get]').count()) > most) {
    await page.mouse.wheel(0, 700)
    await page.waitForTimeout(50)
  }
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds on the page as it stands, a line each. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.waitForLoadState()
  // The pages' policy lets no script in that is written into them; the debugger is no page.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(await axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{
          violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[]
        }>
      }
    }
    const { violations } = await axe.run()
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 200)}`)
  })
}

const WIDTHS = [320, 768, 1440]
const SCHEMES = ['light', 'dark'] as const
/** Where axe looks: between phones and desktops there is no colour of its own. */
const EVERYWHERE: readonly string[] = ['320 light', '320 dark', '768 light', '1440 light', '1440 dark']
/** For states of pages that are looked at everywhere. */
export const BRIEFLY: readonly string[] = ['320 light', '1440 dark']

/** No finding of axe, nothing that sticks out, and a picture, at every width, light and dark. */
export async function expectWhole({ page }: TestTab, name: string, looks = EVERYWHERE): Promise<void> {
  await page.waitForLoadState()
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      const place = `${name} at ${width} px, ${colorScheme}`
      const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
      expect(overflow, `${place}: pixels that stick out`).to.be.at.most(0)
      if (looks.includes(`${width} ${colorScheme}`)) expect(await axeFindings(page), place).to.deep.equal([])
      await page.screenshot({ path: join(PICTURES, `${name}-${width}-${colorScheme}.png`), fullPage: true })
    }
  }
}
