import { spawn, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Target } from './targets.ts'

export interface Verdict {
  readonly isVulnerable: boolean
  /** The time was over before all was tried. */
  readonly isCutOff: boolean
  readonly requests: number
  readonly milliseconds: number
  /** What kept sqlmap from its work, in its own words. */
  readonly said: string
}

export interface Bounds {
  /** Where sqlmap keeps what it learns. */
  readonly folder: string
  readonly seconds: number
}

/** Installs sqlmap where the machine has Debian's packages and the right to. Throws with what to do otherwise. */
export function ensureSqlmap(): void {
  if (isThere()) return
  console.log('Installing sqlmap …')
  spawnSync('apt-get', ['install', '-y', '-q', 'sqlmap'], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (!isThere()) throw new Error('sqlmap is not there: install it (Debian: apt-get install sqlmap).')
}

function isThere(): boolean {
  return spawnSync('sqlmap', ['--version'], { stdio: 'ignore' }).status === 0
}

/** Answers of the API that say no are as good as others to learn from. */
const ALWAYS = [
  ...['--batch', '--flush-session', '--disable-coloring', '--dbms=PostgreSQL', '--level=2', '--risk=1'],
  ...['--technique=BEUST', '--time-sec=2', '--timeout=20', '--retries=0', '--threads=2', '--skip-waf'],
  ...['--ignore-code=*', '--ignore-redirects', '--ignore-proxy', '--answers=do you want to process it=Y'],
]

/** Tries whether SQL can be put into one parameter, for so many seconds at most. */
export async function probe(target: Target, { folder, seconds }: Bounds): Promise<Verdict> {
  const began = performance.now()
  const traffic = join(folder, `traffic-${Math.round(began)}`)
  const { url, parameter, headers = {}, body } = target
  const child = spawn('sqlmap', [
    ...ALWAYS,
    ...['-u', url, '-t', traffic, `--output-dir=${folder}`],
    ...(parameter ? ['-p', parameter] : []),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...(body === undefined ? [] : ['--data', body, '--method', target.method ?? 'POST']),
  ])
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  let isCutOff = false
  const timer = setTimeout(() => {
    isCutOff = true
    child.kill('SIGKILL')
  }, seconds * 1000)
  await new Promise(resolve => child.once('close', resolve))
  clearTimeout(timer)
  const sent = await readFile(traffic, 'utf8').catch(() => '')
  return {
    isVulnerable: /identified the following injection point|is vulnerable|appears to be .* injectable/.test(
      output,
    ),
    isCutOff,
    requests: [...sent.matchAll(/^HTTP request \[#\d+\]/gm)].length,
    milliseconds: performance.now() - began,
    said: /\[CRITICAL\] (?!all tested parameters)(.*)/.exec(output)?.[1]?.slice(0, 100) ?? '',
  }
}
