import { keyPrefixOf, makeId } from '../../server/kernel/ids.ts'
import type { BenchDatabase } from './bench-database.ts'
import { reserveNumbers } from './reserve-numbers.ts'

export interface DataSize {
  readonly accounts: number
  readonly orders: number
  readonly proposals: number
}

/** The org that is measured: its schema and the ids of what was loaded. */
export interface Dataset extends DataSize {
  readonly schema: string
  readonly userId: string
  /** Ascending; every tenth account is a manufacturer, behind the designers. */
  readonly accountIds: readonly string[]
  readonly orderIds: readonly string[]
}

const BATCH = 20_000
const SCHEMA = 'org_1'

/** Loads the rows once; a database that has them already is used as it is. */
export async function loadDataset(database: BenchDatabase, size: DataSize): Promise<Dataset> {
  await database.query('CREATE SCHEMA IF NOT EXISTS bench')
  await database.query('CREATE TABLE IF NOT EXISTS bench.loaded (first bigint, size text)')
  const [loaded] = await database.query<{ first: string; size: string }>(
    'SELECT first, size FROM bench.loaded',
  )
  if (loaded && loaded.size !== JSON.stringify(size)) {
    throw new Error('The database holds the rows of another bench. Give another one, or remove it.')
  }
  const first = loaded
    ? Number(loaded.first)
    : await reserveNumbers(database, SCHEMA, size.accounts + size.orders + size.proposals)
  const dataset = await idsOf(database, size, first)
  if (loaded) return dataset
  const began = performance.now()
  await insertAccounts(database, dataset)
  await insertOrders(database, dataset)
  await insertProposals(database, dataset, first)
  await database.query('VACUUM (ANALYZE)')
  await database.query('INSERT INTO bench.loaded VALUES ($1, $2)', [first, JSON.stringify(size)])
  console.log(`Loaded ${size.orders} orders and ${size.proposals} proposals in ${seconds(began)} s.`)
  return dataset
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1)
}

async function idsOf(database: BenchDatabase, size: DataSize, first: number): Promise<Dataset> {
  const [user] = await database.query<{ id: string }>(
    `SELECT id FROM ${SCHEMA}."user" WHERE lower(username) = 'admin@atelier.local'`,
  )
  const ids = (prefix: string, from: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => makeId(prefix, from + index))
  return {
    ...size,
    schema: SCHEMA,
    userId: user?.id as string,
    accountIds: ids('001', first, size.accounts),
    orderIds: ids('801', first + size.accounts, size.orders),
  }
}

export function manufacturersOf({ accountIds }: Dataset): readonly string[] {
  return accountIds.slice(Math.floor(accountIds.length * 0.9))
}

const STAMPS = 'ownerid, createddate, createdbyid, lastmodifieddate, lastmodifiedbyid, systemmodstamp'
/** Rows come into being a second apart, the last one now. */
const stampsOf = (count: number): string =>
  `$1, t.made, $1, t.made, $1, t.made FROM rows CROSS JOIN LATERAL (SELECT date_trunc('second', now()) - (${count} - n) * interval '1 second' AS made) AS t`

async function insertAccounts(database: BenchDatabase, dataset: Dataset): Promise<void> {
  const { schema, userId, accountIds } = dataset
  const designers = accountIds.length - manufacturersOf(dataset).length
  await database.query(
    `WITH type AS (SELECT max(id) FILTER (WHERE developername = 'Manufacturer') AS m, max(id) FILTER (WHERE developername = 'Hardware_Designer') AS d FROM ${schema}.recordtype),
     rows AS (SELECT id, n FROM unnest($2::text[]) WITH ORDINALITY AS u(id, n))
     INSERT INTO ${schema}.account (id, name, recordtypeid, external_code__c, billingcity, phone, ${STAMPS})
     SELECT id, CASE WHEN n > ${designers} THEN 'Manufacturer ' ELSE 'Designer ' END || n,
       (SELECT CASE WHEN n > ${designers} THEN m ELSE d END FROM type), 'B-' || n, 'Tbilisi', '+995 32 2 00 00 00', ${stampsOf(accountIds.length)}`,
    [userId, accountIds],
  )
}

