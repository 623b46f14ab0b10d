import { resolve } from 'node:path'
import { startApp } from './app.ts'
import { readConfig } from './kernel/config.ts'
import { AtelierError } from './kernel/errors.ts'
import { observe } from './kernel/observe.ts'
import { formatProblem } from './metadata/report-findings.ts'

observe('warning', ({ message, error }) => console.error(message, ...(error === undefined ? [] : [error])))
observe('info', ({ message }) => console.log(message))
observe('hookLog', ({ hook, level, text }) =>
  console.log(`${level.toUpperCase().padEnd(5)} ${hook}: ${text}`),
)
observe('hook', printFailure())

try {
  await main()
} catch (error) {
  console.error(error instanceof AtelierError ? error.problems.map(formatProblem).join('\n') : error)
  process.exit(1)
}

async function main(): Promise<void> {
  const config = readConfig(process.env, process.cwd())
  const app = await startApp(config)
  const { username, password } = app.administrator
  console.log(`Atelier is ready at ${app.url}`)
  console.log(`Log in as ${username}${describePassword(password, config.adminPassword, config.dataDir)}`)
  console.log(
    'Next: "npx atelier demo" loads a small marketplace and runs its daily selection; "npx atelier --help" lists the rest.',
  )
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    void app.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** A made password is shown once; a given one is not repeated. */
function describePassword(made: string | undefined, given: string | undefined, dataDir: string): string {
  if (given !== undefined) return ' with the password of ATELIER_ADMIN_PASSWORD.'
  if (made !== undefined) return ` with the password ${made} (shown this once).`
  return `. The password was shown when ${resolve(dataDir)} was made.`
}

/** The hooks around one that failed fail with the same words: they are said once. */
function printFailure(): (event: { error?: string }) => void {
  let last: string | undefined
  return ({ error }) => {
    if (error !== undefined && error !== last) console.error(`ERROR ${error}`)
    last = error
  }
}
