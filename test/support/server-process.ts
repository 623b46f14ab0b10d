import { type ChildProcess, spawn } from 'node:child_process'
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SourceFile } from '../../server/metadata/component.ts'
import { type Client, createClient } from './test-client.ts'
import { testDatabase } from './test-database.ts'
import { ADMIN_PASSWORD } from './test-org.ts'
import { writeFiles } from './test-server.ts'

/** What a process printed, and how it ended. */
export interface ProcessEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly output: string
}

export interface ServerProcess extends Client {
  readonly url: string
  readonly token: string
  readonly pid: number
  /** Milliseconds from its beginning to its "ready". */
  readonly startedIn: number
  readonly output: () => string
  /** Sends the signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<ProcessEnd>
  /** Ctrl-C: the signal goes to the server and to the programs that it has started. */
  interrupt(): Promise<ProcessEnd>
}

export interface InstallationOptions {
  /** Undefined: the repository's own packages. */
  readonly files?: readonly SourceFile[]
  /** Undefined: the embedded database. */
  readonly databaseUrl?: string
  /** Part of the folder's name. */
  readonly name?: string
  /** The user that starts it, where tests run as root. */
  readonly uid?: number
}

/** The folders of one server, for as many starts as a test needs. */
export interface Installation {
  readonly dataDir: string
  /** Starts `npm start`'s script, as another user if need be, and waits until it is ready; throws with its output when it ends before. */
  start(env?: Environment, uid?: number): Promise<ServerProcess>
  /** Starts it and waits for its end. */
  run(env?: Environment): Promise<ProcessEnd>
  /** Starts it, and does not wait. */
  launch(env?: Environment): LaunchedProcess
  /** The process id of the embedded database. */
  postmaster(): Promise<number>
  /** The address of the embedded database. */
  databaseUrl(): Promise<string>
  /** Ends what still runs, and removes the folders. */
  remove(): Promise<void>
}

type Environment = Readonly<Record<string, string | undefined>>

export interface LaunchedProcess {
  readonly child: ChildProcess
  readonly output: () => string
  readonly end: Promise<ProcessEnd>
}

/** A line of a stack trace: nothing for people to read. */
export const STACK = /^ +at /m

export const ROOT = join(import.meta.dirname, '..', '..')
let databases = 0

/** An empty database of its own in the PostgreSQL of all tests. */
export async function createDatabase(): Promise<string> {
  const database = await testDatabase()
  const name = `server_process_${++databases}`
  await database.run({ text: `CREATE DATABASE ${name}`, values: [] })
  const url = new URL(database.url)
  url.pathname = name
  return url.href
}

export async function makeInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const { files, uid } = options
  const folder = await mkdtemp(join(tmpdir(), `atelier-${options.name ?? 'process'}-`))
  if (uid !== undefined) await chown(folder, uid, uid)
  const dataDir = join(folder, 'data')
  const environment: Environment = {
    PORT: '0',
    DATABASE_URL: options.databaseUrl,
    ATELIER_DATA_DIR: dataDir,
    ATELIER_METADATA_DIR: files && (await writeFiles(join(folder, 'metadata'), files)),
    ATELIER_ADMIN_PASSWORD: ADMIN_PASSWORD,
    ATELIER_TIME_ZONE: 'Asia/Tbilisi',
    ATELIER_WATCH: 'off',
    ATELIER_POOL_SIZE: '8',
  }
  const running = new Set<LaunchedProcess>()
  const launch = (env: Environment, user = uid): LaunchedProcess => {
    const process = spawnServer({ ...environment, ...env }, user)
    running.add(process)
    void process.end.then(() => running.delete(process))
    return process
  }
  const postmaster = async (): Promise<number> => (await readPostmaster(dataDir)).pid
  return {
    dataDir,
    start: (env = {}, user = uid) => whenReady(launch(env, user), env.ATELIER_DATA_DIR ?? dataDir),
    run: (env = {}) => launch(env).end,
    launch: (env = {}) => launch(env),
    postmaster,
    databaseUrl: async () => {
      const [{ port }, password] = await Promise.all([
        readPostmaster(dataDir),
        readFile(join(dataDir, 'postgres.password'), 'utf8'),
      ])
      return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
    },
    remove: async () => {
      for (const { child } of running) child.kill('SIGTERM')
      await Promise.all([...running].map(({ end }) => end))
      const orphan = await postmaster().catch(() => undefined)
      if (orphan !== undefined && (await commandOf(orphan)).includes(dataDir)) process.kill(orphan, 'SIGQUIT')
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

async function readPostmaster(dataDir: string): Promise<{ pid: number; port: number }> {
  const lines = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  const pid = Number(lines[0])
  // A signal to process 0 would go to the tests themselves.
  if (!pid) throw new Error(`The file of the postmaster in ${dataDir} is empty.`)
  return { pid, port: Number(lines[3]) }
}

/** In a process group of its own, which gets a Ctrl-C as a whole. */
function spawnServer(env: Environment, uid: number | undefined): LaunchedProcess {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += String(chunk)
    })
  }
  const killWithTests = (): void => void child.kill('SIGKILL')
  process.once('exit', killWithTests)
  const end = new Promise<ProcessEnd>(resolve => {
    child.once('close', (code, signal) => {
      process.off('exit', killWithTests)
      resolve({ code, signal, output })
    })
  })
  return { child, output: () => output, end }
}

async function whenReady({ child, output, end }: LaunchedProcess, dataDir: string): Promise<ServerProcess> {
  const began = performance.now()
  let ended: ProcessEnd | undefined
  void end.then(result => {
    ended = result
  })
  let url: string | undefined
  while (!url) {
    if (ended) throw new Error(`The server ended with ${ended.code ?? ended.signal}: ${ended.output}`)
    await new Promise(resolve => setTimeout(resolve, 10))
    url = /ready at (http:\S+)/.exec(output())?.[1]
  }
  const startedIn = performance.now() - began
  const { token } = JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')) as { token: string }
  const pid = child.pid as number
  const kill = (signal: NodeJS.Signals): Promise<ProcessEnd> => {
    child.kill(signal)
    return end
  }
  const interrupt = (): Promise<ProcessEnd> => {
    process.kill(-pid, 'SIGINT')
    return end
  }
  return { url, token, pid, startedIn, output, kill, interrupt, ...createClient(url, token) }
}

/** The command line of a process; empty when it is gone. */
export async function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
}
