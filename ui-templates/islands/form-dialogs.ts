import { openColumns } from './columns.ts'
import { openDependents } from './dependent-choices.ts'
import { offlineText, openInstead } from './failed-requests.ts'
import { showProblems } from './form-problems.ts'
import { loadRules } from './load-rules.ts'
import { openLookups } from './lookups.ts'
import { closeForm, endForm, leaveForLogin, type OpenForm, openForm } from './open-forms.ts'
import { fetchDocument, sendForm } from './send-form.ts'

interface FormDialog {
  readonly element: HTMLDialogElement
  /** Of the ids in it: the page may have the same. */
  readonly prefix: string
  open: OpenForm | undefined
  /** Where what was sent leads to. */
  led: string | undefined
  readonly take: (led: string) => Promise<void>
}

let dialogs = 0
let asked = 0

/**
 * The form of an address, over the page. Gives where it has led; undefined: it was given up. It stays over the page
 * until what was made is taken, so that nobody goes on with a page that does not know of it.
 */
export async function openFormDialog(
  address: string,
  take: FormDialog['take'] = () => Promise.resolve(),
): Promise<string | undefined> {
  const mine = ++asked
  const form = await fetchForms(address)
  // Somebody has pressed once more meanwhile, there or elsewhere.
  if (mine !== asked) return undefined
  // Without an answer the form's own page says why.
  if (!form) {
    if (saidInDialog()) return undefined
    return new Promise(resolve => {
      openInstead(address, () => void openFormDialog(address, take).then(resolve))
    })
  }
  const opener = document.activeElement
  const element = document.createElement('dialog')
  element.className = 'dialog'
  document.body.append(element)
  return new Promise(resolve => {
    const dialog: FormDialog = {
      element,
      prefix: `dialog-${++dialogs}-`,
      open: undefined,
      led: undefined,
      take,
    }
    element.addEventListener('close', () => {
      if (dialog.open) endForm(dialog.open)
      element.remove()
      if (opener instanceof HTMLElement) opener.focus()
      resolve(dialog.led)
    })
    // Escape asks first, too.
    element.addEventListener('cancel', event => {
      if (!mayLeave(dialog)) event.preventDefault()
    })
    show(dialog, form)
    element.showModal()
    focusFirst(form)
  })
}

/** While a dialog is open nothing behind it can be pressed: its own form says that there is no connection. */
function saidInDialog(): boolean {
  const form = [...document.querySelectorAll<HTMLFormElement>('dialog.dialog[open] form')].at(-1)
  if (!form || navigator.onLine) return false
  showProblems(form, [{ message: offlineText(), field: '' }])
  return true
}

/** Where a form leads that only asks. Its properties may be hidden by controls of the same name. */
export function addressOf(form: HTMLFormElement, submitter: HTMLElement | null): string {
  const data = [...new FormData(form, submitter)].map(([name, value]) => [name, String(value)])
  return `${form.getAttribute('action')}?${new URLSearchParams(data)}`
}

/** What is wrong, or asked next, stands in the dialog again. */
function show(dialog: FormDialog, form: HTMLFormElement, names = new Set<string>()): void {
  if (dialog.open) closeForm(dialog.open)
  renameIds(form, dialog.prefix)
  dialog.element.replaceChildren(form)
  dialog.element.setAttribute('aria-labelledby', headingOf(form, dialog.prefix))
  dialog.open = openForm(form, names, false)
  openLookups(form)
  openDependents(form)
  openColumns(dialog.element)
  loadRules()
  form.addEventListener('click', event => {
    if (!(event.target as HTMLElement).closest('[data-cancel]')) return
    event.preventDefault()
    if (mayLeave(dialog)) dialog.element.close()
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    const isAsking = form.getAttribute('method') !== 'post'
    void (isAsking ? goOn(dialog, addressOf(form, event.submitter)) : send(dialog, event.submitter))
  })
}

/** To what is asked next. */
async function goOn(dialog: FormDialog, address: string): Promise<void> {
  const { form } = dialog.open as OpenForm
  if (form.getAttribute('aria-busy') === 'true') return
  form.setAttribute('aria-busy', 'true')
  const next = await fetchForms(address)
  if (!next) {
    form.removeAttribute('aria-busy')
    if (navigator.onLine) return location.assign(address)
    return showProblems(form, [{ message: offlineText(), field: '' }])
  }
  show(dialog, next)
  focusFirst(next)
}

async function send(dialog: FormDialog, submitter: HTMLElement | null): Promise<void> {
  const { form, names } = dialog.open as OpenForm
  if (form.getAttribute('aria-busy') === 'true') return
  form.setAttribute('aria-busy', 'true')
  const sent = await sendForm(form, { submitter })
  if (sent.kind === 'saved') {
    dialog.led = sent.address
    await dialog.take(sent.address)
    return dialog.element.close()
  }
  form.removeAttribute('aria-busy')
  if (sent.kind === 'login') return leaveForLogin(sent.address)
  if (sent.kind === 'failed') {
    const message = sent.message || (form.dataset.offline ?? '')
    return showProblems(form, [{ message, field: '' }])
  }
  if (sent.kind === 'form') {
    show(dialog, sent.form, names)
    const summary = sent.form.querySelector<HTMLElement>('[data-summary]')
    if (summary) summary.focus()
    else focusFirst(sent.form)
  }
}

function mayLeave({ open }: FormDialog): boolean {
  return !open || open.names.size === 0 || confirm(open.form.dataset.leave)
}

async function fetchForms(address: string): Promise<HTMLFormElement | null> {
  const page = await fetchDocument(address, true)
  const form = page?.querySelector<HTMLFormElement>('main > form')
  return form ? document.importNode(form, true) : null
}

const REFERRING = ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls']

function renameIds(form: HTMLFormElement, prefix: string): void {
  for (const element of form.querySelectorAll('[id]')) element.id = prefix + element.id
  for (const name of REFERRING) {
    for (const element of form.querySelectorAll(`[${name}]`)) {
      const ids = (element.getAttribute(name) ?? '').split(/\s+/).filter(id => id !== '')
      element.setAttribute(name, ids.map(id => prefix + id).join(' '))
    }
  }
  for (const link of form.querySelectorAll('a[href^="#"]'))
    link.setAttribute('href', `#${prefix}${link.getAttribute('href')?.slice(1)}`)
}

function headingOf(form: HTMLFormElement, prefix: string): string {
  const heading = form.querySelector('h1')
  if (heading) heading.id = `${prefix}heading`
  return heading?.id ?? ''
}

function focusFirst(form: HTMLFormElement): void {
  form
    .querySelector<HTMLElement>('fieldset:not([hidden]) :is(input:not([type=hidden]), select, textarea)')
    ?.focus()
}
