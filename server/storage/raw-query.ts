import pg from 'pg'
import type { RawResult } from './statement.ts'

/** What the driver's own query has, as far as this one needs it: its types leave it out. */
interface DriverQuery {
  name?: string | undefined
  callback?: (error: Error | null | undefined) => void
  prepare(connection: pg.Connection): void
}

const DriverQuery = (
  pg as unknown as { readonly Query: new (text: string, values: readonly unknown[]) => DriverQuery }
).Query

/**
 * Rows as the texts that PostgreSQL sends, with nothing asked of it about their columns: what they are, the one who
 * wrote the statement knows, and to tell of sixty columns takes longer than to send a row of them.
 */
class RawQuery extends DriverQuery {
  found: (readonly (string | null)[])[] = []
  tag = ''
  isEnded = false

  override prepare(connection: pg.Connection): void {
    super.prepare(withoutDescribe(connection))
  }

  /** Of statements without parameters, PostgreSQL tells all the same. */
  handleRowDescription(): void {}

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    // Several statements in one text: the last one's result counts.
    if (this.isEnded) {
      this.found = []
      this.isEnded = false
    }
    this.found.push(fields)
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    if (this.isEnded) this.found = []
    this.isEnded = true
    this.tag = text
  }
}

const silent = new WeakMap<pg.Connection, pg.Connection>()

/** The connection, which asks for no description of rows. */
function withoutDescribe(connection: pg.Connection): pg.Connection {
  const known = silent.get(connection)
  if (known) return known
  const made = Object.create(connection, { describe: { value: () => undefined } }) as pg.Connection
  silent.set(connection, made)
  return made
}

export function runRaw(
  client: pg.Client,
  text: string,
  values: readonly unknown[],
  name: string | undefined,
): Promise<RawResult> {
  return new Promise((resolve, reject) => {
    const query = new RawQuery(text, values)
    query.name = name
    query.callback = error => (error ? reject(error) : resolve(resultOf(query)))
    client.query(query as unknown as pg.Submittable)
  })
}

/** `SELECT 50`, `INSERT 0 1`, `COMMIT`. */
function resultOf({ found, tag }: RawQuery): RawResult {
  const [command = '', ...counts] = tag.split(' ')
  return { rows: found, rowCount: Number(counts.at(-1) ?? 0), command }
}
