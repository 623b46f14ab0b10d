import { existsSync } from 'node:fs'
import type { Config } from '../../server/kernel/config.ts'
import { observe } from '../../server/kernel/observe.ts'
import { showPath } from '../../server/kernel/show-path.ts'
import { type Client, createClient } from './client.ts'
import type { ConnectOptions } from './connect.ts'
import { CommandError, describeError } from './report.ts'
import { note } from './terminal.ts'

/** Opens the org for one command: the whole server, on a free port, without jobs and without watching files. */
export async function openOrgHere(
  config: Config,
  { deployFirst = true }: ConnectOptions,
  signal: AbortSignal,
): Promise<{ readonly client: Client; readonly close: () => Promise<void> }> {
  if (!existsSync(config.metadataDir))
    throw new CommandError([
      `No server answers at http://localhost:${config.port}, and there is no folder ${showPath(config.metadataDir)}.`,
      'Run this in the folder of the project, or name a server: ATELIER_URL=http://… npx atelier …',
    ])
  const { startApp } = await import('../../server/app.ts')
  observe('warning', ({ message, error }) => note([message, ...describeError(error)].join('\n')))
  const place = config.databaseUrl ? 'DATABASE_URL' : showPath(config.dataDir)
  note(`No server is running: the org of ${place} is opened for this command.`)
  const here = { runJobs: false, deployFirst, stop: signal }
  const app = await startApp({ ...config, port: 0, watch: false }, here)
  if (app.newPassword !== undefined) {
    const { username } = app.administrator
    note(`The org is new. Log in as ${username} with the password ${app.newPassword} (shown this once).`)
    await app.passwordWasShown()
  }
  return { client: createClient(app.url, app.localToken, signal), close: () => app.close() }
}
