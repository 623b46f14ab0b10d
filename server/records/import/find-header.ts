import { AtelierError } from '../../kernel/errors.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import { isEmptyCell, lineOf, looseForm } from './cell-text.ts'
import type { ColumnMapping, ImportOptions } from './import-options.ts'
import { isRejectionColumn } from './rejection-columns.ts'
import type { SheetRow } from './sheet.ts'

/** A header stands this high, or the file has none. */
export const HEADER_ROWS = 30
const ENOUGH = 2

export interface Header {
  readonly row: number
  /** Text of each column, blank for one without a header. */
  readonly columns: readonly string[]
}

/**
 * The header among the first rows: the row that is named, else the first one with several texts that are known
 * (columns of the mapping, or labels and names of fields), else the one with the most. The file of rejected rows has
 * its own header, wherever that of the original stood.
 */
export function findHeader(
  rows: readonly SheetRow[],
  object: ObjectModel,
  { headerRow: asked, mapping }: Pick<ImportOptions, 'headerRow' | 'mapping'>,
): Header {
  const filled = rows.filter(row => row.cells.some(cell => !isEmptyCell(cell)))
  if (filled.length === 0) throw unreadable('The file is empty.')
  const rejections = filled.find(row => row.cells.some(cell => isRejectionColumn(lineOf(cell))))
  const headerRow = asked ?? rejections?.number ?? mapping?.headerRow
  if (headerRow !== undefined) {
    const named = filled.find(row => row.number === headerRow)
    if (named) return toHeader(named)
    throw unreadable(`Row ${headerRow} is empty, or below row ${HEADER_ROWS}: it cannot be the header.`)
  }
  const known = knownTexts(object, mapping)
  const scored = filled.map(row => ({ row, score: countKnown(row, known) }))
  const first = scored.find(({ score }) => score >= ENOUGH)
  const best = scored.reduce((one, other) => (other.score > one.score ? other : one))
  const found = first ?? (best.score > 0 ? best : undefined)
  if (found) return toHeader(found.row)
  throw noHeader(filled[0] as SheetRow, object, mapping)
}

function noHeader(
  { cells }: SheetRow,
  object: ObjectModel,
  mapping: ColumnMapping | undefined,
): AtelierError {
  const texts = cells.map(lineOf).filter(text => text !== '')
  const found = texts.slice(0, 8).join(', ')
  if (mapping) return noMappedColumn(found, mapping)
  return unreadable(
    `No row looks like a header for ${object.name}: none of ${found} is the label or name of a field. Give a mapping (--map), or correct the header.`,
  )
}

function noMappedColumn(found: string, { columns }: ColumnMapping): AtelierError {
  const wanted = columns.map(({ column }) => column)
  const message = `No row has the columns of the mapping (${wanted.slice(0, 8).join(', ')}); the file begins with ${found}.`
  return new AtelierError('INVALID_INPUT', message, [{ code: 'INVALID_INPUT', message, path: '/columns' }])
}

function toHeader({ number, cells }: SheetRow): Header {
  return { row: number, columns: cells.map(lineOf) }
}

function knownTexts(object: ObjectModel, mapping: ColumnMapping | undefined): ReadonlySet<string> {
  const texts = mapping
    ? mapping.columns.map(column => column.column)
    : object.fieldList.flatMap(field => [field.label, field.name, field.name.replace(/__c$/i, '')])
  return new Set(texts.map(looseForm))
}

function countKnown({ cells }: SheetRow, known: ReadonlySet<string>): number {
  return cells.filter(cell => typeof cell === 'string' && known.has(looseForm(cell))).length
}

function unreadable(message: string): AtelierError {
  return new AtelierError('INVALID_INPUT', message)
}
