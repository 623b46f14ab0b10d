import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { installMissing } from './install.mjs'
import { installBrowser } from './install-browser.mjs'

installMissing()
installBrowser()
const root = join(import.meta.dirname, '..')
const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js')
const colour = process.stdout.isTTY || process.env.CI ? ['--color'] : []

/**
 * Lanes that run side by side: tests of the whole application and those in a browser mostly wait. Those in a browser
 * share a server whose open pages ask the database now and then: they are apart from tests that count statements.
 */
function lanes() {
  const paths = readdirSync(join(root, 'test'), { recursive: true }).map(path => join('test', path))
  const files = paths.filter(path => path.endsWith('.test.ts')).sort()
  const isWaiting = file => ['app', 'browser'].some(room => file.startsWith(join('test', room)))
  return [files.filter(file => !isWaiting(file)), files.filter(isWaiting)]
}

/** Where the specification ends and the summary begins. */
const SUMMARY = /^.{0,30}\d passing\b.{0,15}\(\d/m
const COUNTS = /^(\d+) passed, (\d+) failed\s*$/m

/** Runs one lane; `print` gets the specification as it comes, the summary is answered. */
function run(args, print) {
  const child = spawn(process.execPath, [mocha, ...colour, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let held = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    held += text
    const end = SUMMARY.exec(held)?.index ?? held.lastIndexOf('\n') + 1
    print(held.slice(0, end))
    held = held.slice(end)
  })
  return new Promise(resolve =>
    child.once('close', (status, signal) => resolve(resultOf(held, status, signal))),
  )
}

function resultOf(summary, status, signal) {
  const [line = '', passed = '0', failed = '0'] = COUNTS.exec(summary) ?? []
  if (line) return { text: summary.replace(line, ''), passed: Number(passed), failed: Number(failed), status }
  const text = `${summary}\nThe tests were ended by ${signal ?? `themselves, with ${status}`}.\n`
  return { text, passed: 0, failed: 1, status: status || 1 }
}

/** The first lane is shown as it runs; what the others print waits until those before them have ended. */
async function runAll(all) {
  const waiting = all.map(() => '')
  let shown = 0
  const show = lane => text => {
    if (lane === shown) process.stdout.write(text)
    else waiting[lane] += text
  }
  const running = all.map((args, lane) => run(args, show(lane)))
  const results = []
  for (const lane of running.keys()) {
    shown = lane
    process.stdout.write(waiting[lane])
    results.push(await running[lane])
  }
  return results
}

const asked = process.argv.slice(2)
const results = await runAll(asked.length > 0 ? [asked] : lanes())
const sum = what => results.reduce((total, result) => total + result[what], 0)
for (const { text } of results) process.stdout.write(text)
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = results.find(({ status }) => status !== 0)?.status ?? 0
