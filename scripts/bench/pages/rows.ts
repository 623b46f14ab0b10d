import { keyPrefixOf, makeId } from '../../../server/kernel/ids.ts'
import type { BenchDatabase } from '../bench-database.ts'
import { reserveNumbers } from '../reserve-numbers.ts'
import { FORMS, familyNames, PARTS, TRADES } from './names.ts'

/** An org with as many accounts as orders, in which somebody of operations looks at pages. */
export interface TradeOrg {
  readonly schema: string
  readonly orders: number
  /** Orders with proposals and a history. */
  readonly shownIds: readonly string[]
  readonly accountIds: readonly string[]
}

export const OPERATOR = 'operator@trade.test'
const SCHEMA = 'org_1'
const BATCH = 50_000
/** One order in so many has as many proposals. */
const BIDDEN = 4
const SHOWN = 9_600
const STAMPS = 'createddate, createdbyid, lastmodifieddate, lastmodifiedbyid, systemmodstamp, ownerid'
const ADMIN = `(SELECT id FROM ${SCHEMA}."user" WHERE lower(username) = 'admin@atelier.local')`
const stampsOf = `made, ${ADMIN}, made, ${ADMIN}, made, ${ADMIN}`
const MADE = `CROSS JOIN LATERAL (SELECT now() - n * interval '10 seconds' AS made) AS t`

/** Loads the rows once; a database that has them already is used as it is. */
export async function loadTrade(database: BenchDatabase, orders: number): Promise<TradeOrg> {
  await database.query('CREATE SCHEMA IF NOT EXISTS bench')
  await database.query('CREATE TABLE IF NOT EXISTS bench.trade (first bigint, orders integer)')
  const [loaded] = await database.query<{ first: string; orders: number }>('SELECT * FROM bench.trade')
  if (loaded && loaded.orders !== orders)
    throw new Error(`The data folder has a trade of ${loaded.orders} orders: give another one with --data.`)
  const first = loaded ? Number(loaded.first) : await reserveNumbers(database, SCHEMA, 3 * orders + 1)
  const ids = (prefix: string, from: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => makeId(prefix, first + from + index))
  const accountIds = ids('001', 0, orders)
  const orderIds = ids('801', orders, orders)
  const org: TradeOrg = {
    schema: SCHEMA,
    orders,
    accountIds,
    shownIds: Array.from(
      { length: Math.min(SHOWN, orders / BIDDEN) },
      (_, index) => orderIds[(index * 7919 * BIDDEN) % orders] as string,
    ),
  }
  if (loaded) return org
  const began = performance.now()
  await insertOperator(database, makeId('005', first + 3 * orders))
  await insertAccounts(database, accountIds)
  await insertOrders(database, orderIds, accountIds)
  const prefix = await proposalPrefix(database)
  await insertProposals(database, ids(prefix, 2 * orders, orders), orderIds, accountIds)
  await insertHistory(database, org.shownIds)
  await database.query('VACUUM (ANALYZE)')
  await database.query('INSERT INTO bench.trade VALUES ($1, $2)', [first, orders])
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`Loaded ${orders} accounts, orders and proposals in ${seconds} s.`)
  return org
}

/** With the administrator's password. */
async function insertOperator(database: BenchDatabase, id: string): Promise<void> {
  await database.query(
    `INSERT INTO ${SCHEMA}."user" (id, username, firstname, lastname, email, alias, communitynickname, isactive, profileid, ${STAMPS})
     SELECT $1, $2, 'Nino', 'Operator', $2, 'nino', 'nino', true, (SELECT id FROM ${SCHEMA}._identity WHERE type = 'profile' AND full_name = 'operations'), ${stampsOf}
     FROM (SELECT 0 AS n) AS rows ${MADE}`,
    [id, OPERATOR],
  )
  await database.query(
    `INSERT INTO atelier.login (username, org, "user", password_hash)
     SELECT $2, org, $1, password_hash FROM atelier.login WHERE "user" = ${ADMIN}`,
    [id, OPERATOR],
  )
}

/** `$1`: ids of a batch; `n` counts through all rows. */
async function insertInBatches(
  database: BenchDatabase,
  ids: readonly string[],
  insert: string,
  values: readonly unknown[],
): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const rows = `(SELECT id, n + ${from} AS n FROM unnest($1::text[]) WITH ORDINALITY AS u(id, n)) AS rows ${MADE}`
    await database.query(insert.replace('FROM rows', `FROM ${rows}`), [
      ids.slice(from, from + BATCH),
      ...values,
    ])
  }
}

/** Spreads as chance would: the numbers that follow each other have nothing in common. */
const pick = (list: string, salt: number): string =>
  `(${list})[1 + abs(hashint8(n * 16 + ${salt})::bigint) % array_length(${list}, 1)]`

