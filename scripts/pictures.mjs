/** Takes the pictures of docs/pictures/ from a server with the demo's data, in a folder of its own that is removed again. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { installMissing } from './install.mjs'
import { findBrowser, installBrowser } from './install-browser.mjs'

const ROOT = join(import.meta.dirname, '..')
const FOLDER = join(ROOT, 'docs', 'pictures')
const PASSWORD = 'pictures-of-atelier'
const ADMIN = 'admin@atelier.local'
const MAKER = 'nino@rustavi.example'
const DESKTOP = { width: 1440, height: 900 }
const PHONE = { width: 360, height: 740 }

installMissing()
installBrowser()
const { chromium } = await import('playwright-core')
mkdirSync(FOLDER, { recursive: true })
const dataDir = mkdtempSync(join(tmpdir(), 'atelier-pictures-'))
const env = {
  ...process.env,
  ATELIER_DATA_DIR: dataDir,
  ATELIER_ADMIN_PASSWORD: PASSWORD,
  ATELIER_WATCH: 'off',
  DATABASE_URL: '',
  PORT: '0',
}
try {
  run('scripts/atelier.mjs', 'demo')
  const server = await startServer()
  try {
    await takePictures(server.url)
  } finally {
    await server.stop()
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}.`)
}

async function startServer() {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise(resolve => child.once('exit', resolve))
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /ready at (http:\/\/\S+)/.exec(line) ?? []
    const stop = () => {
      child.kill()
      return ended
    }
    if (url) return { url, stop }
  }
  throw new Error('The server ended before it was ready.')
}

async function takePictures(url) {
  const api = await openApi(url)
  await addMaker(api)
  const [decided] = await api.query(
    `SELECT Id FROM Order WHERE Status = 'MANUFACTURER SELECTED' ORDER BY OrderNumber LIMIT 1`,
  )
  const order = `/lightning/r/Order/${decided.Id}`
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    chromiumSandbox: process.getuid?.() !== 0,
  })
  try {
    const list = '/lightning/o/Order/list?filterName=Pipeline'
    const office = await openTab(browser, url, ADMIN)
    await office.goto('/lightning/app/Operations')
    // What was looked at stands on the home page.
    await take(office, 'record', `${order}/view`)
    await take(office, 'list', list)
    await take(office, 'home', '/lightning/page/home')
    await take(office, 'form', `${order}/edit`)
    await take(office, 'board', '/lightning/o/Order/board?filterName=Pipeline')
    await take(office, 'pipeline', '/lightning/o/Order/pipeline')
    await take(office, 'search', '/lightning/search?q=rustavi')
    await take(office, 'list-phone', list, { size: PHONE })
    await take(office, 'record-phone', `${order}/view`, { size: PHONE })
    await take(office, 'list-dark', list, { colorScheme: 'dark' })
    await take(office, 'record-dark', `${order}/view`, { colorScheme: 'dark' })
    const portal = await openTab(browser, url, MAKER)
    await take(portal, 'portal', '/lightning/o/Order/list?filterName=Open_Tenders')
    await take(portal, 'portal-phone', '/lightning/page/home', { size: PHONE })
  } finally {
    await browser.close()
  }
}

async function openApi(url) {
  const form = {
    grant_type: 'password',
    username: ADMIN,
    password: PASSWORD,
    client_id: '-',
    client_secret: '-',
  }
  const login = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  const { access_token: token } = await login.json()
  const call = async (path, body) => {
    const response = await fetch(`${url}/services/data/v60.0/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  return { call, query: async soql => (await call(`query?q=${encodeURIComponent(soql)}`)).records }
}

/** Somebody of a manufacturer, who comes through the portal. */
async function addMaker({ call, query }) {
  const [account] = await query(`SELECT Id FROM Account WHERE Name = 'Rustavi Precision'`)
  const [profile] = await query(`SELECT Id FROM Profile WHERE Name = 'Manufacturer'`)
  const contact = await call('sobjects/Contact', {
    LastName: 'Beridze',
    FirstName: 'Nino',
    AccountId: account.Id,
  })
  const user = await call('sobjects/User', {
    ...{ Username: MAKER, Email: MAKER, FirstName: 'Nino', LastName: 'Beridze', Alias: 'nino' },
    ...{ CommunityNickname: 'nino', ProfileId: profile.Id, ContactId: contact.id, IsActive: true },
    ...{ LocaleSidKey: 'en_US', LanguageLocaleKey: 'en_US', EmailEncodingKey: 'UTF-8' },
    TimeZoneSidKey: 'Asia/Tbilisi',
  })
  await call(`sobjects/User/${user.id}/password`, { NewPassword: PASSWORD })
}

async function openTab(browser, baseURL, username) {
  const context = await browser.newContext({ baseURL, locale: 'en-US', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto('/login')
  await page.fill('#username', username)
  await page.fill('#password', PASSWORD)
  await page.click('main button')
  await page.waitForURL(/lightning/)
  return page
}

async function take(page, name, path, { size = DESKTOP, colorScheme = 'light' } = {}) {
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme })
  const response = await page.goto(path)
  if (response.status() !== 200) throw new Error(`${path}: ${response.status()}`)
  // Parts that come later are there.
  await page.waitForTimeout(800)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  console.log(`docs/pictures/${name}.png`)
}