/** Half of the orders await proposals, for months; the others are on their way. */
async function insertOrders(database: BenchDatabase, dataset: Dataset): Promise<void> {
  const { schema, userId, accountIds, orderIds, orders } = dataset
  const designers = accountIds.slice(0, accountIds.length - manufacturersOf(dataset).length)
  for (let from = 0; from < orders; from += BATCH) {
    const ids = orderIds.slice(from, from + BATCH)
    await database.query(
      `WITH rows AS (SELECT id, n + ${from} AS n FROM unnest($2::text[]) WITH ORDINALITY AS u(id, n))
       INSERT INTO ${schema}."order" (id, ordernumber, title__c, external_id__c, accountid, status, effectivedate, expected_amount__c, currency__c, announced_at__c, totalamount, ${STAMPS})
       SELECT id, lpad(n::text, 8, '0'), 'Tender ' || n || ' of parts', 'SPA' || n, ($3::text[])[1 + n % ${designers.length}],
         (ARRAY['AWAITING PROPOSALS', 'PENDING VALIDATION', 'AWAITING PROPOSALS', 'ENGINEERING VALIDATION', 'AWAITING PROPOSALS', 'DELIVERED', 'AWAITING PROPOSALS', 'CLOSED', 'AWAITING PROPOSALS', 'CANCELLED'])[1 + n % 10],
         current_date + (60 + n * 7 % 1000)::int, 1000 + n % 5000 + 0.5, 'GEL', now(), 0, ${stampsOf(orders)}`,
      [userId, ids, designers],
    )
  }
  const sequence = `${schema}.order_ordernumber_seq`
  await database.query(`SELECT setval('${sequence}', $1::bigint)`, [orders + 1])
}

/** Every twentieth order has none; the others share them evenly. */
async function insertProposals(database: BenchDatabase, dataset: Dataset, first: number): Promise<void> {
  const { schema, userId, orderIds, proposals } = dataset
  const prefix = await proposalPrefix(database)
  const start = first + dataset.accounts + dataset.orders
  const bidden = orderIds.filter((_, index) => index % 20 !== 0)
  const manufacturers = manufacturersOf(dataset)
  for (let from = 0; from < proposals; from += BATCH) {
    const count = Math.min(BATCH, proposals - from)
    const ids = Array.from({ length: count }, (_, index) => makeId(prefix, start + from + index))
    const orders = ids.map((_, index) => bidden[((from + index) * 7919) % bidden.length])
    await database.query(
      `WITH rows AS (SELECT id, o, n + ${from} AS n FROM unnest($2::text[], $4::text[]) WITH ORDINALITY AS u(id, o, n))
       INSERT INTO ${schema}.order_proposal__c (id, name, order__c, manufacturer__c, price__c, currency__c, submitted_at__c, ${STAMPS})
       SELECT id, 'OP-' || lpad(n::text, 10, '0'), o, ($3::text[])[1 + n % ${manufacturers.length}], 500 + n * 31 % 4000, 'GEL', now() - n * interval '1 second', ${stampsOf(proposals)}`,
      [userId, ids, manufacturers, orders],
    )
  }
  await database.query(`SELECT setval('${schema}.order_proposal__c_name_seq', $1::bigint)`, [proposals + 1])
}

async function proposalPrefix(database: BenchDatabase): Promise<string> {
  const [row] = await database.query<{ key_prefix: string }>(
    `SELECT key_prefix FROM ${SCHEMA}._identity WHERE type = 'object' AND full_name = 'order_proposal__c'`,
  )
  return keyPrefixOf(row?.key_prefix as string)
}
