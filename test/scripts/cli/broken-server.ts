import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Environment } from './run-atelier.ts'

export interface BrokenServer {
  readonly port: number
  /** The environment of somebody who has logged in to it. */
  login(home: string): Promise<Environment>
  close(): Promise<void>
}

/** What it always answers: it looks alive, and has an object. */
const ALIVE: Readonly<Record<string, string>> = {
  '/services/data': '[]',
  '/services/data/v60.0/sobjects': '{"sobjects": [{"name": "part__c"}]}',
}

/** A server that sends the beginning of an answer, and is gone; or a page when there is no beginning. */
export async function serveBroken(beginning?: string): Promise<BrokenServer> {
  const server = createServer((request, response) => {
    request.resume()
    const whole = ALIVE[request.url ?? '']
    if (whole !== undefined || beginning === undefined) return response.end(whole ?? '<html>')
    response.write(beginning, () => setTimeout(() => response.destroy(), 20))
  })
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://localhost:${port}`
  return {
    port,
    login: async home => {
      await mkdir(join(home, '.atelier'), { recursive: true })
      await writeFile(join(home, '.atelier', 'logins.json'), JSON.stringify({ [url]: 'token' }))
      return { ATELIER_URL: url, HOME: home }
    },
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
