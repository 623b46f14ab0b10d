import { openDependents } from './dependent-choices.ts'
import { showProblems } from './form-problems.ts'
import { loadRules } from './load-rules.ts'
import { openLookups } from './lookups.ts'
import { closeForm, endForm, leaveForLogin, type OpenForm, openForm } from './open-forms.ts'
import { fetchDocument, sendForm } from './send-form.ts'

/** What the form in a dialog has led to. */
export interface Made {
  readonly address: string
  /** The page that it leads to. */
  readonly page: Document
}

let dialogs = 0

/** The form of an address, over the page. Undefined: it was given up. */
export async function openFormDialog(address: string): Promise<Made | undefined> {
  const form = await fetchForms(address)
  // Without an answer the form's own page says why.
  if (!form) {
    location.assign(address)
    return undefined
  }
  const element = document.createElement('dialog')
  element.className = 'form-dialog'
  document.body.append(element)
  return new Promise(resolve => {
    const dialog: FormDialog = { element, prefix: `dialog-${++dialogs}-`, open: undefined, made: undefined }
    element.addEventListener('close', () => {
      if (dialog.open) endForm(dialog.open)
      element.remove()
      resolve(dialog.made)
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

interface FormDialog {
  readonly element: HTMLDialogElement
  /** Of the ids in it: the page may have the same. */
  readonly prefix: string
  open: OpenForm | undefined
  made: Made | undefined
}

function show(dialog: FormDialog, form: HTMLFormElement, names = new Set<string>()): void {
  if (dialog.open) closeForm(dialog.open)
  renameIds(form, dialog.prefix)
  dialog.element.replaceChildren(form)
  dialog.element.setAttribute('aria-labelledby', headingOf(form, dialog.prefix))
  dialog.open = openForm(form, names, false)
  openLookups(form)
  openDependents(form)
  loadRules()
  form.querySelector('[data-cancel]')?.addEventListener('click', event => {
    event.preventDefault()
    if (mayLeave(dialog)) dialog.element.close()
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    void (form.method === 'get' ? goOn(dialog, form) : send(dialog, event.submitter))
  })
}

/** A choice that comes before the form: of a record type. */
async function goOn(dialog: FormDialog, form: HTMLFormElement): Promise<void> {
  const given = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]))
  const next = await fetchForms(`${form.action}?${given}`)
  if (!next) return
  show(dialog, next)
  focusFirst(next)
}

async function send(dialog: FormDialog, submitter: HTMLElement | null): Promise<void> {
  const open = dialog.open as OpenForm
  const { form, names } = open
  if (form.getAttribute('aria-busy') === 'true') return
  form.setAttribute('aria-busy', 'true')
  const sent = await sendForm(form, { submitter })
  form.removeAttribute('aria-busy')
  if (sent.kind === 'login') return leaveForLogin(sent.address)
  if (sent.kind === 'failed') {
    const message = sent.message || (form.dataset.offline ?? '')
    return showProblems(form, [{ message, field: '' }])
  }
  if (sent.kind === 'form') {
    show(dialog, sent.form, names)
    const summary = sent.form.querySelector<HTMLElement>('[data-summary]')
    return summary ? summary.focus() : focusFirst(sent.form)
  }
  const page = await fetchDocument(sent.address)
  dialog.made = { address: sent.address, page: page ?? document.implementation.createHTMLDocument() }
  dialog.element.close()
  document.querySelector('.notices')?.replaceChildren(...(page?.querySelector('.notices')?.childNodes ?? []))
}

function mayLeave({ open }: FormDialog): boolean {
  return !open || open.names.size === 0 || confirm(open.form.dataset.leave)
}

async function fetchForms(address: string): Promise<HTMLFormElement | null> {
  const page = await fetchDocument(address)
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
