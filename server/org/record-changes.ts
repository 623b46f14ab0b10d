import { setTimeout as delay } from 'node:timers/promises'
import { keyPrefixOf } from '../kernel/ids.ts'
import { emit } from '../kernel/observe.ts'
import { MODEL_CHANNEL } from './notification.ts'
import type { Org } from './session.ts'

/** What stands behind the org's id in a notification that records were saved; ids follow, with commas. */
export const RECORDS = 'records'
/** … that some node has open pages, and would like to hear of saves. */
export const WATCHING = 'watching'
/** … that a node is new, and asks whether some other one has. */
export const WHO_WATCHES = 'who-watches'

/** Milliseconds for which saves are gathered before the nodes are told of them. */
const GATHER = 50
/** Milliseconds after which a node that does not say so again is taken to have no open pages. */
const LEASE = 60_000
const RENEW = 20_000
/** Of one object; what happened to more records is told as `801*`. PostgreSQL takes 8,000 bytes at most. */
const MOST_IDS = 100
const IDS_AT_ONCE = 300

/**
 * Gets ids of records that were saved, whatever was done to them, and `801*` for many records with that prefix;
 * undefined: notifications may have been missed.
 */
export type ChangeListener = (ids: readonly string[] | undefined) => void

interface Watch {
  readonly listeners: Set<ChangeListener>
  /** When the last node has said that it has open pages, in milliseconds since 1970, and the lease. */
  watchedUntil: number
  /** Saved and not told yet. */
  readonly saved: Set<string>
  telling: Promise<void> | undefined
  renewing: NodeJS.Timeout | undefined
}

const watches = new WeakMap<Org, Watch>()

function watchOf(org: Org): Watch {
  const known = watches.get(org)
  if (known) return known
  const watch: Watch = {
    ...{ listeners: new Set(), watchedUntil: 0, saved: new Set() },
    ...{ telling: undefined, renewing: undefined },
  } as Watch
  watches.set(org, watch)
  return watch
}

/**
 * Tells the open pages of all nodes that records were saved; to be called behind the commit. Costs nothing while no
 * page is open on any node; else one statement for all that is saved within a moment, and no save waits for it.
 */
export function tellSaved(org: Org, ids: readonly string[]): void {
  const watch = watchOf(org)
  if (watch.watchedUntil < Date.now()) return
  for (const id of ids) watch.saved.add(id)
  if (watch.saved.size > 0)
    watch.telling ??= tell(org, watch).finally(() => {
      watch.telling = undefined
    })
}

async function tell(org: Org, { saved }: Watch): Promise<void> {
  while (saved.size > 0) {
    await delay(GATHER)
    const ids = shorten(saved)
    saved.clear()
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE)
      await notify(org, `${RECORDS} ${ids.slice(from, from + IDS_AT_ONCE).join()}`)
  }
}

/** Resolves when all that was saved here is told. */
export async function finishTelling(org: Org): Promise<void> {
  await watchOf(org).telling
}

/** Many records of one object are told by its prefix. */
function shorten(ids: ReadonlySet<string>): readonly string[] {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(keyPrefixOf(id), (counts.get(keyPrefixOf(id)) ?? 0) + 1)
  const isMany = (id: string): boolean => (counts.get(keyPrefixOf(id)) ?? 0) > MOST_IDS
  return [...new Set([...ids].map(id => (isMany(id) ? `${keyPrefixOf(id)}*` : id)))]
}

/** Calls back for what is saved in the org, on whatever node; gives what ends it. */
export function watchRecords(org: Org, listener: ChangeListener): () => void {
  const watch = watchOf(org)
  watch.listeners.add(listener)
  // This node need not be told so: what it saves from now on is heard.
  watch.watchedUntil = Date.now() + LEASE
  if (!watch.renewing) {
    watch.renewing = setInterval(() => void notify(org, WATCHING), RENEW).unref()
    void notify(org, WATCHING)
  }
  return () => {
    watch.listeners.delete(listener)
    if (watch.listeners.size > 0) return
    clearInterval(watch.renewing)
    watch.renewing = undefined
  }
}

/** Asks the other nodes whether they have open pages, and answers them; to be called when notifications can arrive. */
export function askWhoWatches(org: Org): Promise<void> {
  return notify(org, WHO_WATCHES)
}

/** What another node, or this one, has told. Undefined: notifications may have been missed. */
export function hearOfRecords(org: Org, what: string | undefined, ids = ''): void {
  const watch = watchOf(org)
  const hasPages = watch.listeners.size > 0
  if (what === WATCHING || what === undefined) watch.watchedUntil = Date.now() + LEASE
  if (what === WHO_WATCHES && hasPages) void notify(org, WATCHING)
  if (what === undefined || what === RECORDS) {
    const told = what === undefined ? undefined : ids.split(',')
    for (const listener of watch.listeners) listener(told)
  }
}

/** Whoever does not hear of it asks when the connection is back. */
async function notify(org: Org, what: string): Promise<void> {
  try {
    const values = [`${org.id} ${what}`]
    await org.database.run({ text: `SELECT pg_notify('${MODEL_CHANNEL}', $1)`, values })
  } catch (error) {
    emit('warning', { message: 'Open pages could not be told what was saved.', error })
  }
}
