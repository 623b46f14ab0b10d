import type { Command } from 'commander'
import type { ClientCredentials, ConnectedApp } from '../../../server/org/connected-apps.ts'
import type { Client } from '../client.ts'
import { withServer } from '../connect.ts'
import { CommandError } from '../report.ts'
import { formatTable } from '../table.ts'

const PATH = '/services/atelier/connected-apps'

type Created = ClientCredentials & { readonly name: string; readonly username: string }

export function registerConnectedApp(program: Command): void {
  const group = program
    .command('connected-app')
    .description('Let a program log in by itself, with a client id and secret (OAuth client credentials).')
  group
    .command('create <name>')
    .description('Make a connected app, and show its client id and secret.')
    .option('--username <name>', 'the user that it works as; you, when not given')
    .action((name: string, { username }: { username?: string }) =>
      withServer(({ client }) => createApp(client, name, username)),
    )
  group
    .command('list')
    .description('Show the connected apps.')
    .action(() => withServer(({ client }) => listApps(client)))
  group
    .command('delete <name>')
    .description('Delete a connected app, and log it out.')
    .action((name: string) => withServer(({ client }) => deleteApp(client, name)))
}

async function createApp(client: Client, name: string, username: string | undefined): Promise<void> {
  const app = await client.send<Created>('POST', PATH, { name, username })
  console.log(`"${app.name}" works as ${app.username}. Its secret is shown this once:`)
  console.log(`client_id      ${app.clientId}\nclient_secret  ${app.clientSecret}`)
}

async function listApps(client: Client): Promise<void> {
  const apps = await client.get<readonly ConnectedApp[]>(PATH)
  if (apps.length === 0)
    return console.log('There are no connected apps. Make one: npx atelier connected-app create NAME')
  const rows = apps.map(app => [app.name, app.username ?? 'nobody', app.created.slice(0, 10), app.clientId])
  console.log(formatTable(['name', 'works as', 'made', 'client id'], rows))
}

async function deleteApp(client: Client, name: string): Promise<void> {
  const apps = await client.get<readonly ConnectedApp[]>(PATH)
  const app = apps.find(one => one.name.toLowerCase() === name.toLowerCase() || one.clientId === name)
  if (!app) throw new CommandError([`There is no connected app "${name}".${namesOf(apps)}`])
  await client.send('DELETE', `${PATH}/${encodeURIComponent(app.clientId)}`)
  console.log(`"${app.name}" is deleted, and its tokens are no longer good.`)
}

function namesOf(apps: readonly ConnectedApp[]): string {
  return apps.length === 0 ? '' : ` There are: ${apps.map(app => app.name).join(', ')}.`
}
