import { isBlankMark } from '../../fields/cell-amounts.ts'
import type { CellInput } from '../../fields/field-type.ts'
import { cellText, collapseBlanks } from '../../fields/text-values.ts'

/** Header texts, names and labels compare by letters and digits alone: `Order No.` is `order_no`. */
export function looseForm(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

export function isEmptyCell(cell: CellInput | undefined): boolean {
  if (cell === null || cell === undefined) return true
  return typeof cell === 'string' && (cell === '' || cell.trim() === '')
}

/** Empty, or one of the marks by which people say that there is nothing: `-`, `n/a`. */
export function saysNothing(cell: CellInput | undefined): boolean {
  return isEmptyCell(cell) || (typeof cell === 'string' && cell.length < 8 && isBlankMark(cell))
}

/** One line of text, blanks collapsed. */
export function lineOf(cell: CellInput | undefined): string {
  return cell === undefined ? '' : collapseBlanks(cellText(cell))
}

/** The cell as it goes into the file of rejected rows: as it came. */
export function rawText(cell: CellInput | undefined): string {
  return cell === undefined ? '' : cellText(cell)
}
