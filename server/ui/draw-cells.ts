import type { Cell } from './cell.ts'
import { Html } from './html.ts'
import type { RowView } from './rows.ts'
import type { FindTemplate, Surroundings } from './template.ts'

/** What all cells of a column have around their values; the whole of those that have none. */
interface Frame {
  readonly language: unknown
  readonly assets: unknown
  readonly before: string
  readonly after: string
  readonly blank: string
  readonly draw: ReturnType<FindTemplate>
}

/** Labels cannot have it: they are escaped. */
const MARK = '<!--value-->'
const frames = new WeakMap<Cell, Frame>()

/** The cells of a row as a table has them: `cell-frame` around what the look of each draws, or around a link. */
export function drawCells(
  { columns, record, viewer, address }: RowView,
  page: Surroundings,
  find: FindTemplate,
): string {
  let cells = ''
  for (const cell of columns) {
    const { before, after, blank, draw } = frameOf(cell, page, find)
    const shown = cell.read(record)
    const isFirst = cells === ''
    const to = isFirst ? address : cell.addressOf(record)
    if (shown.value === null && to === '') {
      cells += blank
      continue
    }
    const view = shown.value === null ? NOTHING : cell.look.show(shown, { field: cell.field, viewer })
    const text = to === '' ? draw(view, page) : find('cell-link')({ address: to, isFirst, view }, page)
    cells += before + text + after
  }
  return cells
}

const NOTHING = Object.freeze({ text: '' })

function frameOf(cell: Cell, page: Surroundings, find: FindTemplate): Frame {
  const { language, assets } = page
  const known = frames.get(cell)
  if (known !== undefined && known.language === language && known.assets === assets) return known
  const drawFrame = (column: object, value: string): string =>
    find('cell-frame')({ column, value: new Html(value) }, page)
  const [before = '', after = ''] = drawFrame(cell.column.shown, MARK).split(MARK)
  const blank = drawFrame(cell.column.blank, find('looks/blank')({}, page))
  const frame = { language, assets, before, after, blank, draw: find(cell.templates.read) }
  frames.set(cell, frame)
  return frame
}