async function insertAccounts(database: BenchDatabase, ids: readonly string[]): Promise<void> {
  const [names, trades, forms] = ['$2::text[]', '$3::text[]', '$4::text[]'] as const
  await insertInBatches(
    database,
    ids,
    `INSERT INTO ${SCHEMA}.account (id, name, recordtypeid, external_code__c, billingcity, phone, ${STAMPS})
     SELECT id, ${pick(names, 1)} || ' ' || ${pick(trades, 2)} || ' ' || ${pick(forms, 3)},
       (SELECT max(id) FROM ${SCHEMA}.recordtype WHERE developername = CASE WHEN n % 10 = 0 THEN 'Manufacturer' ELSE 'Hardware_Designer' END),
       'B-' || n, ${pick(names, 4)}, '+995 32 ' || lpad(n::text, 7, '0'), ${stampsOf} FROM rows`,
    [familyNames(), TRADES, FORMS],
  )
}

/** Half of the orders await proposals. */
async function insertOrders(
  database: BenchDatabase,
  ids: readonly string[],
  accountIds: readonly string[],
): Promise<void> {
  const statuses = `ARRAY['AWAITING PROPOSALS', 'PENDING VALIDATION', 'AWAITING PROPOSALS', 'ENGINEERING VALIDATION', 'AWAITING PROPOSALS', 'DELIVERED', 'AWAITING PROPOSALS', 'CLOSED', 'AWAITING PROPOSALS', 'CANCELLED']`
  await insertInBatches(
    database,
    ids,
    `INSERT INTO ${SCHEMA}."order" (id, ordernumber, title__c, external_id__c, accountid, status, effectivedate, expected_amount__c, currency__c, announced_at__c, totalamount, ${STAMPS})
     SELECT id, lpad(n::text, 8, '0'), ${pick('$3::text[]', 1)} || ' of ' || ${pick('$4::text[]', 2)} || ', lot ' || n, 'SPA' || n, ${pick('$2::text[]', 3)},
       (${statuses})[1 + n % 10], current_date + (60 + n * 7 % 1000)::int, 1000 + n % 5000 + 0.5, 'GEL', made, 0, ${stampsOf} FROM rows`,
    [accountIds.filter((_, index) => index % 20 === 0), TRADES, PARTS],
  )
  await database.query(`SELECT setval('${SCHEMA}.order_ordernumber_seq', $1::bigint)`, [ids.length + 1])
}

async function insertProposals(
  database: BenchDatabase,
  ids: readonly string[],
  orderIds: readonly string[],
  accountIds: readonly string[],
): Promise<void> {
  const makers = accountIds.filter((_, index) => index % 10 === 9).slice(0, 5_000)
  const bidden = orderIds.filter((_, index) => index % BIDDEN === 0)
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = ids.slice(from, from + BATCH)
    const of = batch.map((_, index) => bidden[(from + index) % bidden.length])
    await database.query(
      `INSERT INTO ${SCHEMA}.order_proposal__c (id, name, order__c, manufacturer__c, price__c, currency__c, submitted_at__c, ${STAMPS})
       SELECT id, 'OP-' || lpad(n::text, 10, '0'), o, ${pick('$3::text[]', 1)}, 500 + n * 31 % 4000, 'GEL', made, ${stampsOf}
       FROM (SELECT id, o, n + ${from} AS n FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u(id, o, n)) AS rows ${MADE}`,
      [batch, of, makers],
    )
  }
  await database.query(`SELECT setval('${SCHEMA}.order_proposal__c_name_seq', $1::bigint)`, [ids.length + 1])
}

async function proposalPrefix(database: BenchDatabase): Promise<string> {
  const [row] = await database.query<{ key_prefix: string }>(
    `SELECT key_prefix FROM ${SCHEMA}._identity WHERE type = 'object' AND full_name = 'order_proposal__c'`,
  )
  return keyPrefixOf(row?.key_prefix as string)
}

/** Three changes of each order that is looked at. */
async function insertHistory(database: BenchDatabase, ids: readonly string[]): Promise<void> {
  await database.query(
    `INSERT INTO ${SCHEMA}._field_history (object, record, field, field_id, old_value, new_value, changed_by)
     SELECT 'Order', id, 'Status', (SELECT id FROM ${SCHEMA}._identity WHERE type = 'field' AND full_name = 'order.status'), old, new, ${ADMIN}
     FROM unnest($1::text[]) AS u(id), (VALUES ('DRAFT', 'PENDING VALIDATION'), ('PENDING VALIDATION', 'AWAITING PROPOSALS'), ('AWAITING PROPOSALS', 'ENGINEERING VALIDATION')) AS c(old, new)`,
    [ids],
  )
}
