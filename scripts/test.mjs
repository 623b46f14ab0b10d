import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { installMissing } from './install.mjs'

installMissing()
const root = join(import.meta.dirname, '..')
const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js')
const asked = process.argv.slice(2)
const { status } = spawnSync(process.execPath, [mocha, ...(asked.length ? asked : ['test/**/*.test.ts'])], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)
