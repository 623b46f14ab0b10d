import { readAmount } from '../../fields/cell-amounts.ts'
import type { CellInput } from '../../fields/field-type.ts'
import { isEmptyCell, lineOf } from './cell-text.ts'
import type { RowPlan, Target } from './compile-mapping.ts'

const TOTAL =
  /^(?:grand |sub-?)?(?:total|sum)s?\b|^(?:итого|всего|итог|сумма)(?!\p{L})|^(?:სულ|ჯამი|ჯამში)(?!\p{L})|^(?:gesamt|summe|insgesamt)(?!\p{L})/iu
/** `--- checked up to here ---`, `*** see below`, `# comment`. */
const MARKED = /^(?:[-=*_#~.]{2,}|[#*]\s|\/\/)/
const AMOUNT = { words: true, percent: true }

/** Why a row is no record: blank, a total, a note. Undefined for a record. */
export function skipReason(
  plan: RowPlan,
  cells: readonly CellInput[],
  required: ReadonlySet<Target>,
): string | undefined {
  let filled = 0
  let first = -1
  for (let index = 0; index < cells.length; index++) {
    if (isEmptyCell(cells[index])) continue
    if (first < 0) first = index
    // A row with this many cells is no total and no note.
    if (++filled * 2 > plan.targets.length + 1 && filled > 2) return undefined
  }
  if (filled === 0) return 'The row is blank.'
  const text = lineOf(cells[first])
  if (TOTAL.test(text) && othersAreNumbers(cells, first) && lacks(plan, cells, required, first))
    return `A total, not a record: "${text}".`
  if (filled === 1 && isNote(plan, cells, required, first, text)) return `A note, not a record: "${text}".`
  return undefined
}

function othersAreNumbers(cells: readonly CellInput[], first: number): boolean {
  return cells.every((cell, index) => {
    if (index === first || isEmptyCell(cell) || typeof cell === 'number') return true
    return typeof cell === 'string' && 'text' in readAmount(cell, AMOUNT)
  })
}

/** Is something blank that a record needs, or is the word itself in the place of the key? */
function lacks(
  plan: RowPlan,
  cells: readonly CellInput[],
  required: ReadonlySet<Target>,
  first: number,
): boolean {
  if (plan.key.some(({ column }) => plan.header.columns[first] === column)) return true
  return plan.targets.some(
    target => required.has(target) && (isEmptyCell(cells[target.index]) || target.index === first),
  )
}

/** One cell alone: a note when it says so, or when it is no code and a record needs more. */
function isNote(
  plan: RowPlan,
  cells: readonly CellInput[],
  required: ReadonlySet<Target>,
  first: number,
  text: string,
): boolean {
  if (plan.targets.length < 2) return false
  if (MARKED.test(text)) return true
  if (!text.includes(' ')) return false
  const needs = plan.targets.some(
    target => required.has(target) && target.index !== first && isEmptyCell(cells[target.index]),
  )
  const lacksKey = plan.key.some(({ column }) => plan.header.columns[first] !== column)
  const isKey = plan.key.some(({ column }) => plan.header.columns[first] === column)
  return needs || lacksKey || (isKey && plan.targets.length > 2)
}
