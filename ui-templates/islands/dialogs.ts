import { openColumns } from './columns.ts'
import { openDependents } from './dependent-choices.ts'
import { fetchPage } from './live-texts.ts'
import { openLookups } from './lookups.ts'
import { parse } from './send-form.ts'

/** Pages that ask something stand in a dialog over the page they were called from: their links have `data-dialog`. */
export function openDialogs(root: HTMLElement): void {
  root.addEventListener('click', event => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[data-dialog]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void ask(link.href)
  })
  root.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement
    if (form.dataset.dialog === undefined) return
    event.preventDefault()
    void ask(addressOf(form, event.submitter))
  })
}

/** Where a form leads that only asks. Its properties may be hidden by controls of the same name. */
function addressOf(form: HTMLFormElement, submitter: HTMLElement | null): string {
  const data = [...new FormData(form, submitter)].map(([name, value]) => [name, String(value)])
  return `${form.getAttribute('action')}?${new URLSearchParams(data)}`
}

async function ask(address: string): Promise<void> {
  const page = await fetchPage(address)
  const form = formOf(page)
  // The page itself says why there is none.
  if (!form) return location.assign(address)
  const opener = document.activeElement
  const dialog = document.createElement('dialog')
  dialog.className = 'dialog'
  document.body.append(dialog)
  show(dialog, form)
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (opener instanceof HTMLElement) opener.focus()
  })
  dialog.showModal()
}

const formOf = (page: Document | undefined): HTMLFormElement | null =>
  page?.querySelector<HTMLFormElement>('main > form') ?? null

function show(dialog: HTMLDialogElement, form: HTMLFormElement): void {
  const before = form.querySelector('h1')
  const heading = document.createElement('h2')
  heading.className = 'dialog__title'
  heading.id = 'dialog-title'
  heading.append(...(before?.childNodes ?? []))
  before?.replaceWith(heading)
  dialog.setAttribute('aria-labelledby', heading.id)
  dialog.replaceChildren(form)
  openLookups(form)
  openDependents(form)
  openColumns(dialog)
  form.addEventListener('click', event => {
    if (!(event.target as HTMLElement).closest('[data-cancel]')) return
    event.preventDefault()
    dialog.close()
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    void send(dialog, form, event.submitter)
  })
  form.querySelector<HTMLElement>('[data-summary]')?.focus()
}

/** What is wrong, or asked next, stands in the dialog again; what is done leads on. */
async function send(
  dialog: HTMLDialogElement,
  form: HTMLFormElement,
  submitter: HTMLElement | null,
): Promise<void> {
  if (form.getAttribute('method') === 'get') {
    const address = addressOf(form, submitter)
    const next = formOf(await fetchPage(address))
    return next ? show(dialog, next) : location.assign(address)
  }
  const data = [...new FormData(form, submitter)].map(([name, value]) => [name, String(value)])
  const answer = await fetch(form.getAttribute('action') ?? '', {
    ...{ method: 'POST', body: new URLSearchParams(data), headers: { 'HX-Request': 'true' } },
  }).catch(() => undefined)
  if (!answer) return
  const address = answer.headers.get('HX-Redirect') ?? (answer.redirected ? answer.url : null)
  const again = address ? null : formOf(parse(await answer.text()))
  if (again) return show(dialog, again)
  location.assign(address ?? form.getAttribute('action') ?? '')
}
