import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import type { Session } from '../org/session.ts'
import type { ExportFormat, ExportOptions } from '../records/export/export-options.ts'
import type { Cell } from './cell.ts'
import { checkThere } from './gone-list.ts'
import { type ListRequest, queryOf } from './list-query.ts'
import { objectOf } from './object-of.ts'
import { openList } from './saved-lists.ts'

/** A list as it is shown, as a file: its columns, filter, order and search. */
export interface ListExport {
  readonly options: ExportOptions
  /** Of the file. */
  readonly name: string
}

export const mayExport = ({ access }: Session): boolean => access.may('DataExport')

export async function listExport(
  session: Session,
  request: ListRequest,
  asked: string | undefined,
): Promise<ListExport> {
  const object = objectOf(session, request.object)
  if (!mayExport(session)) {
    throw new AtelierError(
      'INSUFFICIENT_ACCESS_OR_READONLY',
      say(
        'Files of records take the permission {permission}, which neither your profile nor a permission set gives you.',
        { permission: 'DataExport' },
      ),
    )
  }
  const opened = await openList(session, object, request.filterName)
  checkThere(opened, request.filterName)
  const { list } = opened
  const paths = [...new Set(list.columns.map(exportedPath))]
  const select = paths.map(path => ({ kind: 'field', path }) as const)
  const format: ExportFormat = asked === 'xlsx' ? 'xlsx' : 'csv'
  const query = { ...queryOf(session, object, list, request), select }
  return {
    options: { query, format, header: 'label' },
    name: `${object.name} ${list.view.label}.${format}`,
  }
}

/** People want the names of what lookups lead to, not the ids. */
function exportedPath({ field, path, selects }: Cell): string {
  return (field.referenceTo ? selects[1] : undefined) ?? path
}
