import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const PACKAGES = ['chromium', 'fonts-dejavu-core']

/** Path of a Chromium on this machine. */
export function findBrowser() {
  const { ATELIER_BROWSER: given, PATH = '' } = process.env
  if (given) return given
  const folders = PATH.split(delimiter)
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(path => existsSync(path))
}

/** Installs Debian's Chromium for the tests of pages where there is none and this may be done. */
export function installBrowser() {
  if (findBrowser() || process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return
  console.log('Installing a browser …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', ...PACKAGES]]) {
    spawnSync('apt-get', ['-qq', ...command], { stdio: ['ignore', 'ignore', 'inherit'], env })
  }
}
