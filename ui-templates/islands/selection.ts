const ROWS = 'input[form=mass]'

/** One box for all rows of the page. It is there only where a script can keep it true. */
export function openSelection(root: Document): void {
  showBoxes(root)
  root.addEventListener('htmx:afterSettle', () => showBoxes(root))
  root.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    const rows = [...root.querySelectorAll<HTMLInputElement>(ROWS)]
    const page = root.querySelector<HTMLInputElement>('[data-select-page]')
    if (target === page) for (const row of rows) row.checked = page.checked
    else if (page && target.matches(ROWS)) {
      const chosen = rows.filter(row => row.checked).length
      page.checked = chosen === rows.length
      page.indeterminate = chosen > 0 && chosen < rows.length
    }
  })
}

function showBoxes(root: Document): void {
  for (const box of root.querySelectorAll<HTMLInputElement>('[data-select-page]')) box.hidden = false
}
