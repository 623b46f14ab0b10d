import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** Milliseconds from the start of the process to its "ready". */
  readonly startedIn: number
  /** `of`: the process to be told, when the one that was started only runs it. */
  stop(of?: number): Promise<void>
}

interface Command {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Starts a process that prints `… http://host:port` when it is ready. */
export async function startServer({ command, env }: Command): Promise<ServerProcess> {
  const began = performance.now()
  const child = spawn(command[0] as string, command.slice(1), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await readUrl(child, command.join(' '))
  const startedIn = performance.now() - began
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  return {
    url: url.replace('localhost', '127.0.0.1'),
    pid: child.pid as number,
    startedIn,
    stop: async (of = child.pid as number) => {
      if (child.exitCode === null) process.kill(of, 'SIGTERM')
      await ended
    },
  }
}

function readUrl(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`${name} ended with ${code} before it was ready.`)))
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', line => {
      const url = /ready at (http:\/\/\S+)/.exec(line)?.[1]
      if (url) resolve(url)
      else if (!url && /warning|error/i.test(line)) console.error(line)
    })
  })
}

export const ADMIN_PASSWORD = 'bench-of-atelier'

/** How `npm start` runs Node: the bench is in the project's folder. */
const [, ...START] = (
  JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: { readonly start: string } }
).scripts.start.split(' ')
const NODE_OPTIONS = START.filter(part => part.startsWith('--'))

/** The product, as `npm start` starts it. */
export function startAtelier(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  return startServer({
    command: [process.execPath, ...NODE_OPTIONS, 'scripts/start.mjs'],
    env: { PORT: '0', ATELIER_ADMIN_PASSWORD: ADMIN_PASSWORD, ATELIER_WATCH: 'off', ...env },
  })
}

/** A baseline, with the same options of Node. */
export function startBaseline(name: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  return startServer({
    command: [process.execPath, ...NODE_OPTIONS, `.atelier/build/${name}.js`],
    env: { NODE_ENV: 'production', ...env },
  })
}

export async function logIn(url: string, username = 'admin@atelier.local'): Promise<string> {
  const response = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      username,
      password: ADMIN_PASSWORD,
      client_id: 'bench',
      client_secret: 'bench',
    }),
  })
  const answer = (await response.json()) as { access_token?: string }
  if (!answer.access_token) throw new Error(`No login: ${JSON.stringify(answer)}`)
  return answer.access_token
}
