import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { askSecret } from '../ask-secret.ts'
import type { Client } from '../client.ts'
import { withServer } from '../connect.ts'
import { CommandError } from '../report.ts'
import { formatTable } from '../table.ts'

const PATH = '/services/atelier/auth-providers'

interface ShownProvider {
  readonly name: string
  readonly issuer: string
  readonly active: boolean
  readonly hasSecret: boolean
  readonly callbackUrl: string
}

export function registerAuthProvider(program: Command): void {
  const group = program
    .command('auth-provider')
    .description('Single sign-on: the providers of auth-providers/*.json, and their secrets.')
  group
    .command('list')
    .description('Show the providers, and the addresses to register at them.')
    .action(() => withServer(({ client }) => listProviders(client)))
  group
    .command('secret <name>')
    .description('Store the client secret that a provider has given.')
    .option('--remove', 'forget it')
    .addHelpText('after', '\nThe secret is asked for; without a terminal it is read from the input.')
    .action((name: string, { remove }: { remove?: boolean }) =>
      withServer(({ client }) => (remove ? removeSecret(client, name) : storeSecret(client, name))),
    )
}

async function listProviders(client: Client): Promise<void> {
  const providers = await client.get<readonly ShownProvider[]>(PATH)
  if (providers.length === 0)
    return console.log('There are no auth providers. Add a file to auth-providers/ of a package.')
  const rows = providers.map(({ name, issuer, active, hasSecret, callbackUrl }) => [
    ...[name, active ? 'active' : 'off', hasSecret ? 'stored' : 'none', issuer, callbackUrl],
  ])
  console.log(formatTable(['name', 'state', 'secret', 'issuer', 'address to register'], rows))
}

async function storeSecret(client: Client, name: string): Promise<void> {
  await findProvider(client, name)
  const secret = process.stdin.isTTY
    ? await askSecret(`Client secret of ${name}: `)
    : (await text(process.stdin)).replace(/\r?\n$/, '')
  if (secret === '') throw new CommandError(['No secret was given: type it, or pipe it in.'])
  await client.send('PUT', `${PATH}/${encodeURIComponent(name)}/secret`, { secret })
  console.log(`The secret of ${name} is stored, encrypted.`)
}

async function removeSecret(client: Client, name: string): Promise<void> {
  const { hasSecret } = await findProvider(client, name)
  if (!hasSecret) throw new CommandError([`${name} has no secret.`])
  await client.send('DELETE', `${PATH}/${encodeURIComponent(name)}/secret`)
  console.log(`The secret of ${name} is forgotten.`)
}

async function findProvider(client: Client, name: string): Promise<ShownProvider> {
  const providers = await client.get<readonly ShownProvider[]>(PATH)
  const provider = providers.find(one => one.name.toLowerCase() === name.toLowerCase())
  if (provider) return provider
  const known = providers.length === 0 ? '' : ` There are: ${providers.map(one => one.name).join(', ')}.`
  throw new CommandError([`There is no auth provider "${name}".${known}`])
}
