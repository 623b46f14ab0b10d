import { openDependents } from './dependent-choices.ts'
import { openInstead } from './failed-requests.ts'
import { focusControl } from './focus-control.ts'
import { showProblems } from './form-problems.ts'
import { openLookups } from './lookups.ts'
import { closeForm, endForm, leaveForLogin, type OpenForm, openForm } from './open-forms.ts'
import { showStep } from './path.ts'
import { fetchDocument, fetchForm, sendForm } from './send-form.ts'

/** Where a field's form stands, and how it goes away again. */
interface Place {
  readonly element: HTMLElement
  /** Of the form as a page of its own. */
  readonly page: string
  readonly close: () => void
}

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

let asked = 0

async function edit(pencil: HTMLAnchorElement): Promise<void> {
  const element = pencil.closest<HTMLElement>('dd')
  const mine = ++asked
  const form = await fetchForm(pencil.href)
  // Somebody has pressed once more meanwhile, there or elsewhere.
  if (mine !== asked) return
  // Without an answer the form's own page says why.
  if (!element || !form) return openInstead(pencil.href, () => void edit(pencil))
  const shown = [...element.childNodes]
  const field = element.closest<HTMLElement>('[data-field]')
  if (field) field.dataset.shown = element.innerHTML.trim()
  const close = (): void => {
    // Somebody else has changed it meanwhile.
    if (field?.dataset.stale !== undefined) location.reload()
    delete field?.dataset.shown
    element.replaceChildren(...shown)
    pencil.focus()
  }
  open({ element, page: pencil.href, close }, form)
}

function open(place: Place, form: HTMLFormElement, names = new Set<string>()): void {
  form.className = 'inline-form'
  place.element.replaceChildren(form)
  openLookups(form)
  openDependents(form)
  const attended = openForm(form, names)
  const close = (): void => {
    endForm(attended)
    place.close()
  }
  focusControl(form.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea'))
  form.querySelector('[data-cancel]')?.addEventListener('click', event => {
    event.preventDefault()
    close()
  })
  form.addEventListener('keydown', event => {
    if (event.key === 'Escape') close()
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    void save(place, attended)
  })
  form.addEventListener('compare', () => void save(place, attended, { _show: '1' }))
}

async function save(
  place: Place,
  attended: OpenForm,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { form, names } = attended
  if (form.getAttribute('aria-busy') === 'true') return
  form.setAttribute('aria-busy', 'true')
  const sent = await sendForm(form, { page: place.page, more })
  // Until its answer is on the page, a second press is the same save.
  if (sent.kind !== 'saved') form.removeAttribute('aria-busy')
  if (sent.kind === 'failed') {
    const message = sent.message || (form.dataset.offline ?? '')
    return showProblems(form, [{ message, field: '' }])
  }
  if (sent.kind === 'login') return leaveForLogin(sent.address)
  if (sent.kind === 'form') {
    closeForm(attended)
    return open(place, sent.form, names)
  }
  endForm(attended)
  await showSaved(place, sent.address)
}

/** The record as it is now, with what the server has to tell. */
async function showSaved(place: Place, address: string): Promise<void> {
  const page = await fetchDocument(address)
  const [before, after] = [document.querySelector('.record'), page?.querySelector('.record')]
  if (!page || !before || !after) return location.assign(address)
  const field = place.element.closest<HTMLElement>('[data-field]')
  const same = `[data-field="${CSS.escape(field?.dataset.field ?? '')}"]:not(.inline-form *)`
  // The path may show the field, too, before the details do, or no more.
  const behind = [...before.querySelectorAll(same)].reverse().indexOf(field as Element)
  before.replaceWith(after)
  showStep(after)
  const shown = [...after.querySelectorAll<HTMLElement>(same)].at(-1 - behind)
  shown?.querySelector<HTMLElement>('[data-change]')?.focus()
  document.querySelector('.notices')?.replaceChildren(...(page.querySelector('.notices')?.childNodes ?? []))
}
