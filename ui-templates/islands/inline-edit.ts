import { openDependents } from './dependent-choices.ts'
import { openLookups } from './lookups.ts'
import { showStep } from './path.ts'

/** A field of a record's page is changed where it stands: by its pencil, or by a double click on it. */
export function openInlineEdit(root: HTMLElement): void {
  root.addEventListener('click', event => {
    const pencil = (event.target as HTMLElement).closest<HTMLAnchorElement>('[data-change]')
    if (!pencil || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void edit(pencil)
  })
  root.addEventListener('dblclick', event => {
    const field = (event.target as HTMLElement).closest('.slds-form-element_readonly')
    const pencil = field?.querySelector<HTMLAnchorElement>('[data-change]')
    if (pencil) void edit(pencil)
  })
}

async function edit(pencil: HTMLAnchorElement): Promise<void> {
  const place = pencil.closest<HTMLElement>('dd')
  const form = await fetchForm(pencil.href)
  // Without an answer the form's own page says why.
  if (!place || !form) return location.assign(pencil.href)
  const shown = [...place.childNodes]
  const field = place.closest<HTMLElement>('[data-field]')
  if (field) field.dataset.shown = place.innerHTML.trim()
  const close = (): void => {
    // Somebody else has changed it meanwhile.
    if (field?.dataset.stale !== undefined) location.reload()
    delete field?.dataset.shown
    place.replaceChildren(...shown)
    pencil.focus()
  }
  open(place, form, close)
}

function open(place: HTMLElement, form: HTMLFormElement, close: () => void): void {
  form.className = 'inline-form'
  place.replaceChildren(form)
  openLookups(form)
  openDependents(form)
  form.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea')?.focus()
  form.querySelector('[data-cancel]')?.addEventListener('click', event => {
    event.preventDefault()
    close()
  })
  form.addEventListener('keydown', event => {
    if (event.key === 'Escape') close()
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    void save(place, form, close)
  })
  form.addEventListener('compare', () => void save(place, form, close, { _compare: '1' }))
}

async function save(
  place: HTMLElement,
  form: HTMLFormElement,
  close: () => void,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]))
  for (const [name, value] of Object.entries(more)) body.set(name, value)
  const answer = await fetch(form.action, { method: 'POST', body }).catch(() => undefined)
  const page = parse((await answer?.text()) ?? '')
  const again = page.querySelector<HTMLFormElement>('form[data-form]')
  if (again) return open(place, again, close)
  const [before, after] = [document.querySelector('.record'), page.querySelector('.record')]
  if (!answer?.ok || !before || !after) return
  const name = place.closest<HTMLElement>('[data-field]')?.dataset.field ?? ''
  before.replaceWith(after)
  showStep(after)
  after.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"] [data-change]`)?.focus()
}

async function fetchForm(address: string): Promise<HTMLFormElement | null> {
  const answer = await fetch(address).catch(() => undefined)
  return answer?.ok ? parse(await answer.text()).querySelector<HTMLFormElement>('form[data-form]') : null
}

function parse(text: string): Document {
  return new DOMParser().parseFromString(text, 'text/html')
}
