import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const OLDEST = [20, 19]

/** Installs the packages of the lock file when they are missing or others are there. */
export function installMissing() {
  checkNode()
  if (isInstalled()) return
  console.log('Installing packages …')
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(command, ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) {
    console.error('The packages could not be installed. Run "npm install" to see why.')
    process.exit(1)
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return
  console.error(`Atelier needs Node.js ${OLDEST.join('.')} or later; this is ${process.versions.node}.`)
  process.exit(1)
}

/** npm writes what it installed into a lock file of its own: the same versions must be in it. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const { packages: found } = JSON.parse(readFileSync(installed, 'utf8'))
  return Object.entries(wanted).every(
    ([path, { version, optional, peer, devOptional }]) =>
      path === '' || optional || peer || devOptional || found[path]?.version === version,
  )
}
