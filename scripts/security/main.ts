import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../server/storage/embedded.ts'
import { startAtelier } from '../bench/server-process.ts'
import { startVulnerablePage } from './control.ts'
import { prepareOrg } from './prepare-org.ts'
import { ensureSqlmap, probe, type Verdict } from './sqlmap.ts'
import { listTargets, type Target } from './targets.ts'

/** Seconds that one parameter may be probed for; `--seconds 60` gives more. */
const at = process.argv.indexOf('--seconds')
const seconds = at < 0 ? 40 : Number(process.argv[at + 1])

/** The server's own data and what sqlmap remembers: gone when all is done. */
const folder = await mkdtemp(join(tmpdir(), 'atelier-security-'))
try {
  ensureSqlmap()
  const database = await startEmbedded(join(folder, 'database'))
  try {
    process.exitCode = (await probeServer(database.url)) ? 0 : 1
  } finally {
    await database.stop()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function probeServer(databaseUrl: string): Promise<boolean> {
  const server = await startAtelier({ ATELIER_DATA_DIR: join(folder, 'data'), DATABASE_URL: databaseUrl })
  try {
    return await probeAll(server.url, databaseUrl)
  } finally {
    await server.stop()
  }
}

/** True when nothing was found where nothing may be, and the hole that was made was found. */
async function probeAll(url: string, databaseUrl: string): Promise<boolean> {
  const page = await startVulnerablePage(databaseUrl)
  const control: Target = { what: 'a page with a hole', url: `${page.url}/?name=x`, parameter: 'name' }
  const found = await probe(control, { folder, seconds: 120 })
  page.stop()
  print(control, found)
  const verdicts: Verdict[] = []
  for (const target of listTargets(url, await prepareOrg(url))) {
    const verdict = await probe(target, { folder, seconds })
    print(target, verdict)
    verdicts.push(verdict)
  }
  const holes = verdicts.filter(({ isVulnerable }) => isVulnerable).length
  const requests = verdicts.reduce((sum, verdict) => sum + verdict.requests, 0)
  const late = verdicts.filter(({ isCutOff }) => isCutOff).length
  console.log(
    `\n${verdicts.length} parameters, ${requests} requests, ${late} cut off in time: ${holes} holes found.`,
  )
  if (!found.isVulnerable) console.log('The hole that was made was not found: sqlmap did not work.')
  const untold = verdicts.filter(({ requests: asked }) => asked < 5).length
  if (untold > 0) console.log(`${untold} parameters were hardly asked: something kept sqlmap from them.`)
  return holes === 0 && found.isVulnerable && untold === 0
}

function print({ what }: Target, { isVulnerable, isCutOff, requests, milliseconds, said }: Verdict): void {
  const end = isVulnerable ? 'INJECTABLE' : isCutOff ? 'nothing yet' : 'nothing'
  const figures = `${String(requests).padStart(5)} requests ${(milliseconds / 1000).toFixed(0).padStart(4)} s`
  console.log(`${what.padEnd(56)} ${figures}  ${end}${said ? `  ${said}` : ''}`)
}
