import { fetchPage, tell, textOf } from './live-texts.ts'
import { morph } from './morph.ts'

const PLACE = '#list, #board, #calendar'
/** Since the list was last brought up to date. */
const pending = new Set<string>()
let isUncertain = false

/** Rows that are shown already change where they stand; whether others come or go is for the viewer to say. */
export async function refreshList(ids: readonly string[] | undefined): Promise<void> {
  const now = (await fetchPage())?.querySelector(PLACE)
  const old = document.querySelector<HTMLElement>(PLACE)
  if (!old || !now) return
  const [before, after] = [rowsIn(old), rowsIn(now)]
  const isSame = before.size === after.size && placesOf(old) === placesOf(now)
  for (const [id, row] of before) {
    const found = after.get(id)
    if (found && laneOf(found) === laneOf(row)) morphRow(row, found)
  }
  if (isSame) return
  for (const id of ids ?? []) pending.add(id)
  isUncertain ||= ids === undefined
  const text = isUncertain ? textOf('some') : textOf('rows', { count: String(pending.size) })
  tell(text, { label: textOf('refresh'), run: () => location.reload() })
}

/** What is chosen in a row stays chosen. */
function morphRow(old: HTMLElement, now: HTMLElement): void {
  const cells = [...now.children]
  for (const [index, cell] of [...old.children].entries()) {
    const found = cells[index]
    if (found && !cell.querySelector('input[type=checkbox][name=id]')) morph(cell, found)
  }
}

function rowsIn(root: Element): ReadonlyMap<string, HTMLElement> {
  return new Map([...root.querySelectorAll<HTMLElement>('[data-id]')].map(row => [row.dataset.id ?? '', row]))
}

const laneOf = (row: Element): string => {
  const { value, day } = row.closest<HTMLElement>('.lane, .day')?.dataset ?? {}
  return value ?? day ?? ''
}

function placesOf(root: Element): string {
  return [...rowsIn(root)].map(([id, row]) => `${laneOf(row)} ${id}`).join()
}
