import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

/**
 * A page that does what may never be done, on loopback for as long as it is asked: sqlmap must find the hole in it, or
 * what it says of the others means nothing.
 */
export async function startVulnerablePage(
  databaseUrl: string,
): Promise<{ readonly url: string; stop(): void }> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '', 'http://localhost').searchParams.get('name') ?? ''
    pool.query(`SELECT relname FROM pg_class WHERE relname <> '${name}' ORDER BY 1 LIMIT 5`).then(
      ({ rows }) => response.end(JSON.stringify(rows)),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = (): void => {
    server.close()
    server.closeAllConnections()
    void pool.end()
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}
