const ROWS = 'input[form=mass]'
const BOXES = `${ROWS}, #mass [name=all], [data-select-page]`

/** One box for all rows of the page, and how many are selected. Both are there only where a script can keep them true. */
export function openSelection(root: Document): void {
  showBoxes(root)
  root.addEventListener('htmx:afterSettle', () => showBoxes(root))
  root.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.matches(BOXES)) return
    if (isOfPage(target)) for (const row of rowsOf(root)) row.checked = target.checked
    showSelected(root)
  })
}

const isOfPage = (box: HTMLInputElement): boolean => box.dataset.selectPage !== undefined

const rowsOf = (root: Document): readonly HTMLInputElement[] => [
  ...root.querySelectorAll<HTMLInputElement>(ROWS),
]

function showBoxes(root: Document): void {
  for (const box of root.querySelectorAll<HTMLInputElement>('[data-select-page]')) box.hidden = false
  // Who comes back to a page finds their boxes as they were.
  showSelected(root)
}

function showSelected(root: Document): void {
  const rows = rowsOf(root)
  const count = rows.filter(row => row.checked).length
  const page = root.querySelector<HTMLInputElement>('[data-select-page]')
  if (page) {
    page.checked = count > 0 && count === rows.length
    page.indeterminate = count > 0 && count < rows.length
  }
  const told = root.querySelector<HTMLElement>('[data-selected]')
  // All of the list are more than these rows.
  const isAll = root.querySelector<HTMLInputElement>('#mass [name=all]')?.checked === true
  if (told)
    told.textContent =
      count === 0 || isAll ? '' : (told.dataset.selected ?? '').replace('{count}', String(count))
}
