/** Columns of a list are put in order by dragging them, or with the buttons of each, without a page in between. */
export function openColumns(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-columns]')) openForm(form)
}

function openForm(form: HTMLFormElement): void {
  const list = form.querySelector<HTMLElement>('[data-columns-list]')
  if (!list) return
  for (const item of itemsOf(list)) item.draggable = true
  openDrag(form, list)
  form.addEventListener('click', event => {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>('button[name]')
    const item = button?.closest<HTMLElement>('[data-column]')
    if (button?.name === 'add') add(form, list)
    else if (!button || !item) return
    else if (button.name === 'remove') remove(form, item)
    else move(form, item, button)
    event.preventDefault()
  })
}

const itemsOf = (list: Element): readonly HTMLElement[] => [
  ...list.querySelectorAll<HTMLElement>('[data-column]'),
]

function openDrag(form: HTMLFormElement, list: HTMLElement): void {
  let dragged: HTMLElement | null = null
  list.addEventListener('dragstart', event => {
    dragged = (event.target as HTMLElement).closest<HTMLElement>('[data-column]')
    dragged?.classList.add('columns__item_dragged')
  })
  list.addEventListener('dragover', event => {
    const over = (event.target as HTMLElement).closest<HTMLElement>('[data-column]')
    event.preventDefault()
    if (!dragged || !over || over === dragged) return
    const items = itemsOf(list)
    if (items.indexOf(over) < items.indexOf(dragged)) over.before(dragged)
    else over.after(dragged)
  })
  list.addEventListener('drop', event => event.preventDefault())
  list.addEventListener('dragend', () => {
    dragged?.classList.remove('columns__item_dragged')
    if (dragged) tellPlace(form, dragged)
    dragged = null
  })
}

function move(form: HTMLFormElement, item: HTMLElement, button: HTMLButtonElement): void {
  if (button.name === 'up') item.previousElementSibling?.before(item)
  else item.nextElementSibling?.after(item)
  button.focus()
  tellPlace(form, item)
}

function remove(form: HTMLFormElement, item: HTMLElement): void {
  const another = form.querySelector<HTMLSelectElement>('[name=another]')
  const next = item.nextElementSibling ?? item.previousElementSibling
  another?.add(new Option(labelOf(item), item.dataset.column))
  item.remove()
  const focused = next?.querySelector<HTMLElement>('[name=remove]') ?? another
  focused?.focus()
}

function add(form: HTMLFormElement, list: HTMLElement): void {
  const another = form.querySelector<HTMLSelectElement>('[name=another]')
  const option = another?.selectedOptions[0]
  const made = form.querySelector('template')?.content.firstElementChild?.cloneNode(true)
  if (!option || !(made instanceof HTMLElement)) return
  const before = made.dataset.column ?? ''
  made.dataset.column = option.value
  made.draggable = true
  for (const control of made.querySelectorAll<HTMLInputElement | HTMLButtonElement>('input, button')) {
    if (control.value === before) control.value = option.value
    const label = control.getAttribute('aria-label')
    if (label) control.setAttribute('aria-label', label.replace('{what}', option.label))
  }
  const shown = made.querySelector('.columns__label')
  if (shown) shown.textContent = option.label
  list.append(made)
  option.remove()
  tellPlace(form, made)
}

const labelOf = (item: HTMLElement): string => item.querySelector('.columns__label')?.textContent ?? ''

/** Read out: where a column is now. */
function tellPlace(form: HTMLFormElement, item: HTMLElement): void {
  const said = form.querySelector('[data-columns-said]')
  const items = [...(item.parentElement?.children ?? [])]
  const values: Readonly<Record<string, string>> = {
    what: labelOf(item),
    place: String(items.indexOf(item) + 1),
    count: String(items.length),
  }
  const text = form.dataset.moved ?? ''
  if (said) said.textContent = text.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '')
}
