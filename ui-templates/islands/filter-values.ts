/** The value of a condition is chosen from those of its field, where there are some. */
export function openFilterValues(root: Document): void {
  root.querySelector('form[data-filters]')?.addEventListener('change', event => {
    const select = event.target as HTMLSelectElement
    if (select.name !== 'filter') return
    const value = select.closest('.view__row')?.querySelector('[name=value]')
    const id = `values-${select.value}`
    if (document.getElementById(id)) value?.setAttribute('list', id)
    else value?.removeAttribute('list')
  })
}
