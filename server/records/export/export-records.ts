import type { Readable } from 'node:stream'
import type { Session } from '../../org/session.ts'
import { parseQuery } from '../query/parse.ts'
import type { Query } from '../query/query.ts'
import { chooseForQuery } from '../read/choose-use.ts'
import { type BoundPlan, placeProblem } from '../read/plan-cache.ts'
import { withFreshModel } from '../read/run.ts'
import { readBatches } from '../read-batches.ts'
import { objectOfRequest } from '../write/check.ts'
import { exportColumns, readableFields } from './export-columns.ts'
import type { ExportOptions } from './export-options.ts'
import type { ExportTable } from './export-table.ts'
import { writeCsv } from './write-csv.ts'

/**
 * The records of a query or an object as a CSV or XLSX file, in one consistent picture of the data. Throws before the
 * first byte for a query that is wrong; a CSV file whose rows cannot be read to their end breaks off with an error.
 * The signal tells that nobody waits for the file any more.
 */
export function exportRecords(
  session: Session,
  options: ExportOptions,
  signal = new AbortController().signal,
): Promise<Readable> {
  return withFreshModel(session, () => exportFile(session, options, signal))
}

async function exportFile(session: Session, options: ExportOptions, signal: AbortSignal): Promise<Readable> {
  const query = queryOf(session, options)
  const bound = await planOf(session, query, options)
  const columns = exportColumns(session, bound.plan, query, options)
  const table: ExportTable = {
    object: bound.plan.object.name,
    columns,
    batches: work =>
      readBatches(session, bound, rows => {
        signal.throwIfAborted()
        return work(rows.map(row => columns.map(({ read }) => read(row))))
      }),
  }
  if (options.format === 'csv') return writeCsv(table)
  // Loaded when it is needed: most runs of the server never make a workbook.
  const { writeXlsx } = await import('./write-xlsx.ts')
  return writeXlsx(table, session.org.timeZone, signal)
}

function queryOf(session: Session, { soql, query, object: name = '', fields }: ExportOptions): Query {
  if (query) return query
  if (soql !== undefined) return parseQuery(soql)
  const object = objectOfRequest(session, { object: name })
  const paths = fields ?? readableFields(session, object)
  return {
    from: object.name,
    select: paths.map(path => ({ kind: 'field', path })),
    orderBy: [{ operand: { kind: 'field', path: 'Id' }, descending: false }],
    scope: 'live',
  }
}

/** Names are looked up before anything is sent. */
async function planOf(session: Session, query: Query, { soql }: ExportOptions): Promise<BoundPlan> {
  try {
    return await chooseForQuery(session, query)
  } catch (error) {
    throw soql === undefined ? error : placeProblem(soql, error)
  }
}
