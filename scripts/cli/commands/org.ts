import type { Command } from 'commander'
import { withServer } from '../connect.ts'
import { formatTable } from '../table.ts'

interface OrgListing {
  readonly id: string
  readonly name: string
  readonly version: number
}

interface NewSandbox {
  readonly name: string
  readonly host: string
  readonly username: string
  readonly password: string
}

export function registerOrg(program: Command): void {
  const org = program
    .command('org')
    .description('Work with sandboxes: orgs of their own, with the same metadata.')
  org
    .command('create <name>')
    .description('Make a sandbox with the metadata of this org and no records.')
    .action(createOrg)
  org.command('list').description('List the org and its sandboxes.').action(listOrgs)
}

async function createOrg(name: string): Promise<void> {
  await withServer(async ({ client }) => {
    const made = await client.send<NewSandbox>('POST', '/services/atelier/orgs', { name })
    const url = new URL(client.url)
    url.hostname = made.host
    console.log(`The sandbox ${made.name} is at ${url.origin}`)
    console.log(`Log in as ${made.username} with the password ${made.password} (shown this once).`)
  })
}

async function listOrgs(): Promise<void> {
  const orgs = await withServer(({ client }) => client.get<OrgListing[]>('/services/atelier/orgs'))
  console.log(
    formatTable(
      ['org', 'id', 'version of its metadata'],
      orgs.map(({ name, id, version }) => [name, id, version]),
    ),
  )
}
