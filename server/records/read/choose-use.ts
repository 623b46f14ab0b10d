import { createHash } from 'node:crypto'
import sql from 'sql-template-tag'
import { type AskerValues, askerValues } from '../../access/asker.ts'
import type { RowUse } from '../../access/row-scope.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { quoteTable, tableRef } from '../../storage/sql/names.ts'
import { toStatement } from '../../storage/sql/slots.ts'
import type { Query } from '../query/query.ts'
import { type BoundPlan, planOfQuery, planOfText } from './plan-cache.ts'
import { connectionOf } from './run.ts'

/** `planOfText`, made for as many rows as this user may see. `rows`: how many are wanted; undefined: all. */
export async function chooseForText(
  session: Session,
  text: string,
  scope: Query['scope'],
  rows: number | undefined,
): Promise<BoundPlan> {
  const { org, access } = session
  const bound = planOfText(org, access, text, scope, manyUse(session))
  return (await isFew(session, bound, rows)) ? planOfText(org, access, text, scope, 'few') : bound
}

/** The same for a query that came as data. */
export async function chooseForQuery(
  session: Session,
  query: Query,
  rows: number | undefined = query.limit,
): Promise<BoundPlan> {
  const { org, access } = session
  const bound = planOfQuery(org, access, query, manyUse(session))
  return (await isFew(session, bound, rows)) ? planOfQuery(org, access, query, 'few') : bound
}

/** How the rows of a table are held against the owners whose records the user reaches. */
export function manyUse({ org, principal }: Session): RowUse {
  return askerValues(org.model, principal).isMarked ? 'marked' : 'scan'
}

/** How a row that is known by its id is. */
export function oneUse({ org, principal }: Session): RowUse {
  return askerValues(org.model, principal).isMarked ? 'oneMarked' : 'one'
}

/**
 * Users who see many rows find a page of them among the first of an order; users who see few would search a whole
 * table for theirs, so those are found by indexes and put in order then. Both cost the same where as many rows would
 * be looked through (wanted / share of the table that is seen) as there are.
 */
async function isFew(
  session: Session,
  { plan }: BoundPlan,
  rows = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  if (!plan.isFiltered) return false
  const { visible, all } = await sizesOf(session, plan.object)
  const page = Math.min(rows, plan.limit ?? rows) + plan.offset
  const wanted = plan.kind === 'records' ? Math.min(page, all) : all
  return visible * MOST_SHARE < all && visible * visible < wanted * all
}

/** Beyond this share PostgreSQL reads the table rather than indexes. */
const MOST_SHARE = 10

interface Sizes {
  readonly visible: number
  readonly all: number
}

interface Kept {
  readonly sizes: Promise<Sizes>
  readonly until: number
}

/** Milliseconds for which an estimate is used again. */
const LIFE = 600_000
const MOST_KEPT = 5_000
/** Bytes of the lists of owners for which nobody has to be asked: these see much. */
const LONG_LIST = 40_000
const MANY: Sizes = { visible: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY }

const ofAskers = new WeakMap<AskerValues, Map<ObjectModel, Kept>>()
/** By what decides: users come anew every few seconds, their rights seldom change. */
const byCriterion = new Map<string, Kept>()

function sizesOf(session: Session, object: ObjectModel): Promise<Sizes> {
  const asker = askerValues(session.org.model, session.principal)
  const ofAsker = ofAskers.get(asker) ?? new Map<ObjectModel, Kept>()
  ofAskers.set(asker, ofAsker)
  const known = ofAsker.get(object)
  if (known && known.until > Date.now()) return known.sizes
  const kept = findKept(session, object, asker)
  ofAsker.set(object, kept)
  return kept.sizes
}

function findKept(session: Session, object: ObjectModel, asker: AskerValues): Kept {
  const { org, access } = session
  const owners = [asker.grantees, asker.sourcesFor(object, 'read')] as const
  const until = Date.now() + LIFE
  if (owners[0].length + owners[1].length > LONG_LIST) return { sizes: Promise.resolve(MANY), until }
  const hash = createHash('sha256').update(
    [org.schema, org.model.version, access.key, object.table].join('\n'),
  )
  for (const list of owners) hash.update(list)
  const key = hash.digest('base64url')
  const known = byCriterion.get(key)
  if (known && known.until > Date.now()) return known
  if (byCriterion.size >= MOST_KEPT) byCriterion.clear()
  const kept = { sizes: estimate(session, object, asker).catch(() => MANY), until }
  byCriterion.set(key, kept)
  return kept
}

/** What PostgreSQL knows of the table and believes of the criterion; nothing is counted. */
async function estimate(session: Session, object: ObjectModel, asker: AskerValues): Promise<Sizes> {
  const { org, access } = session
  const connection = connectionOf(session)
  const criterion = access.rows(object, 't', asker, 'read', 'few') ?? sql`TRUE`
  const rows = sql`SELECT FROM ${tableRef(org.schema, object.table)} AS t WHERE ${criterion}`
  const explained = await connection.run(toStatement(sql`EXPLAIN (FORMAT JSON) ${rows}`))
  const [{ Plan: plan }] = JSON.parse(explained.rows[0]?.[0] as string) as [{ Plan: { 'Plan Rows': number } }]
  const table = await connection.run({
    text: 'SELECT reltuples FROM pg_class WHERE oid = $1::regclass',
    values: [quoteTable(org.schema, object.table)],
  })
  return { visible: plan['Plan Rows'], all: Number(table.rows[0]?.[0]) }
}
