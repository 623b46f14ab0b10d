import { setTimeout as delay } from 'node:timers/promises'
import type { Response } from 'express'
import { observe } from '../kernel/observe.ts'
import { accessInOrg } from '../org/access-in-org.ts'
import { watchRecords } from '../org/record-changes.ts'
import type { Session } from '../org/session.ts'
import { findSession } from '../org/sessions.ts'
import { changesInScope, type LiveScope } from '../ui/live-scope.ts'
import { PAGE_HEADERS } from './page-headers.ts'

/** Milliseconds of silence after which proxies may take a connection for dead. */
const SILENCE = 20_000
/** Milliseconds after which the session is looked up again, whatever was heard. */
const LOOK_AGAIN = 300_000
/** Milliseconds for which changes are gathered before a page hears of them, and between two such events. */
const GATHER = 250
const PAUSE = 1_000

const HEADERS = {
  ...PAGE_HEADERS,
  'Content-Type': 'text/event-stream',
  // Neither kept nor compressed, nor gathered by a proxy.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
}

interface Opened {
  session: Session
  readonly token: string
  readonly scope: LiveScope
  readonly saved: Set<string>
  /** Something may have been missed. */
  hasMissed: boolean
  telling: boolean
}

/** Tells a page what is saved and deployed, until it goes, its session ends, or the server stops. Gives what ends it. */
export function openLiveStream(
  response: Response,
  { session, token, scope }: Pick<Opened, 'session' | 'token' | 'scope'>,
): () => void {
  const opened: Opened = { session, token, scope, saved: new Set(), hasMissed: false, telling: false }
  const { org } = session
  response.writeHead(200, HEADERS)
  const end = (): void => void response.end()
  const send = (event: string, data: object): void => {
    // Who does not read is cut off, and comes back when it does.
    if (response.writableEnded || response.destroyed) return
    if (!response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) end()
  }
  const verify = (): void => void checkSession(opened, send, end)
  const endings = [
    watchRecords(org, ids => {
      for (const id of ids ?? []) opened.saved.add(id)
      opened.hasMissed ||= ids === undefined
      if (!opened.telling) void tell(opened, send, end)
    }),
    observe('model', ({ org: name, version }) => {
      if (name === org.name) send('model', { version })
    }),
    observe('identities', verify),
  ]
  const beat = setInterval(() => void response.write(':\n\n'), SILENCE)
  const looking = setInterval(verify, LOOK_AGAIN)
  response.once('close', () => {
    for (const stop of endings) stop()
    clearInterval(beat)
    clearInterval(looking)
  })
  send('open', { version: org.model.version })
  return end
}

type Send = (event: string, data: object) => void

/** One event for all that is saved within a moment, and no more than one a second. */
async function tell(opened: Opened, send: Send, end: () => void): Promise<void> {
  opened.telling = true
  try {
    while (opened.saved.size > 0 || opened.hasMissed) {
      await delay(GATHER)
      const { hasMissed } = opened
      const saved = new Set(opened.saved)
      opened.saved.clear()
      opened.hasMissed = false
      const ids = hasMissed ? undefined : await changesInScope(opened.session, opened.scope, saved)
      if (!ids || ids.length > 0) {
        send('changed', ids ? { ids } : {})
        await delay(PAUSE)
      }
    }
  } catch {
    // The page asks again, and then comes whatever it has missed.
    end()
  } finally {
    opened.telling = false
  }
}

/** Rights may be others by now; without a session there is nothing more to tell. */
async function checkSession(opened: Opened, send: Send, end: () => void): Promise<void> {
  // Not all pages at the same moment.
  await delay(Math.random() * PAUSE)
  const { org } = opened.session
  const found = await findSession(org, opened.token).catch(() => undefined)
  if (found) {
    const { principal } = found
    opened.session = Object.freeze({ org, principal, access: accessInOrg(org, principal) })
    return
  }
  send('ended', {})
  end()
}
