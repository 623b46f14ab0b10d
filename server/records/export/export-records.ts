import type { Readable } from 'node:stream'
import { AtelierError } from '../../kernel/errors.ts'
import type { Session } from '../../org/session.ts'
import { parseQuery } from '../query/parse.ts'
import type { Query } from '../query/query.ts'
import { placeProblem, planOfQuery } from '../read/plan-cache.ts'
import { readBatches } from '../read-batches.ts'
import type { ExportBatches } from './export-cells.ts'
import { exportColumns, readableFields } from './export-columns.ts'
import type { ExportOptions } from './export-options.ts'
import { writeCsv } from './write-csv.ts'

/**
 * The records of a query or an object as a CSV or XLSX file, in one consistent picture of the data. Throws for a
 * query that is wrong before the first byte; an error while reading ends the stream.
 */
export async function exportRecords(session: Session, options: ExportOptions): Promise<Readable> {
  const query = queryOf(session, options)
  check(session, query, options)
  const columns = exportColumns(session, query, options)
  const batches: ExportBatches = work =>
    readBatches(session, query, records =>
      work(records.map(record => columns.map(column => column.read(record)))),
    )
  const header = columns.map(column => column.header)
  if (options.format === 'csv') return writeCsv(header, batches)
  // Loaded when it is needed: most runs of the server never make a workbook.
  const { writeXlsx } = await import('./write-xlsx.ts')
  return writeXlsx(header, batches)
}

function queryOf(session: Session, { soql, object: name = '', fields }: ExportOptions): Query {
  if (soql !== undefined) return parseQuery(soql)
  const object = session.org.model.objects.get(name.toLowerCase())
  if (!object) throw new AtelierError('INVALID_TYPE', `sObject type '${name}' is not supported.`)
  const paths = fields ?? readableFields(session, object)
  return {
    from: object.name,
    select: paths.map(path => ({ kind: 'field', path })),
    orderBy: [{ operand: { kind: 'field', path: 'Id' }, descending: false }],
    scope: 'live',
  }
}

/** Names are looked up before anything is sent. */
function check(session: Session, query: Query, { soql }: ExportOptions): void {
  try {
    const { plan } = planOfQuery(session.org, session.access, query)
    if (plan.kind === 'count') throw new AtelierError('MALFORMED_QUERY', 'COUNT() has no records to export.')
  } catch (error) {
    throw soql === undefined ? error : placeProblem(soql, error)
  }
}
