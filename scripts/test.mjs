import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { installMissing } from './install.mjs'
import { installBrowser } from './install-browser.mjs'

installMissing()
installBrowser()
const root = join(import.meta.dirname, '..')
const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js')
const asked = process.argv.slice(2)
const { status, signal } = spawnSync(
  process.execPath,
  [mocha, ...(asked.length ? asked : ['test/**/*.test.ts'])],
  {
    cwd: root,
    stdio: 'inherit',
  },
)
if (signal) console.error(`The tests were ended by ${signal}.`)
process.exit(status ?? 1)
