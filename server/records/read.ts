import { AtelierError } from '../kernel/errors.ts'
import type { Session } from '../org/session.ts'
import type { Query } from './query/query.ts'
import { chooseForText } from './read/choose-use.ts'
import { addPosition, findLocator, type Locator, saveLocator } from './read/locator.ts'
import { writeRecords } from './read/output-json.ts'
import { pageAfter, positionIn, type RowPosition } from './read/paging.ts'
import { type BoundPlan, placeProblem } from './read/plan-cache.ts'
import { MAX_TOTAL, type ReadPlan } from './read/plan-compiled.ts'
import type { RunValues } from './read/plan-context.ts'
import { runPlan, runValues, withFreshModel } from './read/run.ts'

export interface ReadOptions {
  /** `v60.0` or `60.0`: for the URLs of the answer. */
  readonly version: string
  /** Rows of a batch, 200 to 2,000. */
  readonly batchSize?: number | undefined
  /** `all` also answers deleted records. */
  readonly scope?: Query['scope']
}

const MIN_BATCH = 200
const MAX_BATCH = 2_000

/**
 * Answers SOQL text as `{totalSize, done, nextRecordsUrl?, records}` in JSON text. `totalSize` is exact up to
 * 2,000,000 rows.
 */
export function readJson(session: Session, text: string, options: ReadOptions): Promise<string> {
  return readText(session, text, () => readFirst(session, text, options))
}

/** Errors name the place in the text. */
async function readText(session: Session, text: string, work: () => Promise<string>): Promise<string> {
  try {
    return await withFreshModel(session, work)
  } catch (error) {
    throw placeProblem(text, error)
  }
}

async function readFirst(session: Session, text: string, options: ReadOptions): Promise<string> {
  const { version, scope = 'live', batchSize } = options
  const batch = Math.min(Math.max(batchSize ?? MAX_BATCH, MIN_BATCH), MAX_BATCH)
  const bound = await chooseForText(session, text, scope, batch)
  const { plan } = bound
  const { paging } = plan
  const run = runValues(session, bound)
  if (plan.limit !== undefined && plan.limit <= batch)
    return answerAll(session, plan, run, plan.limit, version)
  // One row more says whether a batch is the last one.
  const prepared = paging ? paging.first(batch + 1) : plan.page(batch + 1)
  const rows = await runPlan(session, prepared, plan.sources, run)
  if (rows.length <= batch) return answer(plan, rows, version, rows.length)
  if (!paging) throw tooManyGroups()
  const total = Math.max(await countTotal(session, bound, run), rows.length)
  const positions = { [batch]: positionIn(rows[batch - 1] as RowPosition, paging) }
  const { order } = paging
  const locator = { text, scope, batchSize: batch, order, total, now: run.now, positions }
  const id = await saveLocator(session, locator)
  return answer(plan, rows.slice(0, batch), version, total, `${id}-${batch}`)
}

async function answerAll(
  session: Session,
  plan: ReadPlan,
  run: RunValues,
  limit: number,
  version: string,
): Promise<string> {
  const rows =
    limit === 0
      ? []
      : await runPlan(session, plan.page(plan.kind === 'count' ? undefined : limit), plan.sources, run)
  return answer(plan, rows, version, rows.length)
}

/**
 * The batch that a `nextRecordsUrl` names, in whatever order, as often as wanted. A row that stays where it is from
 * the first batch to the last comes once, whatever is saved meanwhile.
 */
export async function readMore(
  session: Session,
  locatorText: string,
  { version }: Pick<ReadOptions, 'version'>,
): Promise<string> {
  const { locator, from } = await findLocator(session, locatorText)
  return readText(session, locator.text, () => readNext(session, locator, from, version))
}

async function readNext(session: Session, locator: Locator, from: number, version: string): Promise<string> {
  const { id, text, scope, batchSize, total, now, positions } = locator
  const bound = await chooseForText(session, text, scope, batchSize)
  const { plan } = bound
  const { paging } = plan
  const known = nearestPosition(positions, from)
  const size = Math.min(batchSize, (plan.limit ?? Number.POSITIVE_INFINITY) - from)
  const isBehind = from >= total && known?.rows !== from
  if (!paging || !known || size <= 0 || isBehind) throw noSuchLocator('invalid query locator')
  if (locator.order !== paging.order) {
    throw noSuchLocator(
      'A deploy has changed the order of this query since its first batch. Run the query again.',
    )
  }
  const run = runValues(session, bound, { now, position: known.position })
  const prepared = pageAfter(paging, known.position, size + 1, from - known.rows)
  const rows = await runPlan(session, prepared, plan.sources, run)
  const reached = from + Math.min(rows.length, size)
  if (rows.length <= size || reached === plan.limit) return answer(plan, rows.slice(0, size), version, total)
  if (!positions[reached])
    await addPosition(session, id, reached, positionIn(rows[size - 1] as RowPosition, paging))
  return answer(plan, rows.slice(0, size), version, total, `${id}-${reached}`)
}

function noSuchLocator(message: string): AtelierError {
  return new AtelierError('INVALID_QUERY_LOCATOR', message)
}

function nearestPosition(
  positions: Readonly<Record<string, RowPosition>>,
  from: number,
): { readonly rows: number; readonly position: RowPosition } | undefined {
  const rows = Math.max(
    ...Object.keys(positions)
      .map(Number)
      .filter(known => known <= from),
  )
  const position = positions[rows]
  return position && { rows, position }
}

async function countTotal(session: Session, { plan }: BoundPlan, run: RunValues): Promise<number> {
  const [row] = await runPlan(session, plan.total(), plan.sources, run)
  const total = Math.min(Number(row?.[0]), MAX_TOTAL) - plan.offset
  return plan.limit === undefined ? total : Math.min(total, plan.limit)
}

function tooManyGroups(): AtelierError {
  return new AtelierError(
    'EXCEEDED_ID_LIMIT',
    'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
  )
}

function answer(
  plan: ReadPlan,
  rows: readonly RowPosition[],
  version: string,
  total: number,
  next?: string,
): string {
  const root = `/services/data/${version.startsWith('v') ? version : `v${version}`}`
  if (plan.kind === 'count') return `{"totalSize":${rows[0]?.[0] ?? 0},"done":true,"records":[]}`
  const more = next === undefined ? '' : `,"nextRecordsUrl":"${root}/query/${next}"`
  const records = writeRecords(rows, plan.writeRecord, `${root}/sobjects/`)
  return `{"totalSize":${total},"done":${next === undefined}${more},"records":[${records}]}`
}
