import type { HookRuntime } from '../automation/hook-runtime.ts'
import type { JobScheduler } from '../automation/jobs.ts'
import type { HookQueue } from '../automation/queue.ts'
import type { Orgs } from '../org/orgs.ts'
import type { Org, Session } from '../org/session.ts'

/** What the composition root hands to the routes. */
export interface HttpDependencies {
  /** Each request is of the org that its host name stands for. */
  readonly orgs: Orgs
  readonly hooks: HookRuntime
  readonly jobs: JobScheduler
  readonly queue: HookQueue
  /** What is done in nobody's name: forms for people without a login, for one. */
  systemSession(org: Org): Promise<Session>
  /** Where people reach the org: what links in mails start with. Never taken from a request. */
  publicUrl(org: Org): string
  /** Secrets of the main org's auth providers that the environment gives, by name in upper case. */
  readonly providerSecrets: ReadonlyMap<string, string>
  /** Proxies whose word on the client's address counts. */
  readonly trustedProxies: string | undefined
  /** Aborted when the server stops: what takes long breaks off where it can be continued. */
  readonly stopping: AbortSignal
}
