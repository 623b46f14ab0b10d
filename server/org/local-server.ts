import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Org } from './session.ts'
import { createSession, LOCAL_CLIENT } from './sessions.ts'

/** Milliseconds; well inside the life of a session. */
const RENEWAL = 6 * 3600_000

export interface LocalServer {
  readonly token: string
  /** Removes the file: nothing runs here any more. */
  readonly withdraw: () => Promise<void>
}

/** Leaves the address and a token in the data folder, readable by its owner only, for the command line. */
export async function publishLocalServer(
  org: Org,
  dataDir: string,
  url: string,
  userId: string,
): Promise<LocalServer> {
  const file = join(dataDir, 'server.json')
  const publish = async (): Promise<string> => {
    const { token } = await createSession(org, userId, { clientId: LOCAL_CLIENT })
    await writeFile(file, JSON.stringify({ url, token, pid: process.pid }), { mode: 0o600 })
    return token
  }
  const token = await publish()
  const renewing = setInterval(() => void publish().catch(() => undefined), RENEWAL)
  renewing.unref()
  const withdraw = async (): Promise<void> => {
    clearInterval(renewing)
    await rm(file, { force: true })
  }
  return { token, withdraw }
}
