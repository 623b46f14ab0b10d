import pg from 'pg'

/** What the driver knows of a connection, and its types leave out. */
interface Cancellable {
  readonly host: string
  readonly port: number
  readonly processID: number
  readonly secretKey: number
}

interface Messenger {
  on(event: 'connect' | 'error', listener: () => void): void
  connect(port: number, host: string): void
  cancel(processID: number, secretKey: number): void
}

/**
 * Has PostgreSQL cancel what the client's connection runs: by the message that the protocol has for it, over a
 * connection of its own, which a pooler in between understands as well.
 */
export function cancelStatement(client: pg.Client): void {
  const { host, port, processID, secretKey } = client as unknown as Cancellable
  const messenger = new pg.Connection({}) as unknown as Messenger
  // Without a connection there is nothing to cancel.
  messenger.on('error', () => undefined)
  messenger.on('connect', () => messenger.cancel(processID, secretKey))
  messenger.connect(port, host)
}
