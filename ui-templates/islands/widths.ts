/** Pixels. */
const STEP = 16
const NARROWEST = 48
const WIDEST = 1_200
/** Milliseconds without a change after which widths are kept. */
const PAUSE = 400

/** The width of a list's columns is drawn with the pointer, or set with the arrow keys on the line between them. */
export function openWidths(root: Document): void {
  openTables(root)
  root.addEventListener('htmx:afterSettle', () => openTables(root))
  addEventListener('pagehide', () => keep())
}

function openTables(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>('table[data-widths]'))
    for (const header of table.querySelectorAll<HTMLTableCellElement>('th[data-column]'))
      if (!header.querySelector('[role=separator]')) header.append(makeGrip(table, header))
}

function makeGrip(table: HTMLTableElement, header: HTMLTableCellElement): HTMLElement {
  const grip = document.createElement('span')
  grip.className = 'rows__grip'
  grip.tabIndex = 0
  grip.setAttribute('role', 'separator')
  grip.setAttribute('aria-orientation', 'vertical')
  grip.setAttribute('aria-label', (table.dataset.width ?? '').replace('{what}', header.textContent.trim()))
  grip.setAttribute('aria-valuemin', String(NARROWEST))
  grip.setAttribute('aria-valuemax', String(WIDEST))
  grip.setAttribute('aria-valuenow', String(Math.round(header.offsetWidth)))
  const set = (width: number): void => {
    const pixels = Math.round(Math.min(Math.max(width, NARROWEST), WIDEST))
    const col = colsOf(table)[header.cellIndex]
    if (col) col.width = String(pixels)
    grip.setAttribute('aria-valuenow', String(pixels))
    keepSoon(table)
  }
  const direction = (): number => (getComputedStyle(header).direction === 'rtl' ? -1 : 1)
  grip.addEventListener('pointerdown', event => {
    const [start, width] = [event.clientX, header.offsetWidth]
    event.preventDefault()
    grip.setPointerCapture(event.pointerId)
    const follow = ({ clientX }: PointerEvent): void => set(width + (clientX - start) * direction())
    grip.addEventListener('pointermove', follow)
    grip.addEventListener('lostpointercapture', () => grip.removeEventListener('pointermove', follow), {
      once: true,
    })
  })
  grip.addEventListener('keydown', event => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key]
    if (by === undefined) return
    event.preventDefault()
    set(header.offsetWidth + by * direction())
  })
  return grip
}

/** From the first change on every column has the width that it has. */
function colsOf(table: HTMLTableElement): readonly HTMLTableColElement[] {
  if (!table.querySelector('colgroup')) {
    const group = document.createElement('colgroup')
    for (const cell of table.tHead?.rows[0]?.cells ?? []) {
      const col = document.createElement('col')
      col.width = String(cell.offsetWidth)
      group.append(col)
    }
    table.tHead?.before(group)
    table.classList.add('rows_sized')
  }
  return [...table.querySelectorAll('col')]
}

let timer: ReturnType<typeof setTimeout> | undefined
/** Its widths are others than those that are kept. */
let changed: HTMLTableElement | undefined

function keepSoon(table: HTMLTableElement): void {
  clearTimeout(timer)
  timer = setTimeout(keep, PAUSE)
  changed = table
}

function keep(): void {
  const table = changed
  changed = undefined
  if (!table) return
  const { widths = '', csrf = '', list = '' } = table.dataset
  const cols = colsOf(table)
  const sent = [...table.querySelectorAll<HTMLTableCellElement>('th[data-column]')].map(
    header => ['width', `${header.dataset.column}:${cols[header.cellIndex]?.width}`] as [string, string],
  )
  const body = new URLSearchParams([['_csrf', csrf], ['filterName', list], ...sent])
  // It is a matter of comfort: what is not kept is drawn again.
  fetch(widths, { method: 'POST', body, keepalive: true }).catch(() => undefined)
}
