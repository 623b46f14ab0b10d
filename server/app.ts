import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { fullAccess } from './access/access.ts'
import { checkSoql } from './automation/check-soql.ts'
import { createHookRuntime, type HookRuntime } from './automation/hook-runtime.ts'
import { createJobScheduler } from './automation/jobs.ts'
import { startMailer } from './automation/mailer.ts'
import type { BackgroundTask } from './automation/queue/perform-entry.ts'
import { createQueue } from './automation/queue.ts'
import { recordsData } from './automation/records-data.ts'
import { listen } from './http/listen.ts'
import { createHttpServer } from './http/server.ts'
import type { Config } from './kernel/config.ts'
import { locateError } from './kernel/locate-problems.ts'
import { emit, observe } from './kernel/observe.ts'
import type { SourceFile } from './metadata/component.ts'
import { writeTypes } from './metadata/emit-types.ts'
import { readSource } from './metadata/source.ts'
import { writeSchemas } from './metadata/write-schemas.ts'
import { type Administrator, ensureAdministrator } from './org/administrator.ts'
import { deploy } from './org/deploy.ts'
import { encryptOldSecrets } from './org/encrypt-old-secrets.ts'
import { readEncryptionKeys } from './org/encryption-keys.ts'
import { forgetFirstPassword, makeFirstPassword, readFirstPassword } from './org/first-password.ts'
import { followNodes } from './org/follow-nodes.ts'
import { keepSealing } from './org/history-seals.ts'
import { keepIndexes } from './org/keep-indexes.ts'
import { publishLocalServer } from './org/local-server.ts'
import { openOrg } from './org/open-org.ts'
import { type Orgs, openOrgs } from './org/orgs.ts'
import type { Org, Session } from './org/session.ts'
import { watchMetadata } from './org/watch-metadata.ts'
import { MASS_ACTION, performMassAction } from './records/mass/perform-mass-action.ts'
import { type Database, openDatabase } from './storage/database.ts'
import type { ServerSettings } from './storage/embedded.ts'
import { lockFolder } from './storage/folder-lock.ts'

export interface App {
  /** Where it listens. */
  readonly url: string
  readonly org: Org
  readonly administrator: Administrator
  /** The administrator's, when it was made here and nobody has seen it yet. */
  readonly newPassword: string | undefined
  /** Nobody can read it later. */
  passwordWasShown(): Promise<void>
  /** A token of the administrator's, for the command line on this machine. */
  readonly localToken: string
  close(): Promise<void>
}

export interface AppOptions {
  /** False: schedules nothing and takes nothing from the queue (a single command). */
  readonly runJobs?: boolean
  /** Settings of the embedded database. */
  readonly databaseSettings?: ServerSettings
  /** Name of the org that is served; `production` when not given. */
  readonly orgName?: string
  /** False: leaves the org as it is deployed, unless nothing is deployed yet. */
  readonly deployFirst?: boolean
  /** Ends the start, too, once it is aborted. */
  readonly stop?: AbortSignal
}

type Closing = () => unknown

/** The composition root: opens the database and the org, deploys the metadata, wires all rooms, listens. */
export async function startApp(config: Config, options: AppOptions = {}): Promise<App> {
  const closings: Closing[] = []
  const close = async (): Promise<void> => {
    for (let closing = closings.pop(); closing; closing = closings.pop()) await closeOne(closing)
  }
  const onClose: OnClose = closing => {
    closings.push(closing)
    options.stop?.throwIfAborted()
  }
  try {
    return { ...(await open(config, options, onClose)), close }
  } catch (error) {
    await close()
    throw error
  }
}

type OnClose = (closing: Closing) => void

/** What cannot be closed in order keeps nothing else open. */
async function closeOne(closing: Closing): Promise<void> {
  try {
    await closing()
  } catch (error) {
    emit('warning', { message: 'Something could not be closed in order.', error })
  }
}

