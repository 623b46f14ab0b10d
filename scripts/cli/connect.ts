import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Config, readConfig } from '../../server/kernel/config.ts'
import { type Client, createClient } from './client.ts'
import { CommandError } from './report.ts'

const LOGINS = join(homedir(), '.atelier', 'logins.json')

export interface Connected {
  readonly client: Client
  readonly config: Config
  /** Ends what was started for the command. */
  close(): Promise<void>
}

/** The server that runs, or the org opened for this one command when none does. */
export async function connect(env: NodeJS.ProcessEnv = process.env): Promise<Connected> {
  const config = readConfig(env, process.cwd())
  const url = env.ATELIER_URL ?? `http://localhost:${config.port}`
  const local = await readLocalServer(config.dataDir)
  const remote = env.ATELIER_URL !== undefined && env.ATELIER_URL !== local?.url
  if (remote)
    return { client: createClient(url, await savedLogin(url)), config, close: async () => undefined }
  if (local && (await answers(local.url))) {
    return { client: createClient(local.url, local.token), config, close: async () => undefined }
  }
  if (await answers(url))
    return { client: createClient(url, await savedLogin(url)), config, close: async () => undefined }
  return openItself(config)
}

async function openItself(config: Config): Promise<Connected> {
  const { startApp } = await import('../../server/app.ts')
  const app = await startApp({ ...config, port: 0, watch: false }, { runJobs: false })
  return { client: createClient(app.url, app.localToken), config, close: () => app.close() }
}

async function readLocalServer(dataDir: string): Promise<{ url: string; token: string } | undefined> {
  const text = await readFile(join(dataDir, 'server.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}

async function answers(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(3000)
  return fetch(`${url}/services/data`, { signal }).then(
    response => response.ok,
    () => false,
  )
}

async function savedLogins(): Promise<Record<string, string>> {
  return JSON.parse(await readFile(LOGINS, 'utf8').catch(() => '{}'))
}

async function savedLogin(url: string): Promise<string> {
  const token = (await savedLogins())[url]
  if (token) return token
  throw new CommandError([`You are not logged in to ${url}. Run: ATELIER_URL=${url} npx atelier login`])
}

export async function saveLogin(url: string, token: string): Promise<void> {
  await mkdir(dirname(LOGINS), { recursive: true, mode: 0o700 })
  await writeFile(LOGINS, JSON.stringify({ ...(await savedLogins()), [url]: token }, null, 2), {
    mode: 0o600,
  })
}
