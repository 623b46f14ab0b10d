import { makeId } from '../../../server/kernel/ids.ts'
import type { BenchDatabase } from '../bench-database.ts'
import { reserveNumbers } from '../reserve-numbers.ts'
import { type Company, GROUPS, type Kind, USERS, userOf } from './company.ts'
import { CITIES, PROFILE } from './metadata.ts'

/** The org of the company: its schema and the ids of its rows. */
export interface CompanyOrg {
  readonly schema: string
  readonly userIds: readonly string[]
  readonly accountIds: readonly string[]
  readonly orders: number
}

const SCHEMA = 'org_1'
const ACCOUNTS = 2_000
const MEMBERS = 2 * USERS
const BATCH = 20_000
const STAMPS = 'createddate, createdbyid, lastmodifieddate, lastmodifiedbyid, systemmodstamp'
/** A newcomer has a few orders. */
const OF_NEWCOMER = 5

export function usernameOf(user: number): string {
  return `u${user}@company.test`
}

/** Users, members, logins and orders, once; a database that has them already is used as it is. */
export async function loadCompany(
  database: BenchDatabase,
  company: Company,
  orders: number,
): Promise<CompanyOrg> {
  await database.query('CREATE SCHEMA IF NOT EXISTS bench')
  await database.query('CREATE TABLE IF NOT EXISTS bench.company (first bigint, orders integer)')
  const [loaded] = await database.query<{ first: string; orders: number }>('SELECT * FROM bench.company')
  if (loaded && loaded.orders !== orders)
    throw new Error(`The data folder has a company of ${loaded.orders} orders: give another one with --data.`)
  const first = loaded
    ? Number(loaded.first)
    : await reserveNumbers(database, SCHEMA, USERS + MEMBERS + ACCOUNTS + orders)
  const ids = (prefix: string, from: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => makeId(prefix, first + from + index))
  const org = {
    schema: SCHEMA,
    userIds: ids('005', 0, USERS),
    accountIds: ids('001', USERS + MEMBERS, ACCOUNTS),
    orders,
  }
  if (loaded) return org
  const began = performance.now()
  await insertUsers(database, company, org)
  await insertMembers(database, company, org, ids('011', USERS, MEMBERS))
  await insertAccounts(database, org)
  await insertOrders(database, company, org, from =>
    ids('801', USERS + MEMBERS + ACCOUNTS + from, Math.min(BATCH, orders - from)),
  )
  await database.query('VACUUM (ANALYZE)')
  await database.query('INSERT INTO bench.company VALUES ($1, $2)', [first, orders])
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`Loaded ${USERS} users, ${GROUPS} groups and ${orders} orders in ${seconds} s.`)
  return org
}

const admin = `(SELECT id FROM ${SCHEMA}."user" WHERE lower(username) = 'admin@atelier.local')`
const idOf = (type: string, name: string): string =>
  `(SELECT id FROM ${SCHEMA}._identity WHERE type = '${type}' AND full_name = lower(${name}))`

/** Everybody has the administrator's password. */
async function insertUsers(database: BenchDatabase, company: Company, org: CompanyOrg): Promise<void> {
  const usernames = org.userIds.map((_, index) => usernameOf(index))
  await database.query(
    `INSERT INTO ${SCHEMA}."user" (id, username, lastname, email, alias, communitynickname, isactive, profileid, userroleid, ownerid, ${STAMPS})
     SELECT id, username, username, username, left(username, 8), username, true, ${idOf('profile', `'${PROFILE}'`)}, ${idOf('role', 'role')}, a, now(), a, now(), a, now()
     FROM unnest($1::text[], $2::text[], $3::text[]) AS u(id, username, role), ${admin} AS s(a)`,
    [org.userIds, usernames, company.users],
  )
  await database.query(
    `INSERT INTO atelier.login (username, org, "user", password_hash)
     SELECT u.name, org, u.id, password_hash FROM atelier.login, unnest($1::text[], $2::text[]) AS u(id, name) WHERE "user" = ${admin}`,
    [org.userIds, usernames],
  )
}

async function insertMembers(
  database: BenchDatabase,
  { groups }: Company,
  org: CompanyOrg,
  ids: readonly string[],
): Promise<void> {
  const members = groups.flatMap(({ name, members: list }) =>
    list.map(user => ({ group: name, user: org.userIds[user] })),
  )
  await database.query(
    `INSERT INTO ${SCHEMA}.groupmember (id, name, groupid, userorgroupid, ownerid, ${STAMPS})
     SELECT id, n, ${idOf('group', 'g')}, m, a, now(), a, now(), a, now()
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS u(id, g, m, n), ${admin} AS s(a)`,
    [ids.slice(0, members.length), members.map(({ group }) => group), members.map(({ user }) => user)],
  )
}

async function insertAccounts(database: BenchDatabase, { accountIds }: CompanyOrg): Promise<void> {
  await database.query(
    `INSERT INTO ${SCHEMA}.account (id, name, ownerid, ${STAMPS})
     SELECT id, 'Account ' || n, a, now(), a, now(), a, now()
     FROM unnest($1::text[]) WITH ORDINALITY AS u(id, n), ${admin} AS s(a)`,
    [accountIds],
  )
}

/** Orders go round among the users. Half of them are open, their dates are spread over three years. */
async function insertOrders(
  database: BenchDatabase,
  company: Company,
  { userIds, accountIds, orders }: CompanyOrg,
  idsFrom: (from: number) => readonly string[],
): Promise<void> {
  const newcomer = userIds[userOf(company, 'newcomer' satisfies Kind)]
  for (let from = 0; from < orders; from += BATCH) {
    await database.query(
      `INSERT INTO ${SCHEMA}."order" (id, ordernumber, title__c, accountid, status, effectivedate, billingcity, expected_amount__c, currency__c, totalamount, ownerid, ${STAMPS})
       SELECT id, lpad(n::text, 8, '0'), 'Order ' || n, ($2::text[])[1 + n % ${accountIds.length}],
         CASE WHEN hashint8(n) % 2 = 0 THEN 'AWAITING PROPOSALS' ELSE 'CLOSED' END,
         current_date - abs(hashint8(n + 1) % 1095), 'City ' || abs(hashint8(n + 2) % ${CITIES}), 1000 + n % 5000, 'GEL', 0, owner, made, owner, made, owner, made
       FROM (SELECT id, n + ${from} AS n FROM unnest($1::text[]) WITH ORDINALITY AS u(id, n)) AS rows
       CROSS JOIN LATERAL (SELECT ($3::text[])[1 + (n * 7919) % ${userIds.length}] AS one) AS o
       CROSS JOIN LATERAL (SELECT CASE WHEN one = $4 AND n > $5 * ${userIds.length} THEN ($3::text[])[1] ELSE one END AS owner) AS p
       CROSS JOIN LATERAL (SELECT now() - n * interval '1 minute' AS made) AS t`,
      [idsFrom(from), accountIds, userIds, newcomer, OF_NEWCOMER],
    )
  }
  await database.query(`SELECT setval('${SCHEMA}.order_ordernumber_seq', $1::bigint)`, [orders + 1])
}
