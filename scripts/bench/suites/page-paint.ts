import { chromium, type Page } from 'playwright-core'
import { findBrowser } from '../../install-browser.mjs'
import type { PageBench } from '../pages/open-trade.ts'
import { makePageReads } from '../pages/reads.ts'

const MOST_SHIFT = 0
/** Milliseconds from an interaction to the next paint. */
const MOST_WAIT = 100
const ROUNDS = 5

/** What the page notes of itself, from its first moment on. */
const WATCH = `
  globalThis.seen = { shift: 0, waits: [] }
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (entry.interactionId) seen.waits.push(entry.duration)
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 })
`

/** What somebody does on a page. */
const DEEDS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'list of 50 orders': async page => {
    await page.click('tbody tr:nth-child(3) input[type=checkbox]')
    await page.click('[data-select-page]')
    await page.click('.bar__launcher')
    await page.keyboard.press('Escape')
    await page.click('#list-search')
    await page.keyboard.type('lot', { delay: 60 })
    await page.keyboard.press('/')
  },
  'record with proposals and history': async page => {
    await page.click('.bar__user')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    await page.mouse.wheel(0, 2_000)
    await page.keyboard.press('?')
    await page.keyboard.press('Escape')
  },
  'form of a record': async page => {
    await page.click('#field-title__c')
    await page.keyboard.type('Housings', { delay: 40 })
    await page.click('#field-AccountId')
    await page.keyboard.type('pre', { delay: 150 })
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
  },
}

/** Layout shift and the wait for the next paint, in Chromium. */
export async function measurePagePaint(bench: PageBench): Promise<void> {
  if (!bench.wants('page-paint')) return
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('There is no Chromium: install the package chromium.')
  const browser = await chromium.launch({
    executablePath,
    args: ['--disable-gpu', '--disable-dev-shm-usage'],
    chromiumSandbox: process.getuid?.() !== 0,
  })
  try {
    const context = await browser.newContext({
      baseURL: bench.server.url,
      viewport: { width: 1440, height: 900 },
    })
    const [name = '', value = ''] = (bench.browser.Cookie ?? '').split(/=(.*)/s)
    await context.addCookies([{ name, value, url: bench.server.url }])
    const page = await context.newPage()
    await page.addInitScript(WATCH)
    for (const { title, paths } of makePageReads(bench.org)) {
      const deed = DEEDS[title]
      if (deed) await measurePage(bench, page, { title, paths, deed })
    }
  } finally {
    await browser.close()
  }
}

interface Measured {
  readonly title: string
  readonly paths: readonly string[]
  readonly deed: (page: Page) => Promise<void>
}

async function measurePage(
  { report }: PageBench,
  page: Page,
  { title, paths, deed }: Measured,
): Promise<void> {
  const shifts: number[] = []
  const waits: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await page.goto(paths[round % paths.length] as string, { waitUntil: 'load' })
    await deed(page)
    await page.waitForTimeout(500)
    const seen = (await page.evaluate('seen')) as { shift: number; waits: readonly number[] }
    shifts.push(seen.shift)
    waits.push(...seen.waits)
  }
  const interactions = `${waits.length} interactions`
  const shared = { figures: { rounds: String(ROUNDS) }, kind: 'most' } as const
  report({
    ...shared,
    what: `${title}: cumulative layout shift`,
    value: Math.max(...shifts),
    bound: MOST_SHIFT,
  })
  report({
    ...shared,
    what: `${title}: interaction to next paint, ms`,
    figures: { ...shared.figures, longer: interactions },
    value: Math.max(0, ...waits),
    bound: MOST_WAIT,
  })
}
