import { AtelierError } from '../kernel/errors.ts'
import type { Session } from '../org/session.ts'
import type { Query } from './query/query.ts'
import { addPosition, findLocator, saveLocator } from './read/locator.ts'
import { writeRecords } from './read/output-json.ts'
import { pageAfter, positionIn, positionOf, type RowPosition } from './read/paging.ts'
import { type BoundPlan, placeProblem, planOfText } from './read/plan-cache.ts'
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
export async function readJson(session: Session, text: string, options: ReadOptions): Promise<string> {
  try {
    return await withFreshModel(session, () => readFirst(session, text, options))
  } catch (error) {
    throw placeProblem(text, error)
  }
}

async function readFirst(session: Session, text: string, options: ReadOptions): Promise<string> {
  const { version, scope = 'live', batchSize } = options
  const bound = planOfText(session.org, session.access, text, scope)
  const { plan } = bound
  const run = runValues(session, bound)
  const batch = Math.min(Math.max(batchSize ?? MAX_BATCH, MIN_BATCH), MAX_BATCH)
  if (plan.limit !== undefined && plan.limit <= batch)
    return answerAll(session, plan, run, plan.limit, version)
  const rows = await runPlan(session, plan.page(batch + 1), plan.sources, run)
  if (rows.length <= batch) return answer(plan, rows, version, rows.length)
  if (!plan.paging) throw tooManyGroups()
  const total = await countTotal(session, bound, run)
  const position = await findPosition(session, plan, run, rows[batch - 1]?.[plan.output.idColumn] as string)
  const locator = { text, scope, batchSize: batch, total, now: run.now, positions: { [batch]: position } }
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

/** The batch that a `nextRecordsUrl` names, in whatever order, as often as wanted. */
export async function readMore(
  session: Session,
  locatorText: string,
  { version }: Pick<ReadOptions, 'version'>,
): Promise<string> {
  const { locator, from } = await findLocator(session, locatorText)
  const { id, text, scope, batchSize, total, now, positions } = locator
  const bound = planOfText(session.org, session.access, text, scope)
  const { plan } = bound
  const known = nearestPosition(positions, from)
  const left = Math.min(batchSize, total - from)
  if (!plan.paging || !known || left <= 0)
    throw new AtelierError('INVALID_QUERY_LOCATOR', 'invalid query locator')
  const run = runValues(session, bound, { now, position: known.position })
  const prepared = pageAfter(plan.paging, known.position, left, from - known.rows)
  const rows = await runPlan(session, prepared, plan.sources, run)
  const reached = from + rows.length
  if (rows.length < left || reached >= total) return answer(plan, rows, version, total)
  if (!positions[reached])
    await addPosition(session, id, reached, positionIn(rows.at(-1) as RowPosition, plan))
  return answer(plan, rows, version, total, `${id}-${reached}`)
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

async function findPosition(
  session: Session,
  plan: ReadPlan,
  run: RunValues,
  id: string,
): Promise<RowPosition> {
  const { paging } = plan
  if (!paging || paging.keys.length === 1) return [id]
  const prepared = positionOf(paging)
  const [position] = await runPlan(session, prepared, plan.sources, { ...run, position: [id] })
  if (!position)
    throw new AtelierError('UNABLE_TO_LOCK_ROW', 'The records changed while they were read. Ask again.')
  return position
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
