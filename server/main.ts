import { inspect } from 'node:util'
import { type App, startApp } from './app.ts'
import { type Config, readConfig } from './kernel/config.ts'
import { AtelierError } from './kernel/errors.ts'
import { emit, observe } from './kernel/observe.ts'
import { formatProblem } from './metadata/report-findings.ts'

observe('warning', ({ message, error }) => console.error([message, ...describe(error)].join('\n')))
observe('info', ({ message }) => console.log(message))
observe('hookLog', ({ hook, level, text }) =>
  console.log(`${level.toUpperCase().padEnd(5)} ${hook}: ${text}`),
)
observe('hook', printFailure())

/** Milliseconds that the server takes to end. */
const LONGEST_END = 4_800

const stopping = new AbortController()
// A second one ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort())
// Requests and runs have their own ways to fail; what slipped through them is no reason to end all others.
process.on('unhandledRejection', error => emit('warning', { message: 'An error was not handled.', error }))

try {
  await main()
} catch (error) {
  if (stopping.signal.aborted) process.exit(0)
  console.error(describe(error).join('\n'))
  process.exit(1)
}

async function main(): Promise<void> {
  const config = readConfig(process.env, process.cwd())
  const app = await startApp(config, { stop: stopping.signal })
  console.log(`Atelier is ready at ${app.url}`)
  console.log(`Log in as ${app.administrator.username}${describePassword(app, config)}`)
  await app.passwordWasShown()
  console.log(
    'Next: "npx atelier demo" loads a small marketplace and runs its daily selection; "npx atelier --help" lists the rest.',
  )
  const stop = (): void => {
    setTimeout(giveUp, LONGEST_END).unref()
    void app.close().then(() => process.exit(0))
  }
  if (stopping.signal.aborted) stop()
  else stopping.signal.addEventListener('abort', stop)
}

function giveUp(): void {
  console.error('Not everything ended in time. What was saved is saved.')
  process.exit(1)
}

/** A made password is shown once; a given one is not repeated. */
function describePassword({ newPassword }: App, { adminPassword, dataDir }: Config): string {
  if (newPassword !== undefined) return ` with the password ${newPassword} (shown this once).`
  if (adminPassword !== undefined) return ' with the password of ATELIER_ADMIN_PASSWORD.'
  return `. The password was shown when ${dataDir} was made.`
}

/** What people can put right, without the stack. */
function describe(error: unknown): readonly string[] {
  if (error === undefined) return []
  return error instanceof AtelierError ? error.problems.map(formatProblem) : [inspect(error)]
}

/** The hooks around one that failed fail with the same words: they are said once. */
function printFailure(): (event: { error?: string }) => void {
  let last: string | undefined
  return ({ error }) => {
    if (error !== undefined && error !== last) console.error(`ERROR ${error}`)
    last = error
  }
}
