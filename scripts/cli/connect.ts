import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../server/kernel/config.ts'
import { showPath } from '../../server/kernel/show-path.ts'
import { type Client, createClient } from './client.ts'
import { interruptible } from './interrupt.ts'
import { openOrgHere } from './open-org-here.ts'
import { readProject } from './read-project.ts'
import { CommandError } from './report.ts'
import { savedLogin } from './saved-logins.ts'

export interface Connected {
  readonly client: Client
  readonly config: Config
  /** Ends what was started for the command. */
  close(): Promise<void>
}

export interface ConnectOptions {
  /** False: an org that has metadata keeps it; the command itself looks at the files. */
  readonly deployFirst?: boolean
}

/** Runs `work` on the server that runs, or on the org opened for this one command when none does. */
export async function withServer<T>(
  work: (connected: Connected) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> {
  return interruptible(async signal => {
    const connected = await connect(process.env, options, signal)
    try {
      return await work(connected)
    } finally {
      await connected.close()
    }
  })
}

async function connect(
  env: NodeJS.ProcessEnv,
  options: ConnectOptions,
  signal: AbortSignal,
): Promise<Connected> {
  const config = readProject(env)
  const url = serverUrl(env, config)
  const local = await readLocalServer(config.dataDir)
  const joined = (address: string, token: string): Connected => ({
    client: createClient(address, token, signal),
    config,
    close: async () => undefined,
  })
  if (env.ATELIER_URL && url !== local?.url) return joined(url, await savedLogin(url))
  // A server that PORT names is meant, even when the one of the data folder listens elsewhere.
  if (env.PORT && local && url !== local.url && (await answers(url)))
    return joined(url, await savedLogin(url))
  if (local && (await answers(local.url))) return joined(local.url, local.token)
  if (local && isAlive(local.pid)) throw notAnswering(config, local)
  if (await answers(url)) return joined(url, await savedLogin(url))
  return { ...(await openOrgHere(config, options, signal)), config }
}

/** The address that the environment names, without a slash at its end. */
export function serverUrl(env: NodeJS.ProcessEnv, config: Config): string {
  const url = env.ATELIER_URL || `http://localhost:${config.port}`
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CommandError([`ATELIER_URL must be an address such as http://localhost:3000, not "${url}".`])
  return url.replace(/\/+$/, '')
}

interface LocalServer {
  readonly url: string
  readonly token: string
  readonly pid: number
}

/** What the server of the data folder left there for us; undefined when it is not there or torn. */
async function readLocalServer(dataDir: string): Promise<LocalServer | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')) as LocalServer
  } catch {
    return undefined
  }
}

function notAnswering({ dataDir }: Config, { url, pid }: LocalServer): CommandError {
  return new CommandError([
    `The server of ${showPath(dataDir)} (process ${pid}) does not answer at ${url}.`,
    'Wait until it is ready, or stop it: then this command opens the org itself.',
  ])
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Is there an Atelier (or a Salesforce) at the address? */
export function answers(url: string): Promise<boolean> {
  return fetch(`${url}/services/data`, { signal: AbortSignal.timeout(3000) }).then(
    response => response.ok,
    () => false,
  )
}
