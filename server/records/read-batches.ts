import { AtelierError } from '../kernel/errors.ts'
import type { Session } from '../org/session.ts'
import type { Connection } from '../storage/database.ts'
import type { Row } from './read/output.ts'
import type { BoundPlan } from './read/plan-cache.ts'
import { bindPlan, runValues } from './read/run.ts'

const BATCH = 2_000
let cursors = 0

interface BatchOptions {
  /** Rows of a batch. */
  readonly size?: number
  /** Rows at most. */
  readonly most?: number
}

/**
 * All rows of a plan in batches, in one consistent picture of the data and with the memory of one batch.
 * The connection is kept until `work` has had the last batch.
 */
export async function readBatches(
  session: Session,
  bound: BoundPlan,
  work: (rows: readonly Row[]) => Promise<void>,
  { size = BATCH, most }: BatchOptions = {},
): Promise<void> {
  const { plan } = bound
  if (plan.kind === 'count')
    throw new AtelierError('MALFORMED_QUERY', 'COUNT() has no records to read in batches')
  const rows = most === undefined ? plan.limit : Math.min(plan.limit ?? most, most)
  const statement = bindPlan(plan.page(rows), plan.sources, runValues(session, bound))
  const read = async (connection: Connection): Promise<void> => {
    const cursor = `atelier_${++cursors}`
    await connection.run({
      text: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${statement.text}`,
      values: statement.values,
    })
    await fetchAll(connection, cursor, size, work)
  }
  const { transaction, org } = session
  if (transaction) await read(transaction.connection)
  else await org.database.withConnection(connection => inReadOnly(connection, () => read(connection)))
}

async function fetchAll(
  connection: Connection,
  cursor: string,
  size: number,
  work: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  const fetch = { text: `FETCH ${Math.max(1, Math.trunc(size))} FROM ${cursor}`, values: [] }
  for (;;) {
    const { rows } = await connection.run(fetch)
    if (rows.length > 0) await work(rows)
    if (rows.length < size) break
  }
  await connection.run({ text: `CLOSE ${cursor}`, values: [] })
}

/** The whole result is wanted, so it is planned for that and not for its first rows. */
async function inReadOnly(connection: Connection, work: () => Promise<void>): Promise<void> {
  await connection.run({ text: 'BEGIN; SET LOCAL cursor_tuple_fraction = 1', values: [] })
  try {
    await work()
  } finally {
    await connection.run({ text: 'COMMIT', values: [] }).catch(() => undefined)
  }
}
