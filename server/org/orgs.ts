import { randomBytes } from 'node:crypto'
import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import type { CompileContext } from '../metadata/model-draft.ts'
import type { Database } from '../storage/database.ts'
import { ensureAdministrator } from './administrator.ts'
import { deploy } from './deploy.ts'
import { openOrg } from './open-org.ts'
import { retrieve } from './retrieve.ts'
import type { Org } from './session.ts'

/** The org of an installation, and its sandboxes: orgs of their own in the same database, each at its host name. */
export interface Orgs {
  readonly main: Org
  all(): readonly Org[]
  /** By a `Host` header; undefined for a sandbox that is not there. */
  find(host: string): Org | undefined
  /** A sandbox's own host name; undefined for the main org. */
  hostOf(org: Org): string | undefined
  /** A new sandbox with the metadata of the main org and no records. Its administrator's password is shown once. */
  create(name: string, who: string): Promise<NewOrg>
  close(): Promise<void>
}

export interface NewOrg {
  readonly org: Org
  readonly host: string
  readonly username: string
  readonly password: string
}

const CHANNEL = 'atelier_orgs'

interface Registry {
  readonly main: Org
  readonly database: Database
  readonly checkSoql: CompileContext['checkSoql']
  readonly byHost: Map<string, Org>
}

/** Opens the sandboxes of the main org, now and whenever another node makes one. */
export async function openOrgs(main: Org, checkSoql: CompileContext['checkSoql']): Promise<Orgs> {
  const registry: Registry = { main, database: main.database, checkSoql, byHost: new Map() }
  await openSandboxes(registry)
  const stop = await main.database.listen(CHANNEL, () => {
    openSandboxes(registry).catch((error: unknown) => {
      emit('warning', { message: 'A new sandbox could not be opened.', error })
    })
  })
  return {
    main,
    all: () => [main, ...registry.byHost.values()],
    find: host => findByHost(registry, host),
    hostOf: org => [...registry.byHost].find(([, one]) => one.id === org.id)?.[0],
    create: (name, who) => createSandbox(registry, name, who),
    close: stop,
  }
}

/** A host name that ends in `.localhost` names a sandbox; every other one that no sandbox has is the main org's. */
function findByHost({ byHost, main }: Registry, host: string): Org | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
  return byHost.get(name) ?? (name.endsWith('.localhost') ? undefined : main)
}

async function openSandboxes(registry: Registry): Promise<void> {
  const { main, database, byHost } = registry
  const { rows } = await database.run({
    text: 'SELECT name, host FROM atelier.org WHERE parent = $1 AND host IS NOT NULL ORDER BY name',
    values: [main.id],
  })
  for (const [name, host] of rows as readonly (readonly [string, string])[]) {
    if (byHost.has(host)) continue
    byHost.set(host, await openOrg(database, { name, ...sharedOptions(registry) }))
  }
}

/** What sandboxes have of the main org. */
function sharedOptions({ main, checkSoql }: Registry) {
  const { timeZone, encryptionKeys, largestFile } = main
  return { timeZone, encryptionKeys, largestFile, ...(checkSoql && { checkSoql }) }
}

async function createSandbox(registry: Registry, name: string, who: string): Promise<NewOrg> {
  const { main, database, byHost } = registry
  const taken = await database.run({ text: 'SELECT 1 FROM atelier.org WHERE name = $1', values: [name] })
  if (taken.rows.length > 0) throw new AtelierError('DUPLICATE_VALUE', `There is an org "${name}" already.`)
  const host = `${name}.localhost`
  const org = await openOrg(database, { name, host, ...sharedOptions(registry) })
  await deploy(org, retrieve(main), { who })
  const password = randomBytes(12).toString('base64url')
  const { username } = await ensureAdministrator(org, () => password)
  // Now it is there: for this node at once, for the others when they hear of it.
  await database.run({
    text: 'UPDATE atelier.org SET parent = $1 WHERE id = $2',
    values: [main.id, org.id],
  })
  byHost.set(host, org)
  await database.run({ text: `SELECT pg_notify('${CHANNEL}', $1)`, values: [name] })
  return { org, host, username, password }
}