async function open(config: Config, options: AppOptions, onClose: OnClose): Promise<Omit<App, 'close'>> {
  const purpose = options.runJobs === false ? 'A command of Atelier' : 'Another Atelier server'
  onClose(await lockFolder(config.dataDir, purpose))
  const watch = config.watch ? watchMetadata(config.metadataDir) : undefined
  if (watch) onClose(watch.stop)
  // Read while the database starts; what is wrong with them is told when they are deployed.
  const files = options.deployFirst === false ? undefined : readSource(config.metadataDir)
  files?.catch(() => undefined)
  const settings = options.databaseSettings
  const database = await openDatabase({ ...config, ...(settings && { settings }) })
  onClose(() => database.close())
  const org = await openMainOrg(config, options, database)
  if (files || org.model.version === 0)
    await deployAtStart(org, config.metadataDir, files ?? readSource(config.metadataDir))
  const { dataDir, adminPassword } = config
  const administrator = await ensureAdministrator(org, () => adminPassword ?? makeFirstPassword(dataDir))
  const orgs = await openOrgs(org, checkSoql)
  onClose(orgs.close)
  for (const one of orgs.all()) await encryptOldSecrets(one)
  onClose(await followNodes(database, orgs.all))
  onClose(keepEditorFiles(config, org))
  const { hooks, jobs, queue } = await startAutomation(orgs, options, onClose)
  const stopping = new AbortController()
  let publicUrl = config.publicUrl ?? ''
  const server = createHttpServer({
    ...{ orgs, hooks, jobs, queue, stopping: stopping.signal },
    ...{ systemSession, publicUrl: one => atHost(publicUrl, orgs.hostOf(one)) },
    ...{ trustedProxies: config.trustedProxies, providerSecrets: config.providerSecrets },
  })
  const { url, stop } = await listen(server, config.port)
  publicUrl ||= url
  onClose(() => {
    stopping.abort()
    return stop()
  })
  if (options.runJobs !== false) onClose(startMailer({ database, ...config }).stop)
  const local = await publishLocalServer(org, config.dataDir, url, administrator.userId)
  onClose(local.withdraw)
  if (watch) {
    // Stopped first: it needs all the others.
    onClose(watch.stop)
    watch.deployTo(org)
  }
  const newPassword = await readFirstPassword(dataDir)
  const passwordWasShown = (): Promise<void> => forgetFirstPassword(dataDir)
  return { url, org, administrator, localToken: local.token, newPassword, passwordWasShown }
}

async function openMainOrg(config: Config, options: AppOptions, database: Database): Promise<Org> {
  const encryptionKeys = await readEncryptionKeys(config.dataDir, config.secretKeys)
  const { timeZone, largestFile } = config
  const name = options.orgName ?? 'production'
  return openOrg(database, { name, timeZone, checkSoql, encryptionKeys, largestFile })
}

/** The address with a sandbox's host name in it. */
function atHost(publicUrl: string, host: string | undefined): string {
  if (host === undefined) return publicUrl
  return Object.assign(new URL(publicUrl), { hostname: host }).href.replace(/\/$/, '')
}

/** Files that are wrong do not keep an org from starting that has a good model already. */
async function deployAtStart(
  org: Org,
  metadataDir: string,
  files: Promise<readonly SourceFile[]>,
): Promise<void> {
  try {
    await deploy(org, await files, { who: 'start' })
  } catch (thrown) {
    const error = locateError(thrown, metadataDir)
    if (org.model.version === 0) throw error
    emit('warning', {
      message: 'The metadata files are wrong; the org runs on what was deployed last.',
      error,
    })
  }
}

/** What editors complete from: the schemas of metadata files, and the types of hooks, which follow the model. */
function keepEditorFiles({ metadataDir }: Config, org: Org): Closing {
  const project = dirname(metadataDir)
  let writing: Promise<unknown> = writeSchemas(project)
  const write = (): void => {
    writing = writing
      .then(() => writeTypes(project, org.model))
      .catch((error: unknown) => {
        emit('warning', { message: 'The files for editors could not be written.', error })
      })
  }
  write()
  const unobserve = observe('model', write)
  return () => {
    unobserve()
    return writing
  }
}

/** What jobs and queueables of an org run as. */
async function systemSession(org: Org): Promise<Session> {
  const { userId, username } = await ensureAdministrator(org, () => randomBytes(24).toString('base64url'))
  const principal = { userId, username, profile: 'System_Administrator', permissionSets: [] }
  return Object.freeze({ org, principal, access: fullAccess })
}

async function startAutomation({ main, all: orgs }: Orgs, options: AppOptions, onClose: OnClose) {
  const sessionOf = systemSession
  const massActions: BackgroundTask = (org, id, run) => performMassAction(org, String(id), hooks.port, run)
  const tasks = new Map([[MASS_ACTION, massActions]])
  const queue = createQueue({ database: main.database, runtime: () => hooks, orgs, sessionOf, tasks })
  const hooks: HookRuntime = createHookRuntime({
    data: recordsData(() => hooks.port),
    enqueue: queue.enqueue,
  })
  const jobs = createJobScheduler({ runtime: hooks, orgs, sessionOf })
  onClose(() => hooks.close())
  onClose(() => queue.stop())
  onClose(() => jobs.stop())
  if (options.runJobs !== false) {
    await queue.start()
    await jobs.start()
    onClose(keepSealing(orgs))
    onClose(keepIndexes(orgs))
  }
  return { hooks, jobs, queue }
}
