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
  const place: Place = { plan, cells, required, first, text: lineOf(cells[first]) }
  if (filled > 1 && isTotal(place)) return `A total, not a record: "${place.text}".`
  if (filled === 1 && isNote(place)) return `A note, not a record: "${place.text}".`
  return undefined
}

/** A row with the text of its first filled cell. */
interface Place {
  readonly plan: RowPlan
  readonly cells: readonly CellInput[]
  readonly required: ReadonlySet<Target>
  readonly first: number
  readonly text: string
}

/** The word alone stands for a total in any column; `Total Energy` may be a name, unless the row lacks more. */
function isTotal(place: Place): boolean {
  const word = TOTAL.exec(place.text)?.[0]
  if (word === undefined || !othersAreNumbers(place)) return false
  const isAlone = !/\p{L}/u.test(place.text.slice(word.length))
  return lacksOthers(place) || (isAlone && (isInKey(place) || isInRequired(place)))
}

/** One cell alone: a note when it says so, or when it is no code and a record needs more. */
function isNote(place: Place): boolean {
  const { targets } = place.plan
  if (targets.length < 2) return false
  if (MARKED.test(place.text)) return true
  return place.text.includes(' ') && (lacksOthers(place) || (isInKey(place) && targets.length > 2))
}

function othersAreNumbers({ cells, first }: Place): boolean {
  return cells.every((cell, index) => {
    if (index === first || isEmptyCell(cell) || typeof cell === 'number') return true
    return typeof cell === 'string' && 'text' in readAmount(cell, AMOUNT)
  })
}

/** Is something blank that a record needs, beside the first cell? */
function lacksOthers({ plan: { key, needsKey, targets }, cells, required, first }: Place): boolean {
  if (needsKey && key.some(({ source }) => isEmptyCell(source(cells)))) return true
  return targets.some(
    target => required.has(target) && target.index !== first && isEmptyCell(cells[target.index]),
  )
}

function isInKey({ plan: { key, needsKey, header }, first }: Place): boolean {
  return needsKey && key.some(({ column }) => header.columns[first] === column)
}

function isInRequired({ plan: { targets }, required, first }: Place): boolean {
  return targets.some(target => required.has(target) && target.index === first)
}
